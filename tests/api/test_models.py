"""Reading one field at a time: what it may hold, what of it is secret, what a reply shows of it."""

from typing import Annotated

import pytest
from pydantic import Field, SecretStr, ValidationError

from airflow_provider_bi.api.datafold.kinds import KINDS
from airflow_provider_bi.api.datafold.kinds.hightouch import HighTouchDataSourceConfig
from airflow_provider_bi.api.datafold.kinds.looker import LookerDataSourceConfig
from airflow_provider_bi.api.datafold.kinds.powerbi import PowerBIDataSourceConfig
from airflow_provider_bi.api.errors import ArgumentError
from airflow_provider_bi.api.looker.models import Integration, IntegrationHub, IntegrationParam
from airflow_provider_bi.api.models import JsonList, Model, Number, Secret, read_field, secret_fields, shown_fields

BINDING = {"remoteId": "snowflake", "boundIds": [1, 2]}


class Camel(Model):
    """A model whose service spells names otherwise than Python does."""

    repo_id: Number | None = Field(None, alias="repoId")
    old_token: SecretStr | None = None
    new_token: Secret | None = None
    tags: Annotated[list[str] | None, JsonList] = None


@pytest.mark.parametrize(
    ("model", "name", "given", "read"),
    [
        (LookerDataSourceConfig, "name", "  Looker ", "Looker"),
        (LookerDataSourceConfig, "repo_id", "7", 7),
        (LookerDataSourceConfig, "client_secret", "s3cr3t", "s3cr3t"),
        (LookerDataSourceConfig, "project_ids", '["a", "b"]', ["a", "b"]),
        (LookerDataSourceConfig, "bindings", [BINDING], [BINDING]),
        (LookerDataSourceConfig, "bindings", '[{"remoteId": "snowflake", "boundIds": [1, 2]}]', [BINDING]),
        (LookerDataSourceConfig, "bindings", [{"remote_id": "snowflake", "bound_ids": ["1", 2]}], [BINDING]),
        (LookerDataSourceConfig, "indexing_cron", None, None),
        (PowerBIDataSourceConfig, "auth_type", "delegated", "delegated"),
        (Integration, "enabled", "false", False),
        (Integration, "installed_delegate_oauth_targets", '["T1"]', ["T1"]),
        (IntegrationParam, "value", 5, "5"),
        (IntegrationParam, "value", 0.5, "0.5"),
        (IntegrationParam, "value", True, "true"),
        (IntegrationParam, "value", "", ""),
        (IntegrationHub, "authorization_token", "s3cr3t", "s3cr3t"),
        (IntegrationHub, "url", "https://hub.example/a@b//c@d", "https://hub.example/a@b//c@d"),
    ],
)
def test_a_field_is_read_to_its_json_value(model, name, given, read):
    """Text that a template rendered, numbers in text, and our own spelling of keys become what the API takes."""
    found = read_field(model, name, given)

    assert found == read
    assert type(found) is type(read)


@pytest.mark.parametrize(
    ("model", "name", "given", "told"),
    [
        (LookerDataSourceConfig, "repo_id", "s3cr3t", "repo_id: Input should be a valid integer"),
        (LookerDataSourceConfig, "name", " ", "name: String should have at least 1 character"),
        (LookerDataSourceConfig, "name", 5, "name: Input should be a valid string"),
        (LookerDataSourceConfig, "client_secret", "  ", "client_secret: Value error, a secret cannot be empty."),
        (LookerDataSourceConfig, "client_secret", ["s3cr3t"], "client_secret: Input should be a valid string"),
        (LookerDataSourceConfig, "project_ids", "a, b", "project_ids: Input should be a valid list"),
        (LookerDataSourceConfig, "bindings", "a, b", "bindings: Input should be a valid list"),
        (Camel, "tags", "a, b", "tags: Input should be a valid list"),
        (LookerDataSourceConfig, "name", "\ud800", "name: Input should be a valid string, unable to parse"),
        (LookerDataSourceConfig, "project_ids", "[" * 100_000, "project_ids: Input should be a valid list"),
        (LookerDataSourceConfig, "bindings", [{"remoteId": "a"}], "bindings.0.boundIds: Field required"),
        (LookerDataSourceConfig, "bindings", [{"remoteId": "a", "boundIds": ["s3cr3t"]}], "bindings.0.boundIds.0: "),
        (
            PowerBIDataSourceConfig,
            "auth_type",
            "s3cr3t",
            "auth_type: Input should be 'delegated' or 'service_principal'",
        ),
        (Integration, "enabled", "s3cr3t", "enabled: Input should be a valid boolean"),
        (IntegrationParam, "value", ["s3cr3t"], "value: Input should be a valid string"),
        (IntegrationHub, "authorization_token", "", "authorization_token: Value error, a secret cannot be empty."),
        (IntegrationHub, "url", "https://me:s3cr3t@hub.example", "url: Value error, a URL without user and password"),
        (IntegrationHub, "url", "https://s3cr3t@hub.example/x", "url: Value error, a URL without user and password"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_without_being_repeated(model, name, given, told):
    """The message leads to the place, and what stands there may be a secret."""
    with pytest.raises(ArgumentError) as refused:
        read_field(model, name, given)

    assert str(refused.value).startswith(told)
    assert "s3cr3t" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


def test_secret_fields_of_each_kind():
    """Fields that the API document marks as passwords are secret, optional ones too."""
    assert {kind.slug: secret_fields(kind) for kind in KINDS} == {
        "looker": {"client_secret"},
        "hightouch": {"token"},
        "mode": {"token", "password"},
        "tableau": {"token_value"},
        "powerbi": {"client_secret"},
        "dbt": set(),
    }
    assert secret_fields(IntegrationHub) == {"authorization_token"}
    assert secret_fields(Camel) == {"old_token", "new_token"}


def test_a_model_that_does_not_fit_repeats_nothing():
    """Pydantic's own text would show the input."""
    with pytest.raises(ValidationError) as refused:
        Camel.model_validate({"repoId": "s3cr3t"})

    assert "s3cr3t" not in str(refused.value)


@pytest.mark.parametrize(
    ("observed", "shown"),
    [
        ({"name": "H", "workspace": "acme", "id": 1, "elements": []}, {"name": "H", "workspace": "acme"}),
        ({"name": None, "indexing_cron": None}, {"name": None, "indexing_cron": None}),
        ({"token": "s3cr3t"}, {}),
        ({"name": 5, "workspace": ["x"], "indexing_cron": "0 6 * * *"}, {"indexing_cron": "0 6 * * *"}),
        ({"bindings": [{"remoteId": "a"}]}, {}),
        ({"bindings": [BINDING]}, {"bindings": [BINDING]}),
        (None, {}),
        ([], {}),
        ("text", {}),
    ],
)
def test_a_reply_shows_only_what_is_there_and_of_the_documented_type(observed, shown):
    """What is missing, secret, or of another type is not known, and null is a value."""
    assert shown_fields(HighTouchDataSourceConfig, observed) == shown


@pytest.mark.parametrize("observed", [{"repoId": 7}, {"repo_id": 7}])
def test_a_field_is_seen_under_the_services_own_name(observed):
    """And under ours, where a reply uses that."""
    assert shown_fields(Camel, observed) == {"repo_id": 7}


def test_only_the_fields_that_are_looked_for_are_shown():
    """However much a reply holds."""
    assert shown_fields(HighTouchDataSourceConfig, {"name": "H", "workspace": "acme"}, names={"name"}) == {"name": "H"}
