"""The gateway's REST edge served from a thread, with a small document of its own behind the same code."""

import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import httpx
from assay_contracts.openapi import merge
from assay_contracts.rules.api_key import format_key
from assay_gateway.app import CONTEXT, Kept, rest_api
from assay_gateway.domain.access import User
from assay_gateway.domain.keys import Peppers
from assay_gateway.domain.times import instant
from assay_gateway.settings import ApiSettings
from assay_gateway.store.transactions import Transactions
from assay_kit.clock import SystemClock
from assay_kit.health import Health
from assay_kit.http import serve
from assay_kit.ids import uuid7
from assay_kit.lifecycle import Stop
from assay_kit.postgres import Database
from assay_kit.settings import load_settings

from tests.support.gateway_database import GatewayDatabase
from tests.support.running_gateway import gateway_environment


def _operation(name: str, scope: str) -> dict[str, str]:
    return {"operationId": name, "x-assay-scope": scope}


_QUERY = {
    "paths": {
        "/things/{id}": {"get": _operation("getThing", "read")},
        "/things/{id}/stream": {"get": _operation("streamThing", "read")},
        "/things/{id}/wait": {"get": _operation("waitForThing", "read")},
        "/things/{id}/upload": {"post": _operation("uploadThing", "evals:write")},
        "/admin/{id}": {"get": _operation("getAdmin", "admin")},
    }
}
_EVALS = {"paths": {"/runs": {"get": _operation("listRuns", "read")}}}
_GATEWAY = {
    "paths": {
        "/api/openapi.json": {"get": _operation("getOpenApi", "public")},
        "/healthz": {"get": _operation("getHealth", "public")},
    }
}
DOCUMENT = json.dumps(merge({"gateway": _GATEWAY, "query": _QUERY, "evals": _EVALS})).encode()


@dataclass(frozen=True)
class InProcessGateway:
    """A gateway that answers, over a project of its own."""

    url: str
    project_id: UUID
    kept: Kept

    def key(self, *scopes: str) -> str:
        """The text of a fresh key of the project."""
        made = self.kept.manage.create_key(
            self.project_id, name="test", scopes=scopes, expires_at=None, created_by="test"
        )
        return made.text

    def guess(self) -> str:
        """A well-formed key that does not exist."""
        return format_key("zzzzzzzzzzzz", "z" * 32)


@contextmanager
def gateway_in_process(database: GatewayDatabase, variables: Mapping[str, str]) -> Iterator[InProcessGateway]:
    """Serve until the end of the block. No Kafka: the outbox keeps what there is to tell."""
    clock, stop, port = SystemClock(), Stop(), _free_port()
    ports = {"ASSAY_HTTP_PORT": str(port), "ASSAY_GRPC_PORT": "0"}
    settings = load_settings(ApiSettings, gateway_environment(database, "unused") | ports | dict(variables))
    roles = [Database(url, search_path=CONTEXT) for url in (database.app_url, database.system_url)]
    kept = Kept.over(Transactions(*roles), Peppers(settings.peppers), clock)
    api = rest_api(settings, kept, Health(CONTEXT, "test"), clock, document=DOCUMENT)
    thread = threading.Thread(target=serve, args=(api, "127.0.0.1", port, stop))
    thread.start()
    try:
        gateway = InProcessGateway(f"http://127.0.0.1:{port}", _new_project(kept, clock), kept)
        _wait_until_up(gateway.url)
        yield gateway
    finally:
        stop.set()
        thread.join()
        for role in roles:
            role.close()


def _new_project(kept: Kept, clock: SystemClock) -> UUID:
    user = User(uuid7(), f"{uuid7()}@assay.test")
    kept.users.insert_if_absent(user, "unused", instant(clock.now_ns()))
    return kept.create_project.create_project(user.id, "test").id


def _wait_until_up(url: str) -> None:
    transport = httpx.HTTPTransport(retries=8)  # waits between them: about four seconds in all
    with httpx.Client(transport=transport) as client:
        client.get(f"{url}/healthz").raise_for_status()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
