"""What differs between Airflow versions and common-compat's ``sdk`` does not have in each version we allow."""

from __future__ import annotations

try:
    from builtins import BaseException as TaskTerminated

    from airflow.sdk.log import mask_secret
except ImportError:
    from airflow.exceptions import AirflowTaskTerminated as TaskTerminated  # type: ignore[no-redef]
    from airflow.utils.log.secrets_masker import mask_secret  # type: ignore[no-redef]

__all__ = ["TaskTerminated", "mask_secret"]
