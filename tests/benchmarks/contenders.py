"""Who changes a parameter of Looker's integrations: this package, a bare loop over httpx, and Looker's own client."""

import os
from importlib.util import find_spec
from itertools import count

import httpx

from airflow_provider_bi.hooks.looker import LookerHook

_numbers = count()


def new_channel():
    """Return a value that no update wrote before: with any other, ours would find nothing to change."""
    return f"#{os.getpid()}-{next(_numbers)}"


class Ours:
    """Our hook, as a task uses it."""

    name = "this package"

    def __init__(self, url):
        self._hook = LookerHook()

    def update(self, number):
        self._hook.update_integration(f"1::action_{number}", params={"channel": new_channel()})

    def close(self):
        self._hook.close()


class Bare:
    """The same requests, one after the other, over ``httpx.Client``; nothing is compared or checked."""

    name = "a bare httpx.Client"

    def __init__(self, url):
        self._http = httpx.Client(base_url=url)
        self._headers = None

    def update(self, number):
        if self._headers is None:
            form = {"client_id": "benchmark", "client_secret": "s3cr3t-benchmark-secret"}
            token = self._http.post("/api/4.0/login", data=form).json()["access_token"]
            self._headers = {"Authorization": f"Bearer {token}"}
        path = f"/api/4.0/integrations/1%3A%3Aaction_{number}"
        found = self._http.get(path, headers=self._headers).json()
        channel = new_channel()
        params = [
            {
                "name": item["name"],
                "value": channel if item["name"] == "channel" else None,
                "user_attribute_name": item["user_attribute_name"],
            }
            for item in found["params"]
        ]
        self._http.patch(path, json={"params": params}, headers=self._headers).json()

    def close(self):
        self._http.delete("/api/4.0/logout", headers=self._headers)
        self._http.close()


class LookerSdk:
    """Looker's own client: read, then patch."""

    name = "looker-sdk"

    def __init__(self, url):
        import looker_sdk

        os.environ |= {
            "LOOKERSDK_BASE_URL": url,
            "LOOKERSDK_CLIENT_ID": "benchmark",
            "LOOKERSDK_CLIENT_SECRET": "s3cr3t-benchmark-secret",
        }
        self._models = looker_sdk.models40
        self._sdk = looker_sdk.init40(config_file="")

    def update(self, number):
        models = self._models
        found = self._sdk.integration(f"1::action_{number}")
        channel = new_channel()
        params = [
            models.IntegrationParam(
                name=item.name,
                value=channel if item.name == "channel" else None,
                user_attribute_name=item.user_attribute_name,
            )
            for item in found.params
        ]
        self._sdk.update_integration(f"1::action_{number}", models.WriteIntegration(params=params))

    def close(self):
        self._sdk.auth.logout()
        self._sdk.transport.session.close()


def contenders():
    """Return all of them that are installed here, ours first."""
    return (Ours, Bare, *([LookerSdk] if find_spec("looker_sdk") else []))
