"""A key's life: made, used by gateway and receiver, revoked everywhere."""

import time
from collections.abc import Iterator
from typing import Any

import grpc
import httpx
import pytest
from assay_contracts.rules.api_key import format_key
from assay_contracts.v1 import gateway_pb2 as pb

from tests.support.control_topic import ControlTopic
from tests.support.key_service_client import key_service
from tests.support.running_gateway import API_KEY, GATEWAY_KEY, INGEST_KEY, RunningGateway


@pytest.fixture(scope="module")
def http(gateway: RunningGateway) -> Iterator[httpx.Client]:
    """Speaks as the first owner, in the project `default`."""
    headers = {"Authorization": f"Bearer {gateway.login()}", "X-Assay-Project": default_project(gateway)}
    with httpx.Client(base_url=gateway.url, headers=headers) as client:
        yield client


def default_project(gateway: RunningGateway) -> str:
    me = httpx.get(f"{gateway.url}/api/auth/me", headers={"x-api-key": API_KEY}).json()
    return str(me["projects"][0]["id"])


@pytest.fixture
def control(gateway: RunningGateway, kafka_brokers: str) -> Iterator[ControlTopic]:
    topic = ControlTopic(kafka_brokers)
    yield topic
    topic.close()


def create(http: httpx.Client, *scopes: str, **more: str) -> dict[str, Any]:
    answer = http.post("/api/api-keys", json={"name": "a key", "scopes": list(scopes)} | more)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def verdict(gateway: RunningGateway, key: str) -> int:
    with key_service(gateway.grpc, "ingest", INGEST_KEY) as keys:
        return int(keys.resolve(key).verdict)


def test_a_new_key_is_active_until_it_is_revoked_and_the_world_hears_of_it(
    gateway: RunningGateway, http: httpx.Client, control: ControlTopic
) -> None:
    made = create(http, "ingest", "read")
    with key_service(gateway.grpc, "ingest", INGEST_KEY) as keys:
        reply = keys.resolve(made["key"])
    project = default_project(gateway)
    assert (reply.verdict, reply.key_id, reply.project_id) == (pb.ACTIVE, made["id"], project)
    assert list(reply.scopes) == ["ingest", "read"]

    started = time.monotonic()
    assert http.delete(f"/api/api-keys/{made['id']}").status_code == 204
    record = control.wait_for(f"key/{made['id']}", timeout_s=5.0)
    assert time.monotonic() - started <= 5.0
    assert (record.key.key_id, record.key.project_id) == (made["id"], project)
    assert record.key.revoked_at_ns > 0
    assert verdict(gateway, made["key"]) == pb.REVOKED
    assert httpx.get(f"{gateway.url}/api/auth/me", headers={"x-api-key": made["key"]}).status_code == 401


def test_revoking_twice_tells_once(http: httpx.Client, control: ControlTopic) -> None:
    first, second = create(http, "read"), create(http, "read")
    for key_id in (first["id"], first["id"], second["id"]):
        assert http.delete(f"/api/api-keys/{key_id}").status_code == 204
    mine = [f"key/{first['id']}", f"key/{second['id']}"]
    records = [(key, record) for key, record in control.read_until(mine[-1]) if key in mine]
    assert [key for key, _ in records] == mine
    assert records[0][1].revision < records[1][1].revision


def test_the_list_never_shows_a_key(http: httpx.Client) -> None:
    made = create(http, "read")
    listed = http.get("/api/api-keys")
    item = next(item for item in listed.json()["items"] if item["id"] == made["id"])
    assert made["key"] not in listed.text
    assert made["key"].split("_")[2] not in listed.text
    assert item == {name: value for name, value in made.items() if name != "key"}


def test_an_expired_key_opens_nothing(gateway: RunningGateway, http: httpx.Client) -> None:
    made = create(http, "read", expires_at="2020-01-01T00:00:00Z")
    assert verdict(gateway, made["key"]) == pb.EXPIRED
    assert httpx.get(f"{gateway.url}/api/traces", headers={"x-api-key": made["key"]}).status_code == 401


@pytest.mark.parametrize(
    "key",
    [format_key("zzzzzzzzzzzz", "s" * 32), format_key("0123456789ab", "t" * 32), API_KEY[:-1] + "!", ""],
    ids=["unknown id", "wrong secret", "malformed", "empty"],
)
def test_a_bad_key_is_a_verdict_and_no_error(gateway: RunningGateway, key: str) -> None:
    assert verdict(gateway, key) == pb.UNKNOWN


@pytest.mark.parametrize(
    ("issuer", "key"), [("gateway", GATEWAY_KEY), ("ingest", b"forged" * 6)], ids=["another issuer", "a forged key"]
)
def test_only_ingest_may_ask(gateway: RunningGateway, issuer: str, key: bytes) -> None:
    with key_service(gateway.grpc, issuer, key) as keys, pytest.raises(grpc.RpcError) as refused:
        keys.resolve(API_KEY)
    assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED


def test_a_key_without_admin_manages_no_keys(gateway: RunningGateway, http: httpx.Client) -> None:
    reader = {"x-api-key": create(http, "read")["key"]}
    answers = [
        httpx.get(f"{gateway.url}/api/api-keys", headers=reader),
        httpx.post(f"{gateway.url}/api/api-keys", headers=reader, json={"name": "k", "scopes": ["admin"]}),
        httpx.delete(f"{gateway.url}/api/api-keys/0123456789ab", headers=reader),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert answers[0].json()["detail"] == "This needs the scope admin."


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "", "scopes": ["read"]}, "body.name"),
        ({"name": "k", "scopes": []}, "body.scopes"),
        ({"name": "k", "scopes": ["everything"]}, "body.scopes.0"),
        ({"name": "k", "scopes": ["read"], "expires_at": "2026-01-01T00:00:00"}, "body.expires_at"),
        ({"name": "a\0b", "scopes": ["read"]}, "body.name"),
    ],
)
def test_a_bad_field_is_named(http: httpx.Client, body: dict[str, Any], field: str) -> None:
    answer = http.post("/api/api-keys", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


def test_another_projects_key_looks_like_a_missing_one(http: httpx.Client) -> None:
    other = http.post("/api/projects", json={"name": "other"}).json()["id"]
    foreign_id = _create_in(http, other)
    foreign = http.delete(f"/api/api-keys/{foreign_id}")
    missing = http.delete("/api/api-keys/zzzzzzzzzzzz")
    assert foreign.status_code == missing.status_code == 404
    assert foreign.json() | {"request_id": ""} == missing.json() | {"request_id": ""}
    assert foreign_id not in http.get("/api/api-keys").text


def test_a_new_project_is_told_of_and_must_be_named_from_then_on(
    gateway: RunningGateway, http: httpx.Client, control: ControlTopic
) -> None:
    made = http.post("/api/projects", json={"name": "told", "retention_days": 7})
    assert made.status_code == 201
    record = control.wait_for(f"project/{made.json()['id']}")
    assert (record.project.retention_days, record.project.suspended) == (7, False)
    session = {"Authorization": http.headers["authorization"]}
    unnamed = httpx.get(f"{gateway.url}/api/api-keys", headers=session)
    assert (unnamed.status_code, unnamed.json()["errors"][0]["field"]) == (422, "header.X-Assay-Project")
    assert http.get(f"/api/projects/{made.json()['id']}").json() == made.json()
    assert made.json() in http.get("/api/projects").json()["items"]


@pytest.mark.parametrize("project_id", ["01890a5d-ac96-774b-bcce-b302099a8057", "nonsense"])
def test_a_foreign_or_malformed_project_looks_missing(http: httpx.Client, project_id: str) -> None:
    assert http.get(f"/api/projects/{project_id}").status_code == 404
    assert http.get("/api/api-keys", headers={"X-Assay-Project": project_id}).status_code == 404


def test_the_last_use_of_a_key_shows_within_a_minute(http: httpx.Client) -> None:
    made = create(http, "read")
    http.get("/api/auth/me", headers={"Authorization": f"Bearer {made['key']}"})
    assert _last_use(http, made["id"], within_s=60) > made["created_at"]


def _last_use(http: httpx.Client, key_id: str, *, within_s: float) -> str:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        used = {item["id"]: item["last_used_at"] for item in http.get("/api/api-keys").json()["items"]}
        if used[key_id]:
            return str(used[key_id])
        time.sleep(0.5)
    raise TimeoutError(f"no last use of {key_id} within {within_s} s")


def _create_in(http: httpx.Client, project_id: str) -> str:
    answer = http.post("/api/api-keys", json={"name": "k", "scopes": ["read"]}, headers={"X-Assay-Project": project_id})
    return str(answer.json()["id"])
