"""What goes wrong: one sentence with the next step, typed, and nothing half done."""

import copy
import json

import pytest
from airflow.providers.common.compat.sdk import AirflowFailException

from airflow_provider_bi.api import errors
from airflow_provider_bi.operators.datafold import UpdateDatafoldDbtOperator, UpdateDatafoldLookerOperator
from airflow_provider_bi.operators.looker import PatchLookerIntegrationHubOperator, PatchLookerIntegrationOperator
from airflow_provider_bi.sandbox.faults import Fault

HTML = "<!doctype html><title>Sign in</title><p>Who are you?"


def reschedule(**more):
    return UpdateDatafoldLookerOperator(
        **{"task_id": "change", "bi_datasource_id": 42, "indexing_cron": "0 9 * * *"}
        | {"credentials_conn_id": "bi_looker"}
        | more
    )


def patch_action(**more):
    return PatchLookerIntegrationOperator(
        **{"task_id": "change", "integration_id": "2::hubspot", "enabled": True} | more
    )


def patch_hub(**more):
    return PatchLookerIntegrationHubOperator(
        **{"task_id": "change", "integration_hub_id": "2", "url": "https://x.example/"} | more
    )


@pytest.fixture
def connection(sandbox, monkeypatch):
    """Return a function that sets a connection to one of the sandbox's with something else in it."""

    def change(conn_id, *, like, **more):
        values = json.loads(sandbox.connections[f"AIRFLOW_CONN_{like.upper()}"]) | more
        monkeypatch.setenv(f"AIRFLOW_CONN_{conn_id.upper()}", json.dumps(values))
        return conn_id

    return change


def stored(sandbox):
    return sandbox.datafold.integrations, sandbox.looker.hubs, sandbox.looker.integrations


def failure(execute, operator):
    """Return what a permanent failure says, and the typed error behind it."""
    with pytest.raises(AirflowFailException) as failed:
        execute(operator)
    return str(failed.value), failed.value.__cause__


PERMANENT = {
    "wrong id in Datafold": (
        lambda: reschedule(bi_datasource_id=4242),
        errors.NotFoundError,
        "GET /api/v1/lineage/bi/4242/ refused (404): Not Found: BI data source 4242 does not exist",
    ),
    "wrong id of an action": (
        lambda: patch_action(integration_id="2::nope"),
        errors.NotFoundError,
        "Looker says 404 for both",
    ),
    "wrong id of a hub": (lambda: patch_hub(integration_hub_id="99"), errors.NotFoundError, "may not see it"),
    "id that is none": (lambda: reschedule(bi_datasource_id="../users"), errors.ArgumentError, "is not an id"),
    "another kind's id": (lambda: reschedule(bi_datasource_id=45), errors.ArgumentError, "of kind Tableau, not Looker"),
    "field of a wrong type": (
        lambda: reschedule(repo_id="seven"),
        errors.ArgumentError,
        "repo_id: Input should be a valid integer",
    ),
    "field refused by Looker": (
        lambda: patch_hub(url="http://plain.example/"),
        errors.InvalidRequestError,
        "PATCH /api/4.0/integration_hubs/2 refused (422): url",
    ),
    "missing secret": (
        lambda: reschedule(credentials_conn_id=None),
        errors.ArgumentError,
        "client_secret is required; give client_secret, or the BI tool's own connection, which holds it in password",
    ),
    "unknown action parameter": (
        lambda: patch_action(integration_params={"portl": "1"}),
        errors.ArgumentError,
        "has no parameter portl; it has api_key, portal, user_token",
    ),
    "clearing what is required": (
        lambda: reschedule(clear=["repo_id"]),
        errors.ArgumentError,
        "repo_id cannot be cleared",
    ),
    "two tokens": (
        lambda: patch_hub(authorization_token="s3cr3t-token", authorization_token_conn_id="looker_hub_token"),
        errors.ArgumentError,
        "choose one",
    ),
    "no such connection": (lambda: reschedule(datafold_conn_id="nobody"), None, "nobody"),
    "no such credentials": (lambda: reschedule(credentials_conn_id="nobody"), None, "nobody"),
}


@pytest.mark.parametrize(("operator", "error", "words"), PERMANENT.values(), ids=PERMANENT)
def test_permanent_error_fails_at_once_and_says_what_to_do(operator, error, words, execute, sandbox):
    """Trying again would not help, so Airflow is told not to; the typed error is the cause. Nothing was changed."""
    before = copy.deepcopy(stored(sandbox))

    said, cause = failure(execute, operator())

    assert words in said
    assert error is None or type(cause) is error
    assert stored(sandbox) == before


def test_wrong_datafold_key_names_the_connection(execute, connection):
    """The person reading the log at night learns where the key stands."""
    connection("wrong", like="datafold_default", password="s3cr3t-wrong-key")

    said, cause = failure(execute, reschedule(datafold_conn_id="wrong"))

    assert said.endswith("Check the API key in the password of connection 'wrong'.")
    assert isinstance(cause, errors.AuthError)
    assert cause.status_code == 401


def test_wrong_looker_secret_names_the_connection(execute, connection):
    """Looker answers a wrong login with 404, which would mislead."""
    connection("wrong", like="looker_default", password="s3cr3t-wrong")

    said, cause = failure(execute, patch_hub(looker_conn_id="wrong"))

    assert "POST /api/4.0/login refused (404)" in said
    assert "password (client secret)" in said
    assert isinstance(cause, errors.AuthError)


@pytest.mark.parametrize("operator", [reschedule, patch_hub, patch_action])
def test_html_instead_of_json_names_the_host(operator, execute, sandbox):
    """A login page with status 200 is not taken for an answer, and nothing is written."""
    sandbox.inject(Fault(method="GET", status=200, body=HTML, content_type="text/html"))

    said, cause = failure(execute, operator())

    assert "an HTML page instead of JSON" in said
    assert "host" in said
    assert isinstance(cause, errors.UnexpectedReply)
    assert not [request for request in sandbox.requests if request.method in {"PUT", "PATCH"}]


@pytest.mark.parametrize("operator", [reschedule, patch_hub, patch_action])
def test_empty_body_is_told(operator, execute, sandbox):
    """An empty reply to a read is none."""
    sandbox.inject(Fault(method="GET", status=200, body="", content_type="application/json"))

    said, cause = failure(execute, operator())

    assert "empty body where JSON is needed" in said
    assert isinstance(cause, errors.UnexpectedReply)


@pytest.mark.parametrize(("operator", "conn_id"), [(reschedule, "datafold_conn_id"), (patch_hub, "looker_conn_id")])
def test_dead_host_is_left_to_airflows_retries(operator, conn_id, execute, connection):
    """It may come back: the typed error goes out as it is."""
    like = conn_id.replace("_conn_id", "_default")
    connection("dead", like=like, host="http://127.0.0.1:9", extra={"retries": 0})

    with pytest.raises(errors.ConnectionFailed, match=r"got no reply from 127\.0\.0\.1:9: .*refused") as failed:
        execute(operator(**{conn_id: "dead"}))

    assert failed.value.permanent is False
    assert "connection 'dead'" in str(failed.value)


@pytest.mark.parametrize(("operator", "conn_id"), [(reschedule, "datafold_conn_id"), (patch_hub, "looker_conn_id")])
def test_plain_http_to_another_machine_is_refused(operator, conn_id, execute, connection):
    """The key would be read by everyone on the way."""
    like = conn_id.replace("_conn_id", "_default")
    connection("plain", like=like, host="http://bi.example")

    said, cause = failure(execute, operator(**{conn_id: "plain"}))

    assert said.startswith("Connection 'plain' would send its credentials over plain http to bi.example")
    assert isinstance(cause, errors.SettingsError)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 429])
def test_passing_error_is_left_to_airflows_retries(status, execute, sandbox, connection):
    """It leaves as itself, with its status, so that the task's own retries go on."""
    connection("impatient", like="datafold_default", extra={"retries": 0})
    sandbox.inject(Fault(path="/lineage/", times=9, status=status, body={"detail": "busy"}))
    operator = UpdateDatafoldDbtOperator(
        task_id="change", bi_datasource_id=47, indexing_cron="0 9 * * *", datafold_conn_id="impatient"
    )

    with pytest.raises(errors.StatusError, match="busy") as failed:
        execute(operator)

    assert failed.value.status_code == status
    assert failed.value.permanent is False


def test_missing_key_says_where_to_put_it(execute, connection):
    """A connection without a password is found before anything is sent."""
    connection("empty", like="datafold_default", password="")

    said, _ = failure(execute, reschedule(datafold_conn_id="empty"))

    assert said == "Connection 'empty' has no password: put the Datafold API key there."


def test_looker_is_logged_out_after_a_failure(execute, sandbox):
    """A failed task leaves no token behind."""
    failure(execute, patch_hub(integration_hub_id="99"))

    assert sandbox.requests[-1].path == "/api/4.0/logout"
    assert sandbox.looker.tokens == {}
