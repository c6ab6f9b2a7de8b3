"""The two connection types, declared once: forms and provider info follow from it.

What the hooks read of a connection's extra, and check, is ``api.settings.Transport``; a test compares the two.

``extra`` is not hidden: a form of Airflow 2.11 without it breaks the Test button of every type on its page.

Airflow 3.3 reads the provider info, 2.11 to 3.1 the hooks' Python methods, 3.2 either. Nothing heavy is imported here:
the provider info is read by every Airflow process.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal


@dataclass(frozen=True, kw_only=True)
class ExtraField:
    """A field of the form that is kept in the connection's extra."""

    name: str
    label: str
    description: str
    type: Literal["integer", "string", "boolean"]
    default: int | str | bool | None
    secret: bool = False
    minimum: int | None = None
    maximum: int | None = None

    @property
    def schema(self) -> dict[str, Any]:
        """The field's JSON schema, as ``conn-fields`` wants it: null, an empty field, means the default."""
        bounds = {"minimum": self.minimum, "maximum": self.maximum}
        return {
            "type": [self.type, "null"],
            **({"default": self.default} if self.default is not None else {}),
            **({"format": "password"} if self.secret else {}),
            **{name: bound for name, bound in bounds.items() if bound is not None},
        }


@dataclass(frozen=True, kw_only=True)
class ConnectionType:
    """A connection type: its standard fields by label and placeholder, which are hidden, and its extra fields.

    :param others: Types of other providers for the same service.
    """

    conn_type: str
    hook_name: str
    hook_class: str
    relabeling: dict[str, str]
    placeholders: dict[str, str]
    hidden: tuple[str, ...]
    extra: tuple[ExtraField, ...]
    others: tuple[str, ...] = ()

    @property
    def provider_info(self) -> dict[str, Any]:
        """The type's entry in the provider info."""
        return {
            "connection-type": self.conn_type,
            "hook-class-name": self.hook_class,
            "hook-name": self.hook_name,
            "ui-field-behaviour": {
                "hidden-fields": list(self.hidden),
                "relabeling": self.relabeling,
                "placeholders": self.placeholders,
            },
            "conn-fields": {
                field.name: {"label": field.label, "description": field.description, "schema": field.schema}
                for field in self.extra
            },
        }

    @property
    def field_behaviour(self) -> dict[str, Any]:
        """What ``get_ui_field_behaviour`` returns."""
        return {
            "hidden_fields": list(self.hidden),
            "relabeling": self.relabeling,
            "placeholders": self.placeholders,
        }

    def widgets(self) -> dict[str, Any]:  # pragma: no cover - Airflow up to 3.1
        """Return what ``get_connection_form_widgets`` returns; called by Airflow's web servers up to 3.1 only.

        Airflow 3.0 without the FAB provider has no widgets. Returning none keeps at least the labels there.
        """
        try:
            from flask_appbuilder.fieldwidgets import BS3PasswordFieldWidget, BS3TextFieldWidget
            from wtforms import BooleanField, IntegerField, PasswordField, StringField
        except ImportError:
            return {}

        def widget(field: ExtraField) -> Any:
            match field:
                case ExtraField(type="boolean"):
                    return BooleanField(field.label, description=field.description, default=field.default)
                case ExtraField(type="integer"):
                    text = BS3TextFieldWidget()
                    return IntegerField(field.label, description=field.description, default=field.default, widget=text)
                case ExtraField(secret=True):
                    return PasswordField(field.label, description=field.description, widget=BS3PasswordFieldWidget())
                case _:
                    text = BS3TextFieldWidget()
                    return StringField(field.label, description=field.description, default=field.default, widget=text)

        return {field.name: widget(field) for field in self.extra}


TRANSPORT: Final = (
    ExtraField(
        name="timeout",
        label="Timeout",
        description="Seconds to wait for a connection, and for a whole reply.",
        type="integer",
        default=60,
        minimum=1,
        maximum=3600,
    ),
    ExtraField(
        name="verify",
        label="Verify TLS",
        description="Empty or true, false, or the path of a file with the CAs to trust.",
        type="string",
        default=None,
    ),
    ExtraField(
        name="proxy",
        label="Proxy",
        description="URL of a proxy, for the login and all calls. The worker's environment decides where it is empty.",
        type="string",
        default=None,
        secret=True,
    ),
    ExtraField(
        name="retries",
        label="Retries",
        description="How often a passing failure is tried again, within one task try.",
        type="integer",
        default=4,
        minimum=0,
        maximum=20,
    ),
    ExtraField(
        name="allow_http",
        label="Allow plain HTTP",
        description="Let the credentials go over unencrypted http to another machine.",
        type="boolean",
        default=False,
    ),
)

DATAFOLD: Final = ConnectionType(
    conn_type="datafold",
    hook_name="Datafold",
    hook_class="airflow_provider_bi.hooks.datafold.DatafoldHook",
    relabeling={"host": "Datafold URL", "password": "API key"},
    placeholders={
        "host": "https://app.datafold.com",
        "port": "empty for 443",
        "password": "from Datafold: Settings > Account",
    },
    hidden=("login", "schema"),
    extra=TRANSPORT,
)

LOOKER: Final = ConnectionType(
    conn_type="looker",
    hook_name="Looker",
    hook_class="airflow_provider_bi.hooks.looker.LookerHook",
    relabeling={"host": "API host URL", "port": "API port", "login": "Client ID", "password": "Client secret"},
    placeholders={
        "host": "https://example.cloud.looker.com",
        "port": "empty for 443; 19999 on older instances",
        "login": "of a Looker API key",
        "password": "of the same API key",
    },
    hidden=("schema",),
    extra=TRANSPORT,
    others=("gcp_looker",),
)

CONNECTION_TYPES: Final = (DATAFOLD, LOOKER)
