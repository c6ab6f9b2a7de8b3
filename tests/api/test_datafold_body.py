"""What arguments and the BI tool's own connection hold for a body, and which of it is secret."""

import pytest

from airflow_provider_bi.api.datafold.body import held_by, secrets_of, whole_body
from airflow_provider_bi.api.datafold.kinds import kind_of
from airflow_provider_bi.api.datafold.kinds.base import Credentials
from airflow_provider_bi.api.errors import ArgumentError

CREDENTIALS = Credentials(login="s3cr3t-login", password="s3cr3t-held", extra={"workspace": "space"})
MODE = kind_of("mode")


@pytest.mark.parametrize(
    ("fields", "credentials", "secrets"),
    [
        ({"password": "s3cr3t-given", "workspace": "w"}, None, {"s3cr3t-given"}),
        ({"workspace": "w"}, CREDENTIALS, {"s3cr3t-held", "s3cr3t-login"}),
        ({"password": "s3cr3t-given"}, CREDENTIALS, {"s3cr3t-given", "s3cr3t-held", "s3cr3t-login"}),
        ({"password": None}, None, set()),
        ({"password": ""}, None, set()),
        ({"password": 7}, None, set()),
        ({}, Credentials(), set()),
    ],
)
def test_secrets_of_arguments_and_of_a_connection_are_known(fields, credentials, secrets):
    """Both are hidden; what is no text cannot be searched for, and an empty text would be found everywhere."""
    assert secrets_of(MODE, fields, credentials) == secrets


def test_a_field_that_the_connection_cannot_hold_is_told_as_the_connections():
    """Nobody looks for it among the arguments."""
    with pytest.raises(ArgumentError, match=r"^In the BI tool's own connection, auth_type"):
        held_by(kind_of("powerbi"), Credentials(extra={"auth_type": "magic"}))


def test_a_body_without_a_required_field_is_refused_with_the_reason():
    """Only of a field that was asked for it can be said that Datafold does not show it."""
    with pytest.raises(ArgumentError) as refused:
        whole_body(MODE, {}, subject="It", hidden={"token"})

    assert "token is required, and Datafold does not show it; give token" in str(refused.value)
    assert "password is required; give password" in str(refused.value)
