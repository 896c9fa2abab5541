"""The tables of ingest on a real server: made once, and safe against the same rows twice."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from assay_contracts.resources import views_of
from assay_ingest.domain.canonical import StoredSpan, canonical
from assay_ingest.domain.genai.model import SentCost
from assay_ingest.domain.ledger import LedgerEntry
from assay_ingest.errors import RowsRejected, StoreUnavailable
from assay_ingest.store.ledger import Ledger
from assay_ingest.store.span_io import SpanIo
from assay_ingest.store.spans import Spans
from assay_ingest.store.writer_client import WriterClient
from assay_kit.clickhouse import connect
from assay_kit.clock import SystemClock
from assay_kit.ids import uuid7
from assay_kit.migrate import migrate_clickhouse
from clickhouse_driver import Client

from tests.support.arrived_spans import an_arrived_span, an_origin
from tests.support.canonical_form import PLAIN_JSON
from tests.support.stored_spans import MIGRATIONS, a_database

NOW_NS = SystemClock().now_ns()


@pytest.fixture(scope="module")
def url(clickhouse_url: str) -> Iterator[str]:
    with a_database(clickhouse_url, "schema") as url:
        yield url


@pytest.fixture
def client(url: str) -> Iterator[Client]:
    client = connect(url)
    yield client
    client.disconnect()


@pytest.fixture
def writer(url: str) -> Iterator[WriterClient]:
    writer = WriterClient(url)
    yield writer
    writer.close()


def a_row(**fields: Any) -> StoredSpan:  # noqa: ANN401 - any field of a span
    origin = an_origin(project_id=uuid7(), received_at_ns=NOW_NS)
    return canonical(an_arrived_span(origin=origin, start_ns=NOW_NS, end_ns=NOW_NS + 5, **fields), PLAIN_JSON)


def count(client: Client, table: str, row: StoredSpan) -> int:
    sql = f"SELECT count() FROM {table} WHERE project_id = {{p:UUID}}"  # noqa: S608 - a table name of this test
    return int(client.execute(sql, {"p": row.span.origin.project_id})[0][0])


def test_migrating_again_changes_nothing(url: str, client: Client) -> None:
    applied = client.execute("SELECT * FROM migrations ORDER BY number")
    migrate_clickhouse(url, MIGRATIONS, context="ingest", views=views_of("ingest"), clock=SystemClock())
    assert client.execute("SELECT * FROM migrations ORDER BY number") == applied


def test_a_repeat_under_the_same_token_adds_nothing_in_any_table(client: Client, writer: WriterClient) -> None:
    row = a_row()
    for _ in range(2):
        SpanIo(writer).insert([row], f"span_io/{row.span.origin.project_id}")
        Spans(writer).insert([row], f"spans/{row.span.origin.project_id}")
    assert [count(client, table, row) for table in ("span_io", "spans", "trace_index")] == [1, 1, 1]


def test_another_batch_with_the_same_span_shows_it_once(client: Client, writer: WriterClient) -> None:
    row = a_row()
    for token in ("a", "b"):
        SpanIo(writer).insert([row], f"span_io/{token}")
        Spans(writer).insert([row], f"spans/{token}")
    assert [count(client, view, row) for view in ("span_io_v1", "spans_v1", "trace_bounds_v1")] == [1, 1, 1]


def test_every_kind_of_value_comes_back_as_it_went_in(client: Client, writer: WriterClient) -> None:
    row = a_row(
        attributes={"gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": 0, "text": "größer", "n": 1.5},
        raw_attributes=[("k", b"\xff\x00\n")],
    )
    row.facts.cost = SentCost(total=Decimal("0.000000000001"))
    Spans(writer).insert([row], "values/spans")
    SpanIo(writer).insert([row], "values/io")
    (found,) = client.execute(
        "SELECT kind, usage_set, input_tokens, attr_str['text'], attr_num['n'], toUnixTimestamp64Nano(start_time),"
        " sent_total, hex(span_id), has(attr_kv, 'text=größer') FROM spans_v1 WHERE project_id = {p:UUID}",
        {"p": row.span.origin.project_id},
    )
    assert found == ("llm", 5, 0, "größer", 1.5, NOW_NS, Decimal("1E-12"), "0000000000000001", 1)
    (raw,) = client.execute(
        "SELECT arrayMap(x -> hex(x), raw_attrs) FROM span_io_v1 WHERE project_id = {p:UUID}",
        {"p": row.span.origin.project_id},
    )
    assert raw == (["FF000A"],)


def test_the_ledger_has_one_row_per_position(client: Client, writer: WriterClient) -> None:
    entry = LedgerEntry(uuid7(), "otlp.spans.v1", 0, 7, uuid7(), NOW_NS, 30, received=3, written=2, rejected={"x": 1})
    for token in ("ledger/a", "ledger/b"):
        Ledger(writer).insert([entry], token)
    rows = client.execute(
        "SELECT received, written, rejected, kind FROM ledger_v1 WHERE project_id = {p:UUID}", {"p": entry.project_id}
    )
    assert rows == [(3, 2, {"x": 1}, "record")]


def test_a_value_that_does_not_fit_its_column_is_the_rows_fault(writer: WriterClient) -> None:
    row = a_row()
    row.span.flags = 2**40
    with pytest.raises(RowsRejected):
        Spans(writer).insert([row], "does not fit")


def test_a_server_that_is_away_is_not_the_rows_fault() -> None:
    away = WriterClient("clickhouse://default:@127.0.0.1:1/assay")
    with pytest.raises(StoreUnavailable):
        Spans(away).insert([a_row()], "away")
