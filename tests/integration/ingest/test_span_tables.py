"""The span tables keep to the suite of every span sink."""

from collections.abc import Iterator, Sequence

import pytest
from assay_ingest.domain.canonical import StoredSpan
from assay_ingest.store.span_io import SpanIo
from assay_ingest.store.spans import Spans
from assay_ingest.store.writer_client import WriterClient
from assay_ingest.usecases.write_batch import SpanSink
from assay_kit.clickhouse import connect
from clickhouse_driver import Client

from tests.support.stored_spans import a_database
from tests.support.suites.span_sink import SpanSinkSuite


class CountedTable:
    def __init__(self, sink: SpanSink, table: str, reader: Client) -> None:
        self._sink, self._table, self._reader = sink, table, reader

    def insert(self, spans: Sequence[StoredSpan], token: str) -> None:
        self._sink.insert(spans, token)

    def count(self) -> int:
        sql = f"SELECT count() FROM {self._table} FINAL"  # noqa: S608 - a table name of this test
        return int(self._reader.execute(sql)[0][0])


@pytest.fixture
def url(clickhouse_url: str) -> Iterator[str]:
    with a_database(clickhouse_url, "sink") as url:
        yield url


@pytest.fixture
def writer(url: str) -> Iterator[WriterClient]:
    writer = WriterClient(url)
    yield writer
    writer.close()


@pytest.fixture
def reader(url: str) -> Iterator[Client]:
    reader = connect(url)
    yield reader
    reader.disconnect()


class TestSpans(SpanSinkSuite):
    @pytest.fixture
    def sink(self, writer: WriterClient, reader: Client) -> CountedTable:
        return CountedTable(Spans(writer), "spans", reader)


class TestSpanIo(SpanSinkSuite):
    @pytest.fixture
    def sink(self, writer: WriterClient, reader: Client) -> CountedTable:
        return CountedTable(SpanIo(writer), "span_io", reader)
