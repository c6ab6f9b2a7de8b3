"""Serve the sandbox for ``.ci/check-sandbox``: print its URL, and stop after the seconds given, or once stdin ends.

So it never outlives the script.
"""

# ruff: noqa: INP001 - no package

from __future__ import annotations

import select
import sys

from airflow_provider_bi.sandbox.serving import Sandbox

if __name__ == "__main__":
    with Sandbox() as sandbox:
        sys.stdout.write(f"{sandbox.url}\n")
        sys.stdout.flush()
        select.select([sys.stdin], [], [], float(sys.argv[1]))
