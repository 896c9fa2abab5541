"""What one query may cost, which parts of the store it touches, and what callers hear when the store is gone."""

import re
import socket
from uuid import UUID

import pytest
from assay_kit.clickhouse import ClientPool
from assay_kit.clock import ManualClock
from assay_query.app import build_api
from assay_query.domain.filters import Range, Sort, TraceFilter
from assay_query.errors import LimitExceeded
from assay_query.store import reader as reader_module
from assay_query.store import spans
from assay_query.store.reader import QUERY_SETTINGS, Reader
from assay_query.store.spans import Spans
from assay_query.store.traces import Traces, keys_statement

from tests.integration.query.conftest import ALICE
from tests.support.query_caller import VERIFY_KEYS, QueryCaller
from tests.support.trace_store import HOUR, TraceStore

DAYS = 20
TRACES_PER_DAY = 3000


@pytest.fixture(scope="module")
def filled(store: TraceStore, clock: ManualClock) -> TraceStore:
    """Many traces of one span over three weeks, made by the engine itself; every other one is of another project."""
    for table, columns in (
        ("trace_summary", "project_id, trace_id, start_time, end_time, version, expire_at"),
        ("spans", "project_id, trace_id, span_id, start_time, end_time, version, expire_at"),
    ):
        span = "toFixedString(substring(reinterpretAsString(number + 1), 1, 8), 8), " if table == "spans" else ""
        store.client.execute(
            f"INSERT INTO {table} ({columns})"  # noqa: S608 - fixed names
            " SELECT if(number % 2, {alice:UUID}, {other:UUID}), reinterpretAsFixedString(toUInt128(number + 1)) AS t,"
            f" {span} fromUnixTimestamp64Nano({{now_ns:Int64}} - intDiv(number, {{per_day:UInt64}}) * 86400000000000"
            " - number % {per_day:UInt64} * 28000000000) AS s, s, 1, toDate('2149-06-06')"
            " FROM numbers({days:UInt64} * {per_day:UInt64})",
            {
                "alice": ALICE,
                "other": UUID(int=9),
                "now_ns": clock.now_ns(),
                "per_day": TRACES_PER_DAY,
                "days": DAYS,
            },
        )
        store.compact(table)
    return store


def reading(store: TraceStore, sql: str, values: dict[str, object]) -> dict[str, tuple[int, int]]:
    """Of Parts and Granules: (those left after all indexes, all there are), as the engine plans it."""
    lines = [line.decode().strip() for (line,) in store.client.execute("EXPLAIN indexes = 1 " + sql, values)]
    steps = [match.groups() for line in lines if (match := re.fullmatch(r"(Parts|Granules): (\d+)/(\d+)", line))]
    return {
        unit: (int(next(left for name, left, _ in reversed(steps) if name == unit)), int(of))
        for unit, of in reversed([(name, of) for name, _, of in steps])
    }


def test_a_list_reads_the_parts_and_granules_of_its_hours_only(filled: TraceStore, clock: ManualClock) -> None:
    now = clock.now_ns()
    sql, values = keys_statement(TraceFilter(), Sort(), Range(now - HOUR, now), None)
    found = reading(filled, sql, values | {"limit": 50, "project_id": ALICE})
    assert found["Parts"][0] == 1 < found["Parts"][1]
    assert found["Granules"][0] <= 2 < found["Granules"][1]


def test_a_trace_reads_the_parts_and_granules_of_its_bounds_only(filled: TraceStore, reader: Reader) -> None:
    trace_id = (2).to_bytes(16, "little").hex()
    bounds = Traces(reader).bounds(ALICE, trace_id)
    assert bounds is not None
    assert len(Spans(reader).of_trace(ALICE, trace_id, bounds, 10)) == 1
    values: dict[str, object] = {
        "trace_id": trace_id,
        "min_ns": bounds.min_start_ns,
        "max_ns": bounds.max_start_ns,
        "limit": 10,
    }
    found = reading(filled, spans._SPANS, values | {"project_id": ALICE})
    assert found["Parts"][0] == 1 < found["Parts"][1]
    assert found["Granules"][0] <= 2 < found["Granules"][1]


def test_the_limits_travel_with_every_statement(reader: Reader, store: TraceStore) -> None:
    assert QUERY_SETTINGS == {
        "readonly": 2,
        "max_execution_time": 10,
        "max_threads": 4,
        "max_memory_usage": 2 * 1024**3,
        "max_bytes_to_read": 50_000_000_000,
    }


@pytest.mark.parametrize(
    ("tightened", "named"),
    [
        ({"max_bytes_to_read": 1}, "50 GB"),
        ({"max_memory_usage": 1}, "2 GiB"),
        ({"max_execution_time": 0.000001}, "10 s"),
    ],
    ids=str,
)
def test_a_query_over_a_limit_is_422_and_names_it(
    filled: TraceStore, clock: ManualClock, monkeypatch: pytest.MonkeyPatch, tightened: dict[str, int], named: str
) -> None:
    """The limits are fixed in the program, so the test tightens them to meet them."""
    monkeypatch.setattr(reader_module, "QUERY_SETTINGS", QUERY_SETTINGS | tightened)
    pool = ClientPool(filled.url, size=1)
    answer = QueryCaller(build_api(Reader(pool), VERIFY_KEYS, clock), ALICE, clock).get("/api/traces", sort="cost")
    pool.close()
    assert answer.status_code == 422
    assert named in answer.json()["detail"]


def test_without_a_store_callers_hear_503_and_when_to_come_back(clock: ManualClock) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    pool = ClientPool(f"clickhouse://default@127.0.0.1:{port}/nowhere", size=1)
    answer = QueryCaller(build_api(Reader(pool), VERIFY_KEYS, clock), ALICE, clock).get("/api/traces")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")


def test_limit_errors_leave_the_pool_usable(
    filled: TraceStore, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_module, "QUERY_SETTINGS", QUERY_SETTINGS | {"max_bytes_to_read": 1})
    sql = "SELECT count() FROM traces_v1 WHERE project_id = {project_id:UUID} AND name = 'x'"
    for _ in range(6):
        with pytest.raises(LimitExceeded):
            reader.rows(ALICE, sql, {})
    monkeypatch.undo()
    assert reader.rows(ALICE, sql, {}) == [(0,)]
