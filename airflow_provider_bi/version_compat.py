"""What differs between Airflow versions and common-compat's ``sdk`` does not have in each version we allow."""

from __future__ import annotations

try:
    from airflow.sdk.log import mask_secret
except ImportError:
    from airflow.utils.log.secrets_masker import mask_secret  # type: ignore[no-redef]

__all__ = ["mask_secret"]
