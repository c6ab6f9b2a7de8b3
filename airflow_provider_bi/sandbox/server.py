"""``bi-sandbox serve``: the sandbox as a server of its own."""

from __future__ import annotations

import signal
from threading import Event

from airflow_provider_bi.sandbox.errors import Unusable
from airflow_provider_bi.sandbox.progress import write
from airflow_provider_bi.sandbox.serving import Sandbox


def serve(*, port: int) -> None:
    """Print what is needed to use the sandbox, and answer until Ctrl-C or a SIGTERM.

    :raises Unusable: for a port that is taken or not allowed.
    """
    try:
        sandbox = Sandbox(port=port, shows_syncs=True).start()
    except (OSError, OverflowError) as error:
        raise Unusable(f"Port {port} cannot be used: {error}.") from None
    ended = Event()
    # Asked for by name: a shell starts its background jobs with SIGINT ignored.
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda *_: ended.set())
    try:
        write(_introduction(sandbox))
        ended.wait()
    finally:
        sandbox.stop()


def _introduction(sandbox: Sandbox) -> str:
    connections = [f"export {name}='{value}'" for name, value in sandbox.connections.items()]
    integrations = [
        f"  {integration.id}  {integration.kind.slug:<10} {integration.values['name']:<20} "
        f"{integration.values['indexing_cron'] or 'no schedule'}"
        for integration in sandbox.datafold.integrations.values()
    ]
    hubs = []
    for hub in sandbox.looker.hubs.values():
        hubs.append(f"  {hub['id']}  {hub['label']} ({hub['url']})")
        hubs += [
            f"     {found['id']:<25} {'enabled' if found['enabled'] else 'disabled'}"
            for found in sandbox.looker.integrations.values()
            if found["integration_hub_id"] == hub["id"]
        ]
    fault = '{"method": "PUT", "status": 429, "headers": {"Retry-After": "3"}}'
    lines = [
        f"Datafold and Looker are on {sandbox.url} until Ctrl-C. Connections to paste:",
        "",
        *connections,
        "",
        "Datafold's BI integrations",
        *integrations,
        "Each also shows last_synced_at: null, and a time from the second read after a sync. This field is made up.",
        "",
        "Looker's integration hubs and their integrations",
        *hubs,
        "",
        "Let the next PUT meet a rate limit; see the requests; start anew",
        f"  curl -X POST {sandbox.url}/sandbox/faults -H 'Content-Type: application/json' -d '{fault}'",
        f"  curl {sandbox.url}/sandbox/requests",
        f"  curl -X POST {sandbox.url}/sandbox/reset",
    ]
    return "\n".join(lines)
