"""KeyService as ingest sees it: the real one and its stand-in behave alike."""

import base64
from collections.abc import Iterator
from uuid import UUID

import httpx
import pytest

from tests.support.key_service import SIGNING_KEYS, KeyTable, a_key, key_id, serve_keys
from tests.support.running_gateway import API_KEY, INGEST_KEY, RunningGateway
from tests.support.suites.key_service import AskedKeyService, KeyServiceSuite

PROJECT = UUID(int=5)


class TestGatewayKeyService(KeyServiceSuite):
    @pytest.fixture
    def service(self, gateway: RunningGateway) -> AskedKeyService:
        me = httpx.get(f"{gateway.url}/api/auth/me", headers={"x-api-key": API_KEY}).json()
        project_id = me["projects"][0]["id"]
        headers = {"Authorization": f"Bearer {gateway.login()}", "X-Assay-Project": project_id}
        body = {"name": "sender", "scopes": ["ingest"]}
        made = httpx.post(f"{gateway.url}/api/api-keys", json=body, headers=headers).json()
        signing_keys = f"i1:{base64.b64encode(INGEST_KEY).decode()}"
        return AskedKeyService(gateway.grpc, signing_keys, made["key"], made["id"], UUID(project_id))


class TestTableKeyService(KeyServiceSuite):
    @pytest.fixture
    def service(self) -> Iterator[AskedKeyService]:
        table = KeyTable()
        table.allow(a_key(1), PROJECT, key_id=key_id(1))
        with serve_keys(table) as port:
            yield AskedKeyService(f"127.0.0.1:{port}", SIGNING_KEYS, a_key(1), key_id(1), PROJECT)
