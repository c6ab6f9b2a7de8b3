"""Values that Airflow's rendered-template view does not see: any of them may be a secret."""

from __future__ import annotations

import json
from collections.abc import Mapping

from airflow_provider_bi.api.redaction import REDACTED


class Hidden:
    """A mapping whose values are not shown.

    :param value: What was rendered: a mapping, or text that should be one.
    """

    def __init__(self, value: object) -> None:
        self.value = value

    def __repr__(self) -> str:
        return json.dumps(self.serialize())

    def serialize(self) -> dict[str, str] | str:
        """Return what Airflow 3 shows; 2.11 shows the text of it."""
        return dict.fromkeys(map(str, self.value), REDACTED) if isinstance(self.value, Mapping) else REDACTED
