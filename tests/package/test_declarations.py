"""One fact stands in one place: what has to say it twice is compared here."""

import inspect

import pytest

from airflow_provider_bi.api.datafold.kinds import KINDS, DataSourceConfig, kind_of
from airflow_provider_bi.api.looker.models import Integration, IntegrationHub
from airflow_provider_bi.api.settings import Transport, read_transport
from airflow_provider_bi.connections import CONNECTION_TYPES, TRANSPORT
from airflow_provider_bi.get_provider_info import get_provider_info
from airflow_provider_bi.hooks.datafold import DatafoldHook
from airflow_provider_bi.hooks.looker import LookerHook
from tests.operators.cases import CASES, DATAFOLD, IDS

AIRFLOWS_OWN = {"kwargs", "self"}
OPTIONS = {"clear", "skip_unchanged", "plan_only", "on_ignored"}
DATAFOLD_OPTIONS = OPTIONS | {"bi_datasource_id", "check_cron", "credentials_conn_id", "datafold_conn_id"}
LOOKER_OPTIONS = OPTIONS | {"fields", "looker_conn_id"}
PUBLIC = {
    "UpdateDatafoldLookerOperator": {
        "base_url",
        "bindings",
        "client_id",
        "client_secret",
        "indexing_cron",
        "name",
        "project_ids",
        "repo_id",
    },
    "UpdateDatafoldHightouchOperator": {"bindings", "indexing_cron", "name", "token", "workspace"},
    "UpdateDatafoldModeOperator": {"indexing_cron", "name", "password", "token", "workspace"},
    "UpdateDatafoldTableauOperator": {"indexing_cron", "name", "server_url", "site_id", "token_name", "token_value"},
    "UpdateDatafoldPowerBIOperator": {"auth_type", "client_id", "client_secret", "indexing_cron", "name", "tenant_id"},
    "UpdateDatafoldDbtOperator": {"ci_config_id", "indexing_cron", "name"},
    "PatchLookerIntegrationOperator": {
        "integration_id",
        "integration_hub_id",
        "name",
        "enabled",
        "integration_params",
        "installed_delegate_oauth_targets",
    },
    "PatchLookerIntegrationHubOperator": {
        "integration_hub_id",
        "url",
        "authorization_token",
        "authorization_token_conn_id",
    },
}
"""The arguments of each operator beside its options, as they are promised."""


def arguments(operator):
    """Return the names that the operator's own classes take, as Airflow's `.expand()` finds them."""
    ours = [base for base in operator.__mro__ if base.__module__.startswith("airflow_provider_bi")]
    return {name for base in ours for name in inspect.signature(base.__init__).parameters} - AIRFLOWS_OWN


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_operator_takes_the_promised_arguments(case):
    """The public names are fixed."""
    options = DATAFOLD_OPTIONS if case.is_datafold else LOOKER_OPTIONS

    assert arguments(case.operator) == PUBLIC[case.operator.__name__] | options


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_every_argument_is_a_template(case):
    """Airflow users expect to template, and to map over, whatever they can give."""
    assert set(case.operator.template_fields) == arguments(case.operator)
    assert len(case.operator.template_fields) == len(set(case.operator.template_fields))


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_arguments_are_keyword_only_and_documented(case):
    """Each argument has its line in the docstring of its class or of a base."""
    ours = [base for base in case.operator.__mro__ if base.__module__.startswith("airflow_provider_bi")]
    documented = "".join(base.__doc__ for base in ours)

    assert [name for name in arguments(case.operator) if f":param {name}:" not in documented] == []
    assert all(
        parameter.kind in {parameter.KEYWORD_ONLY, parameter.VAR_KEYWORD}
        for base in ours
        for name, parameter in inspect.signature(base.__init__).parameters.items()
        if name != "self"
    )


@pytest.mark.parametrize("case", DATAFOLD, ids=IDS[:6])
def test_operator_has_the_fields_of_its_kind(case):
    """A kind's fields are declared in its model; the operator names each of them, as one and the same argument."""
    kind = kind_of(case.operator.kind)
    operator = case(**dict.fromkeys(kind.model_fields, "x"))

    assert PUBLIC[case.operator.__name__] == kind.model_fields.keys()
    assert operator.kind_fields == dict.fromkeys(kind.model_fields.keys() - DataSourceConfig.model_fields.keys(), "x")


def test_every_kind_has_an_operator():
    """A kind without an operator would be of no use."""
    assert [case.operator.kind for case in DATAFOLD] == [kind.slug for kind in KINDS]


def test_looker_operators_have_the_writable_fields():
    """What Looker lets be written is declared in the models."""
    addresses = {"integration_id", "integration_hub_id", "name"}
    integration = PUBLIC["PatchLookerIntegrationOperator"] - addresses - {"integration_params"} | {"params"}
    hub = PUBLIC["PatchLookerIntegrationHubOperator"] - {"integration_hub_id", "authorization_token_conn_id"}

    assert integration == Integration.model_fields.keys()
    assert hub == IntegrationHub.model_fields.keys()


def test_form_fields_are_the_settings():
    """Every field of the form is read, with the default that the form shows; an empty one shows none."""
    shown = {field.name: field.default for field in TRANSPORT}
    defaults = {name: field.default for name, field in Transport.model_fields.items()}

    assert shown.keys() == defaults.keys()
    assert {name: default for name, default in shown.items() if default is not None}.items() <= defaults.items()
    assert read_transport(dict.fromkeys(shown), source="x") == (Transport(), [])


@pytest.mark.parametrize("field", TRANSPORT, ids=lambda field: field.name)
def test_form_field_names_the_bounds_that_hold(field):
    """A value at the bound is taken, one beyond it is refused."""
    for bound in (field.minimum, field.maximum):
        if bound is not None:
            assert getattr(Transport.model_validate({field.name: bound}), field.name) == bound
    for beyond in [bound for bound in ((field.minimum or 0) - 1, (field.maximum or 0) + 1) if field.maximum]:
        with pytest.raises(ValueError, match=field.name):
            Transport.model_validate({field.name: beyond})


@pytest.mark.parametrize(
    ("connection", "hook"),
    list(zip(CONNECTION_TYPES, (DatafoldHook, LookerHook), strict=True)),
    ids=["datafold", "looker"],
)
def test_hook_form_and_provider_info_agree(connection, hook):
    """Airflow 3.3 reads the provider info, older ones the hook: both show the same form."""
    info = connection.provider_info
    behaviour = hook.get_ui_field_behaviour()

    assert info in get_provider_info()["connection-types"]
    assert (info["connection-type"], info["hook-name"]) == (hook.conn_type, hook.hook_name)
    assert info["hook-class-name"] == f"{hook.__module__}.{hook.__name__}"
    assert {key.replace("-", "_"): value for key, value in info["ui-field-behaviour"].items()} == behaviour


def test_widgets_have_the_fields_of_the_provider_info():
    """The form of Airflow 2.11 has every field, with its label."""
    pytest.importorskip("flask_appbuilder", reason="only Airflow up to 3.1 has these widgets")

    for connection in CONNECTION_TYPES:
        widgets = connection.widgets()

        assert {name: widget.args[0] for name, widget in widgets.items()} == {
            name: field["label"] for name, field in connection.provider_info["conn-fields"].items()
        }
