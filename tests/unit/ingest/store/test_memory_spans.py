"""The stand-in of the span tables keeps to the suite of the real ones."""

import pytest

from tests.support.memory_store import Memory, MemorySpans
from tests.support.suites.span_sink import SpanSinkSuite


class CountedMemorySpans(MemorySpans):
    def count(self) -> int:
        return sum(len(rows) for rows in self.memory.rows.get(self.table, {}).values())


class TestMemorySpans(SpanSinkSuite):
    @pytest.fixture
    def sink(self) -> CountedMemorySpans:
        return CountedMemorySpans(Memory(), "spans")
