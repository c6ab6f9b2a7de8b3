"""Run a DAG file as `bi-sandbox run` does, and leave the metadata database behind. Arguments: file and folder."""

import sys
from pathlib import Path

from airflow_provider_bi.sandbox import quiet, runner
from airflow_provider_bi.sandbox.progress import Progress
from airflow_provider_bi.sandbox.records import Records
from airflow_provider_bi.sandbox.serving import Sandbox

dag_file, home = map(Path, sys.argv[1:])
with Sandbox() as sandbox:
    quiet.prepare(home, dag_file, sandbox.connections)
    records = Records(home / quiet.DATABASE)
    sys.exit(0 if runner._run(dag_file, progress=Progress(), records=records, conf=None) else 1)
