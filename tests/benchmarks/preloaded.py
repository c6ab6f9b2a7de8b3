"""What is loaded before anything is measured; says nothing below an error."""

import gc
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import tests.benchmarks.contenders  # noqa: F401 - loads Airflow, httpx and our hooks

# Else the first process to collect garbage would copy all of this.
gc.collect()
gc.freeze()
