"""Long and large traces: fewer rows written, bounded memory, and the same figures as a trace that is held whole."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import pytest
from assay_ingest.app.settler import derived_store
from assay_ingest.domain.due import DirtyTrace
from assay_ingest.domain.identity import row_version
from assay_ingest.domain.large_trace import LARGE
from assay_ingest.domain.project import ProjectRules
from assay_ingest.domain.rewrite import WHOLE_UP_TO
from assay_ingest.domain.trace import SettledTrace, SpanRow
from assay_ingest.store.settler_client import SettlerClient
from assay_ingest.usecases.settle_traces import MOST_ROWS, Outcome, SettleTraces
from assay_kit.clock import SystemClock
from assay_kit.ids import uuid7

from tests.support.span_rows import SECOND_NS, a_call, a_rollup, a_span
from tests.support.stored_spans import SpanTables, a_database

HOUR_NS: Final = 3600 * SECOND_NS
NOW_NS: Final = SystemClock().now_ns() // HOUR_NS * HOUR_NS - 2 * HOUR_NS


@pytest.fixture(scope="module")
def url(clickhouse_url: str) -> Iterator[str]:
    with a_database(clickhouse_url, "settler_large") as url:
        yield url


@dataclass
class Case:
    """A project of its own, its tables and a settler over them."""

    url: str
    client: SettlerClient
    tables: SpanTables
    project_id: UUID = field(default_factory=uuid7)
    trace_id: str = field(default_factory=lambda: uuid7().hex)
    large: int = LARGE
    most_rows: int = MOST_ROWS
    deleted_ns: int | None = None
    announced: list[SettledTrace] = field(default_factory=list)

    def settle(self, *trace_ids: str) -> Outcome:
        use_case = SettleTraces(
            derived_store(self.client),
            announce=self.announced.extend,
            rules_of=lambda project_id: ProjectRules(),
            deleted_at_ns=lambda project_id, trace_id: self.deleted_ns,
            now_ns=lambda: NOW_NS,
            large=self.large,
            most_rows=self.most_rows,
        )
        return use_case.settle([DirtyTrace(self.project_id, i, 0) for i in trace_ids or [self.trace_id]])

    def insert(self, rows: Sequence[SpanRow]) -> None:
        self.tables.insert(self.project_id, self.trace_id, rows)

    def rows_written(self) -> int:
        return self.tables.raw_fact_rows(self.project_id)


@pytest.fixture
def case(url: str) -> Iterator[Case]:
    with_client = Case(url, SettlerClient(url), SpanTables(url))
    yield with_client
    with_client.client.close()
    with_client.tables.close()


@pytest.fixture
def twin(url: str) -> Iterator[Case]:
    other = Case(url, SettlerClient(url), SpanTables(url))
    yield other
    other.client.close()
    other.tables.close()


def span_id(number: int) -> str:
    return f"{number:016x}"


def at(second: float, *, sent: int = 0) -> dict[str, Any]:
    start_ns = NOW_NS + round(second * SECOND_NS)
    version = row_version(NOW_NS + sent * SECOND_NS, 0, 1)
    return {"start_ns": start_ns, "end_ns": start_ns + SECOND_NS, "duration_ns": SECOND_NS, "version": version}


def a_mixed_trace(count: int) -> list[SpanRow]:
    """A root agent, calls of which some were reported twice by id, errors, sessions, previews, an internal span."""
    rows = [a_rollup(span_id(1), name="agent", tags=("x",), internal=True, release="1", **at(0))]
    for n in range(2, count + 1):
        fields: dict[str, Any] = {
            "model": f"m{n % 3}",
            "provider": "openai",
            "scope_name": f"s{n % 2}",
            "response_id": f"r{n // 2}" if n % 5 < 2 else "",
            "session_id": f"session {n % 2}" if n % 7 == 0 else "",
            "input_preview": f"asked {n}",
            "output_preview": f"said {n}",
            "status": "error" if n % 4 == 0 else "ok",
            "name": f"step {n % 9}",
        }
        rows.append(a_call(span_id(n), span_id(1), used=(n // 2, 5), **fields, **at(n * 0.01)))
    return rows


def shown(case: Case) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    apart = {"project_id", "trace_id", "last_ingested_at", "settled"}
    traces, facts = case.tables.traces(case.project_id), case.tables.usage(case.project_id)
    return _without(apart, traces), _without(apart, facts)


def _without(apart: set[str], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name not in apart} for row in rows]


def test_a_trace_that_is_too_large_gets_the_figures_of_one_that_is_held_whole(case: Case, twin: Case) -> None:
    for one in (case, twin):
        one.insert(a_mixed_trace(400))
    twin.large = 100
    case.settle()
    twin.settle()
    [whole], whole_facts = shown(case)
    [large], large_facts = shown(twin)
    assert b"too_large" in large.pop("warnings")
    whole.pop("warnings")
    assert large == whole
    assert large_facts == whole_facts


def test_settling_a_large_trace_again_writes_nothing(case: Case) -> None:
    case.large = 100
    case.insert(a_mixed_trace(300))
    case.settle()
    written = case.rows_written(), case.tables.raw_summary_rows(case.project_id)
    case.settle()
    assert (case.rows_written(), case.tables.raw_summary_rows(case.project_id)) == written


def test_only_new_and_changed_facts_of_a_large_trace_are_written(case: Case) -> None:
    case.large = 100
    case.insert(a_mixed_trace(300))
    case.settle()
    before = case.rows_written()
    case.insert(
        [a_call(span_id(2), span_id(1), used=(9_999, 9), **at(1, sent=1)), a_call(span_id(999), **at(2, sent=1))]
    )
    case.settle()
    assert case.rows_written() - before == 2
    assert sum(fact["input_tokens"] == 9_999 for fact in case.tables.usage(case.project_id)) == 1


def test_a_large_trace_waits_for_its_announced_rows_and_obeys_its_deletion(case: Case) -> None:
    case.large = 100
    case.insert(a_mixed_trace(300))
    case.settle()
    case.deleted_ns = NOW_NS + SECOND_NS
    case.settle()
    assert shown(case) == ([], [])


def test_above_ten_thousand_spans_only_changed_facts_are_written(case: Case) -> None:
    rows = [a_call(span_id(n), response_id=f"r{n}", **at(n * 0.001)) for n in range(1, WHOLE_UP_TO + 2)]
    case.insert(rows)
    case.settle()
    before = case.rows_written()
    case.insert([a_call(span_id(10**6), response_id="new", **at(1, sent=1))])
    outcome = case.settle()
    assert case.rows_written() - before == 1
    assert outcome.again == outcome.done  # a replaced settler may have left something
    assert case.settle().again == []


def test_a_batch_takes_as_many_traces_as_memory_holds_in_the_order_asked(case: Case) -> None:
    case.most_rows = 50
    traces = {uuid7().hex: [a_span(span_id(n), **at(n)) for n in range(1, 21)] for _ in range(4)}
    case.tables.insert_many(case.project_id, traces)
    first = case.settle(*traces)
    assert {trace.trace_id for trace in first.done} == set(list(traces)[:2])
    assert [trace.trace_id for trace in first.postponed] == list(traces)[2:]
    assert len(case.tables.traces(case.project_id)) == 2


def test_rows_before_a_deletion_mark_are_settled_to_tombstones_and_later_ones_live(case: Case) -> None:
    case.insert([a_call(span_id(1), **at(0)), a_call(span_id(2), **at(1))])
    case.settle()
    case.deleted_ns = NOW_NS + SECOND_NS
    case.settle()
    assert shown(case) == ([], [])
    case.insert([a_call(span_id(3), **at(2, sent=5))])
    case.settle()
    assert [trace["span_count"] for trace in case.tables.traces(case.project_id)] == [1]


_MEASURE = """
import sys
from uuid import UUID
from assay_ingest.app.settler import derived_store
from assay_ingest.domain.due import DirtyTrace
from assay_ingest.domain.project import ProjectRules
from assay_ingest.store.settler_client import SettlerClient
from assay_ingest.usecases.settle_traces import SettleTraces
url, project_id, now_ns, *trace_ids = sys.argv[1:]
settler = SettleTraces(derived_store(SettlerClient(url)), announce=lambda traces: None,
    rules_of=lambda project: ProjectRules(), deleted_at_ns=lambda project, trace: None, now_ns=lambda: int(now_ns))
left = [DirtyTrace(UUID(project_id), trace_id, 0) for trace_id in trace_ids]
while left:
    left = settler.settle(left).postponed
print(next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) // 1024)
"""


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("traces", "spans"), [(1, 100_000), (6, 20_000), (1, 120_000)])
def test_memory_stays_bounded(case: Case, traces: int, spans: int) -> None:
    """Peak of a fresh process in MiB (not ru_maxrss: exec hands on the parent's); spans with previews."""
    ids = [uuid7().hex for _ in range(traces)]
    text: dict[str, Any] = {"input_preview": "question " * 20, "output_preview": "answer " * 25}
    for trace_id in ids:
        for first in range(1, spans + 1, 20_000):
            rows = [
                a_call(span_id(n), response_id=f"response-{n}", **text, **at(n * 0.001))
                for n in range(first, min(first + 20_000, spans + 1))
            ]
            case.tables.insert(case.project_id, trace_id, rows)
    command = [sys.executable, "-c", _MEASURE, case.url, str(case.project_id), str(NOW_NS), *ids]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own code
    peak_mib = int(ended.stdout.split()[-1])
    print(f"peak {peak_mib} MiB for {traces} traces of {spans} spans")  # noqa: T201 - the figure is the point
    assert peak_mib <= 512
    assert sum(trace["span_count"] for trace in case.tables.traces(case.project_id)) == traces * spans
