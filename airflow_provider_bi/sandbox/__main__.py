"""Run the command line as ``python -m airflow_provider_bi.sandbox``."""

from airflow_provider_bi.sandbox.cli import main

raise SystemExit(main())
