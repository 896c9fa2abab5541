"""A database of the module's own, and query's API over it in process."""

import time
from collections.abc import Iterator
from uuid import UUID

import pytest
from assay_kit.clickhouse import ClientPool
from assay_kit.clock import ManualClock
from assay_query.app import build_api
from assay_query.store.reader import Reader
from fastapi import FastAPI

from tests.support.query_caller import VERIFY_KEYS, QueryCaller
from tests.support.trace_store import TraceStore

ALICE = UUID("0198c0de-0000-7000-8000-0000000000aa")
BOB = UUID("0198c0de-0000-7000-8000-0000000000bb")


@pytest.fixture(scope="module")
def clock() -> ManualClock:
    """Stands still near the present, since views compare with the server's clock."""
    return ManualClock(now_ns=time.time_ns())


@pytest.fixture(scope="module")
def store(clickhouse_url: str, request: pytest.FixtureRequest) -> Iterator[TraceStore]:
    store = TraceStore(clickhouse_url, request.module.__name__.replace(".", "_").rpartition("test_")[2] + "_query")
    yield store
    store.close()


@pytest.fixture(scope="module")
def reader(store: TraceStore) -> Iterator[Reader]:
    pool = ClientPool(store.url, size=4)
    yield Reader(pool)
    pool.close()


@pytest.fixture(scope="module")
def api(reader: Reader, clock: ManualClock) -> FastAPI:
    return build_api(reader, VERIFY_KEYS, clock)


@pytest.fixture
def alice(api: FastAPI, clock: ManualClock) -> QueryCaller:
    return QueryCaller(api, ALICE, clock)


@pytest.fixture
def bob(api: FastAPI, clock: ManualClock) -> QueryCaller:
    return QueryCaller(api, BOB, clock)
