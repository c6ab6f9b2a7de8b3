"""What may be written of Looker's integrations and hubs, by the API document's own names.

https://cloud.google.com/looker/docs/reference/looker-api/latest/types/Integration
https://cloud.google.com/looker/docs/reference/looker-api/latest/types/IntegrationHub
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, Field

from airflow_provider_bi.api.models import JsonList, Model, Secret, Text
from airflow_provider_bi.api.redaction import REDACTED

_USER: Final = re.compile(r"^([^/]*//)[^/]*@")
"""A URL up to its host; a password may hold what ends a host elsewhere, such as "#"."""


def _parameter_text(value: Any) -> Any:
    """Write a number or a truth value as Looker's parameters hold them, as text."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case _:
            return value


def hide_user(url: str) -> str:
    """Return the URL without the user and password that it may hold."""
    return _USER.sub(rf"\1{REDACTED}@", url)


def _without_user(url: str) -> str:
    if _USER.match(url):
        raise ValueError("a URL without user and password is needed; the token is authorization_token")
    return url


ParameterText = Annotated[str, BeforeValidator(_parameter_text)]


class IntegrationParam(Model):
    """The writable part of an action's parameter."""

    value: ParameterText | None = Field(None, description='The value; "" clears it, null is ignored by Looker.')
    user_attribute_name: Text | None = Field(
        None, description="The user attribute that holds the value; null to use `value`."
    )


class Integration(Model):
    """The writable part of an integration, which Looker's UI calls an action."""

    enabled: bool = Field(description="Whether the action is available to users.")
    params: dict[str, IntegrationParam] = Field(description="The action's parameters by name.")
    installed_delegate_oauth_targets: Annotated[list[Text], JsonList] = Field(
        description="Where the action's delegated OAuth is installed, such as Slack workspaces."
    )


class IntegrationHub(Model):
    """The writable part of an integration hub."""

    url: Annotated[Text, AfterValidator(_without_user)] = Field(
        description="URL of the hub; Looker needs https and a valid certificate there."
    )
    authorization_token: Secret | None = Field(None, description="Key that Looker sends to the hub; never shown.")
