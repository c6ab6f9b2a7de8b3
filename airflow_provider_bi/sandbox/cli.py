"""The command ``bi-sandbox``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from airflow_provider_bi.sandbox.errors import Unusable

SUCCEEDED, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    :returns: Exit status: 0 for success, 1 for a DAG run that failed, 2 for a command that cannot be used as it is.
    """
    parser = argparse.ArgumentParser(
        prog="bi-sandbox", description="Datafold and Looker on this machine, to try DAGs without an account."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="answer as both services until Ctrl-C")
    serve.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: a free one)")
    run = commands.add_parser("run", help="run the DAGs of a file once, and show what changed")
    run.add_argument("dagfile", type=Path, metavar="DAGFILE")
    run.add_argument("--conf", type=_json_object, default=None, metavar="JSON", help="conf of the DAG run")
    run.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="JSON",
        help="let a request fail, as POST /sandbox/faults does; may be given several times, for example "
        """'{"method": "PUT", "status": 503}'""",
    )
    given = parser.parse_args(arguments)

    try:
        from airflow_provider_bi.sandbox import runner, server
        from airflow_provider_bi.sandbox.faults import fault_of
    except ModuleNotFoundError as error:
        return _unusable(f"{error.name} is missing: pip install 'airflow-provider-bi[sandbox]'.")
    try:
        if given.command == "serve":
            server.serve(port=given.port)
            return SUCCEEDED
        faults = [fault_of(text) for text in given.fault]
        return SUCCEEDED if runner.run(given.dagfile, conf=given.conf, faults=faults) else FAILED
    except Unusable as error:
        return _unusable(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED


def _json_object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise argparse.ArgumentTypeError("is not a JSON object")
    return value


def _unusable(sentence: str) -> int:
    sys.stderr.write(f"bi-sandbox: {sentence}\n")
    return USAGE
