"""What a task leaves in Airflow beside its XComs: its link, and the events of its outlets."""

from collections import defaultdict
from types import SimpleNamespace

import pytest
from airflow.providers.common.compat.sdk import DAG, AirflowFailException, Asset, AssetAlias

from airflow_provider_bi.get_provider_info import get_provider_info
from airflow_provider_bi.hooks.looker import LookerHook
from airflow_provider_bi.links.services import LINKS
from airflow_provider_bi.operators.looker import PatchLookerIntegrationOperator
from airflow_provider_bi.operators.outlets import asset_uri, flat, tell_outlets
from tests.operators.cases import CASES, IDS

ASSET = Asset(uri="bi://outlet")
ALIAS = AssetAlias("bi-changes")
every_operator = pytest.mark.parametrize("case", CASES, ids=IDS)


class Events(defaultdict):
    """Stands for Airflow's `outlet_events`: what each outlet was told."""

    def __init__(self):
        super().__init__(lambda: SimpleNamespace(extra={}, added=[]))

    def __getitem__(self, outlet):
        event = super().__getitem__(getattr(outlet, "uri", None) or outlet.name)
        event.add = lambda asset, extra: event.added.append((asset.uri, extra))
        return event


@every_operator
def test_link_is_there_before_the_service_is_called(case, sandbox):
    """A person opens the service from a task that failed as well."""
    pushed = {}
    operator = case(**{next(iter(case.arguments)): "12345"})
    ti = SimpleNamespace(xcom_push=lambda key, value: pushed.update({key: value}))

    with pytest.raises(AirflowFailException, match="404"):
        operator.execute({"ti": ti})

    assert pushed == {operator.link.xcom_key: sandbox.url + ("" if case.is_datafold else "/admin/actions")}
    assert operator.operator_extra_links == (operator.link,)


def test_links_are_registered():
    """Airflow 2.11 drops all links of an operator of which one is not registered."""
    assert get_provider_info()["extra-links"] == [f"{link.__module__}.{link.__name__}" for link in LINKS]
    assert {type(case().link) for case in CASES} == set(LINKS)


def test_link_to_looker_leaves_out_the_old_api_port(monkeypatch):
    """Older instances have the API on port 19999 and the pages on 443."""
    monkeypatch.setenv(
        "AIRFLOW_CONN_OLD",
        '{"conn_type": "looker", "host": "https://acme.looker.com:19999", "login": "a", "password": "s3cr3t"}',
    )

    assert LookerHook("old").ui_url == "https://acme.looker.com/admin/actions"


@every_operator
def test_outlets_are_told_what_changed(case, execute, sandbox):
    """An asset's event carries the changed fields, flat; an alias gets an event for what was changed."""
    events = Events()

    execute(case(outlets=[ASSET, ALIAS]), outlet_events=events)

    changed = dict(flat(case.changed))
    assert events[ASSET].extra == changed
    [(uri, extra)] = events[ALIAS].added
    assert extra == changed
    assert uri.startswith(("datafold://127.0.0.1:", "looker://127.0.0.1:"))


@pytest.mark.parametrize(
    ("number", "given", "path"),
    [
        (5, "047\n", "integrations/47"),
        (6, " 2::hubspot\n", "integrations/2%3A%3Ahubspot"),
        (7, "2\n", "integration_hubs/2"),
    ],
)
def test_asset_is_the_same_however_the_id_was_written(number, given, path, execute, sandbox):
    """A template leaves blanks and zeros that are no part of an id."""
    case, events = CASES[number], Events()

    execute(case(**{next(iter(case.arguments)): given}, outlets=[ALIAS]), outlet_events=events)

    [(uri, _)] = events[ALIAS].added
    assert uri.endswith(f":{sandbox.port}/{path}")


@every_operator
@pytest.mark.parametrize("why", ["nothing to change", "only planned"])
def test_alias_gets_no_event_when_nothing_changed(case, why, execute, sandbox):
    """What is scheduled on the alias runs only after a change."""
    if why == "nothing to change":
        execute(case())
    events = Events()

    execute(case(outlets=[ASSET, ALIAS], plan_only=why == "only planned"), outlet_events=events)

    assert events[ASSET].extra == {}
    assert events[ALIAS].added == []


def test_other_outlets_and_extras_are_left_alone(execute, sandbox):
    """Other outlets, and what another put on an event, stay as they are."""
    events = Events()
    events[ASSET].extra["mine"] = 1
    operator = CASES[0](outlets=[ASSET])

    execute(operator, outlet_events=events)

    assert events[ASSET].extra == {"mine": 1, "indexing_cron": "0 9 * * *"}
    assert operator.outlets == [ASSET]


def test_extras_are_flat():
    """Some versions of Airflow lose what is nested in an event's extra."""
    changed = {"enabled": True, "params": {"a.b": {"value": "***"}}, "bindings": [{"remoteId": "x"}], "name": None}

    assert dict(flat(changed)) == {
        "enabled": True,
        "params.a.b.value": "***",
        "bindings": '[{"remoteId": "x"}]',
        "name": None,
    }


def test_uri_of_an_asset_is_quoted():
    """Looker's ids hold colons."""
    uri = asset_uri("looker", "https://acme.looker.com:443", "integrations", "2::hub spot")

    assert uri == "looker://acme.looker.com:443/integrations/2%3A%3Ahub%20spot"


def rendered(operator, context):
    """Render an operator as Airflow does and return what the rendered-template view would hold."""
    operator.render_template_fields(context)
    return str(operator.integration_params)


@pytest.mark.parametrize(
    "params",
    [
        {"api_key": "s3cr3t"},
        {"api_key": {"value": "s3cr3t"}},
        "{{ text }}",
        '[{"name": "api_key", "value": "s3cr3t"}]',
        "s3cr3t",
    ],
    ids=["values", "nested", "JSON text", "list", "text"],
)
def test_values_of_parameters_are_not_in_the_rendered_view(params):
    """Whatever a template makes of them, any of them may be a secret."""
    operator = PatchLookerIntegrationOperator(task_id="x", integration_id="1::x", integration_params=params)

    assert "s3cr3t" not in rendered(operator, {"text": '{"api_key": "s3cr3t"}'})


def test_parameters_rendered_to_json_text_are_read(execute, sandbox):
    """Every argument is a template, also one that holds a mapping."""
    operator = PatchLookerIntegrationOperator(
        task_id="x", integration_id="2::hubspot", integration_params='{"portal": "{{ number }}"}'
    )
    operator.render_template_fields({"number": 17})

    assert execute(operator).returned == {"params": {"portal": {"value": "17"}}}


def test_empty_xcom_inside_a_parameter_leaves_it(execute, sandbox):
    """The text None is None at any depth."""
    operator = PatchLookerIntegrationOperator(
        task_id="x", integration_id="2::hubspot", integration_params={"portal": {"value": "None"}}
    )

    assert execute(operator).returned == {}
    assert not [request for request in sandbox.requests if request.method == "PATCH"]


def test_params_of_a_task_are_the_actions_where_nothing_else_is_given(execute, sandbox):
    """The vendor's word works as well: templates are rendered, and the DAG's own params stay Airflow's."""
    with DAG("d", schedule=None, params={"number": "5", "other": 1}):
        operator = PatchLookerIntegrationOperator(
            task_id="x", integration_id="2::hubspot", params={"portal": "{{ params.number }}6", "api_key": "s3cr3t-key"}
        )
    operator.render_template_fields({"params": {"number": "5"}})

    assert "s3cr3t" not in str(operator.integration_params)
    assert execute(operator).returned == {"params": {"portal": {"value": "56"}, "api_key": {"value": "***"}}}


def test_params_of_the_dag_are_not_the_actions(execute, sandbox):
    """Airflow merges them into every task's."""
    with DAG("d", schedule=None, params={"portal": "5", "other": 1}):
        operator = PatchLookerIntegrationOperator(task_id="y", integration_id="2::hubspot", enabled=True)

    assert execute(operator).returned == {"enabled": True}


def test_unknown_name_in_params_fails_and_empty_integration_params_leaves_them_to_airflow(execute, sandbox):
    """Somebody may want Airflow's params for their templates."""
    with DAG("d", schedule=None):
        taken = PatchLookerIntegrationOperator(task_id="x", integration_id="2::hubspot", params={"portl": "5"})
        left = PatchLookerIntegrationOperator(
            task_id="y", integration_id="2::hubspot", enabled=True, params={"portl": "5"}, integration_params={}
        )

    with pytest.raises(AirflowFailException, match="has no parameter portl; it has api_key, portal, user_token"):
        execute(taken)

    assert execute(left).returned == {"enabled": True}


def test_options_are_read_before_anything_is_sent(execute, sandbox):
    """A word that is neither true nor false fails before the service is asked."""
    with pytest.raises(AirflowFailException, match="plan_only: true or false"):
        execute(CASES[5](indexing_cron=None, plan_only="perhaps"))

    assert sandbox.requests == []


def test_outlet_of_another_kind_gets_nothing():
    """Airflow takes anything for an outlet."""
    events = Events()

    tell_outlets({"outlet_events": events}, [object(), ASSET], changed={"name": "x"}, uri="bi://x")

    assert dict(events).keys() == {ASSET.uri}
    assert events[ASSET].extra == {"name": "x"}


def test_task_that_is_told_to_push_no_xcoms_pushes_none(execute, sandbox):
    """Airflow's own option, for the XComs beside the return value too; the link is not the task's."""
    operator = CASES[0](do_xcom_push=False)
    outcome = execute(operator)

    assert outcome.returned == CASES[0].changed
    assert outcome.xcoms.keys() == {operator.link.xcom_key}


def test_task_that_is_not_at_work_is_ended_without_a_word():
    """Airflow may kill a task that has not begun, or that is done."""
    assert CASES[0]().on_kill() is None


def test_parameters_that_are_not_given_stay_so():
    """Rendering makes no text of nothing."""
    operator = PatchLookerIntegrationOperator(task_id="x", integration_id="1::x", enabled=True)
    operator.render_template_fields({})

    assert operator.integration_params is None
