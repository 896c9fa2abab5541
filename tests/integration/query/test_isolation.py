"""Isolation layers 2 and 3 of query, each alone: the token at the door, and what the reader sends."""

from collections.abc import Callable
from uuid import UUID

import pytest
from assay_contracts.resources import VIEWS_DIR
from assay_kit.clickhouse import connect
from assay_kit.clock import ManualClock
from assay_kit.service_token import HEADER, Signer
from assay_query.errors import UnsafeStatement
from assay_query.store.reader import QUERY_SETTINGS, Reader
from assay_query.store.statement import TENANT_VIEWS
from clickhouse_driver.errors import ServerException
from fastapi import FastAPI

from tests.integration.query.conftest import ALICE, BOB
from tests.support.asgi_client import AsgiClient
from tests.support.query_caller import SIGNER
from tests.support.trace_store import TraceStore

PATH = "/api/traces?limit=5"


def a_token(
    clock: ManualClock,
    *,
    signer: Signer = SIGNER,
    path: str = PATH,
    method: str = "GET",
    audience: str = "query",
    project: UUID | None = ALICE,
    scopes: tuple[str, ...] = ("read",),
    age_s: int = 0,
) -> str:
    return signer.mint(
        audience=audience, subject="key:k", project_id=project, scopes=scopes, method=method, path=path,
        request_id="r", now_s=clock.now_ns() // 10**9 - age_s,
    )  # fmt: skip


def status(api: FastAPI, token: str | None, path: str = PATH) -> int:
    return AsgiClient(api).get(path, headers={HEADER: token} if token is not None else {}).status_code


def test_a_fresh_token_for_this_request_opens_the_door(api: FastAPI, clock: ManualClock) -> None:
    assert status(api, a_token(clock)) == 200


BAD_TOKENS: dict[str, Callable[[ManualClock], str | None]] = {
    "no token": lambda clock: None,
    "not a token": lambda clock: "v1.a.b.c",
    "another path": lambda clock: a_token(clock, path="/api/traces"),
    "another query": lambda clock: a_token(clock, path="/api/traces?limit=50"),
    "another method": lambda clock: a_token(clock, method="POST"),
    "another service": lambda clock: a_token(clock, audience="scoring"),
    "too old": lambda clock: a_token(clock, age_s=60),
    "from the future": lambda clock: a_token(clock, age_s=-60),
    "no project": lambda clock: a_token(clock, project=None),
    "another issuer": lambda clock: a_token(clock, signer=Signer("ingest", "k1:" + "a2" * 22)),
    "an unknown key": lambda clock: a_token(clock, signer=Signer("gateway", "k2:" + "a2" * 22)),
    "a forged signature": lambda clock: a_token(clock, signer=Signer("gateway", "k1:" + "a2" * 22)),
}


@pytest.mark.parametrize("name", BAD_TOKENS)
def test_any_other_token_is_401(api: FastAPI, clock: ManualClock, name: str) -> None:
    assert status(api, BAD_TOKENS[name](clock)) == 401


def test_a_token_without_the_scope_is_403(api: FastAPI, clock: ManualClock) -> None:
    assert status(api, a_token(clock, scopes=("ingest",))) == 403


def test_every_route_asks_for_a_token(api: FastAPI) -> None:
    paths = api.openapi()["paths"]
    filled = [path.replace("{trace_id}", "ab" * 16).replace("{span_id}", "ab" * 8) for path in paths]
    assert filled
    assert {path: status(api, None, path) for path in filled} == dict.fromkeys(filled, 401)


def test_a_project_header_of_the_caller_changes_nothing(api: FastAPI, store: TraceStore, clock: ManualClock) -> None:
    store.add_summary(BOB, "bb" * 16, start_ns=clock.now_ns())
    headers = {HEADER: a_token(clock), "x-assay-project": str(BOB)}
    assert AsgiClient(api).get(PATH, headers=headers).json()["items"] == []


def test_the_reader_sends_nothing_that_the_checker_refuses(reader: Reader) -> None:
    with pytest.raises(UnsafeStatement):
        reader.rows(ALICE, "SELECT count() FROM traces_v1", {})


def test_the_project_of_the_caller_wins_over_a_parameter_of_that_name(
    reader: Reader, store: TraceStore, clock: ManualClock
) -> None:
    store.add_summary(BOB, "bc" * 16, start_ns=clock.now_ns())
    sql = "SELECT count() FROM traces_v1 WHERE project_id = {project_id:UUID}"
    assert reader.rows(ALICE, sql, {"project_id": str(BOB)}) == [(0,)]


def test_every_published_view_is_known_to_the_checker() -> None:
    assert {path.stem for path in VIEWS_DIR.glob("*.sql")} == TENANT_VIEWS


def test_statements_can_only_read(store: TraceStore) -> None:
    """The settings beside the checker: even a statement that slipped through changes nothing."""
    client = connect(store.url)
    with pytest.raises(ServerException) as refused:
        client.execute("CREATE TABLE t (a UInt8) ENGINE = Memory", settings=dict(QUERY_SETTINGS))
    client.disconnect()
    assert refused.value.code == 164
