"""What the package costs, beside what it would cost otherwise.

A table, mostly of ratios: each is of two things that were measured in turn, in the same run. Counts are checked: the
exit status is 1 if one of them is off. Times are never a failure, since they are the machine's as well.
"""

import argparse
import os
import platform
import sys
import tempfile
import time
import warnings
from pathlib import Path


def main():
    """Measure, tell, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--full", action="store_true", help="take a quarter of an hour instead of a minute")
    parser.add_argument("--only", metavar="NAME", action="append", help="measure only this part; may be repeated")
    parser.add_argument("--brief", action="store_true", help="tell only what stands in the README")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write all figures there")
    parser.add_argument("--plot", metavar="FILE.png", type=Path, help="draw an update's time; needs matplotlib")
    arguments = parser.parse_args()
    plotting = None
    if arguments.plot:
        try:
            from tests.benchmarks import plotting
        except ImportError as error:
            parser.error(f"--plot needs matplotlib, which is not installed here ({error}).")
    with tempfile.TemporaryDirectory() as home:
        # Airflow reads these when it is first imported.
        os.environ |= {"AIRFLOW_HOME": home, "AIRFLOW__LOGGING__LOGGING_LEVEL": "ERROR", "PYTHONWARNINGS": "ignore"}
        warnings.simplefilter("ignore")
        rows = _measured(parser, arguments)
    sys.stdout.write(f"{_table([row for row in rows if row.brief or not arguments.brief])}\n")
    if arguments.json:
        arguments.json.write_text(_json(rows, full=arguments.full))
    if plotting is not None:
        plotting.plot(rows, arguments.plot)
    off = [row.what for row in rows if row.is_off]
    for what in off:
        sys.stderr.write(f"Off: {what}.\n")
    return 1 if off else 0


def _measured(parser, arguments):
    from tests.benchmarks import imports, memory, requests, schedules, side_by_side, updates, waits
    from tests.benchmarks.report import table
    from tests.benchmarks.serving import Served

    parts = {
        part.__name__.rpartition(".")[2]: part
        for part in (imports, requests, updates, side_by_side, memory, waits, schedules)
    }
    unknown = sorted({*(arguments.only or ())} - parts.keys())
    if unknown:
        parser.error(f"no part {', '.join(unknown)}; there are {', '.join(parts)}.")
    started = time.monotonic()

    def tell(text):
        sys.stderr.write(f"{time.monotonic() - started:5.0f} s  {text}\n")

    rows = []
    with Served() as served:
        for name in arguments.only or parts:
            found = list(parts[name].measure(full=arguments.full, tell=tell, served=served))
            tell(f"Measured {name}:\n{table(found)}")
            rows += found
    return rows


def _table(rows):
    from tests.benchmarks.report import table

    return table(rows)


def _json(rows, *, full):
    from airflow import __version__ as airflow

    from tests.benchmarks.report import to_json

    return to_json(
        rows,
        full=full,
        airflow=airflow,
        python=platform.python_version(),
        machine=platform.machine(),
        cpus=os.cpu_count(),
    )


if __name__ == "__main__":
    sys.exit(main())
