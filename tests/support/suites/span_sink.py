"""What every table of spans must do, held against the real one and its stand-in."""

from typing import Protocol

import pytest
from assay_ingest.domain.canonical import StoredSpan, canonical
from assay_ingest.usecases.write_batch import SpanSink
from assay_kit.clock import SystemClock
from assay_kit.ids import uuid7

from tests.support.arrived_spans import an_arrived_span, an_origin
from tests.support.canonical_form import PLAIN_JSON

NOW_NS = SystemClock().now_ns()


class CountingSink(SpanSink, Protocol):
    def count(self) -> int: ...


def a_stored_span() -> StoredSpan:
    origin = an_origin(project_id=uuid7(), received_at_ns=NOW_NS)
    return canonical(an_arrived_span(origin=origin, start_ns=NOW_NS, end_ns=NOW_NS), PLAIN_JSON)


class SpanSinkSuite:
    @pytest.fixture
    def sink(self) -> CountingSink:
        raise NotImplementedError

    def test_rows_are_there_once_inserted(self, sink: CountingSink) -> None:
        sink.insert([a_stored_span(), a_stored_span()], "range/0-2")
        assert sink.count() == 2

    def test_a_repeated_token_adds_nothing(self, sink: CountingSink) -> None:
        rows = [a_stored_span()]
        for _ in range(2):
            sink.insert(rows, "range/0-1")
        assert sink.count() == 1

    def test_another_token_adds(self, sink: CountingSink) -> None:
        for token in ("range/0-1", "range/1-2"):
            sink.insert([a_stored_span()], token)
        assert sink.count() == 2

    def test_no_rows_are_no_insert(self, sink: CountingSink) -> None:
        sink.insert([], "range/0-1")
        sink.insert([a_stored_span()], "range/0-1")
        assert sink.count() == 1
