"""The settler over real tables: the figures depend on what is stored, never on when or how often it arrived."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from assay_ingest.app.settler import derived_store
from assay_ingest.domain.due import DirtyTrace
from assay_ingest.domain.identity import row_version
from assay_ingest.domain.large_trace import LARGE
from assay_ingest.domain.project import ProjectRules
from assay_ingest.domain.trace import SettledTrace, SpanRow
from assay_ingest.errors import BrokerUnavailable, StoreUnavailable
from assay_ingest.store.settler_client import SettlerClient
from assay_ingest.store.trace_index import TraceIndex
from assay_ingest.store.trace_summary import SummaryEnd, SummaryWrite, TraceSummaries
from assay_ingest.store.usage_facts import FactEnd, FactWrite, UsageFacts
from assay_ingest.usecases.settle_traces import MOST_ROWS, Outcome, SettleTraces
from assay_kit.clock import SystemClock
from assay_kit.ids import uuid7

from tests.support.span_rows import SECOND_NS, a_call, a_rollup, a_span
from tests.support.stored_spans import SpanTables, a_database

HOUR_NS = 3600 * SECOND_NS
NOW_NS = SystemClock().now_ns() // HOUR_NS * HOUR_NS
"""The present hour, so that retention in the views does not hide the rows."""


@pytest.fixture(scope="module")
def url(clickhouse_url: str) -> Iterator[str]:
    with a_database(clickhouse_url, "settler") as url:
        yield url


@pytest.fixture
def tables(url: str) -> Iterator[SpanTables]:
    tables = SpanTables(url)
    yield tables
    tables.close()


class Settler:
    """The use case over real tables, for one new project and trace; announcements are collected."""

    def __init__(self, url: str) -> None:
        self.project_id: UUID = uuid7()
        self.trace_id = uuid7().hex
        self.client = SettlerClient(url)
        self.facts = UsageFacts(self.client)
        self.summaries = TraceSummaries(self.client)
        self.announced: list[SettledTrace] = []
        self.rules = ProjectRules()
        self.deleted_ns: int | None = None
        self.broker_is_up = True
        self.now_ns = NOW_NS
        self.large, self.most_rows = LARGE, MOST_ROWS

    def settle(self, *traces: DirtyTrace) -> Outcome:
        use_case = SettleTraces(
            replace(derived_store(self.client), facts=self.facts, summaries=self.summaries),
            announce=self._announce,
            rules_of=lambda project_id: self.rules,
            deleted_at_ns=lambda project_id, trace_id: self.deleted_ns,
            now_ns=lambda: self.now_ns,
            large=self.large,
            most_rows=self.most_rows,
        )
        return use_case.settle(traces or [self.dirty()])

    def dirty(self, announced: int = 0) -> DirtyTrace:
        return DirtyTrace(self.project_id, self.trace_id, announced)

    def _announce(self, traces: Sequence[SettledTrace]) -> None:
        if not self.broker_is_up:
            raise BrokerUnavailable("test")
        self.announced.extend(traces)


@pytest.fixture
def settler(url: str) -> Iterator[Settler]:
    settler = Settler(url)
    yield settler
    settler.client.close()


@pytest.fixture
def twin(url: str) -> Iterator[Settler]:
    """The same for another project."""
    settler = Settler(url)
    yield settler
    settler.client.close()


def span_id(number: int) -> str:
    return f"{number:016x}"


def at(second: float, *, sent: int = 0) -> dict[str, Any]:
    """Times of a span that starts that many seconds into the hour, as sent for the n-th time."""
    start_ns = NOW_NS + round(second * SECOND_NS)
    return {
        "start_ns": start_ns,
        "end_ns": start_ns + SECOND_NS,
        "version": row_version(NOW_NS + sent * SECOND_NS, 0, 1),
    }


def an_agent_trace(count: int = 10) -> list[SpanRow]:
    rows = [a_rollup(span_id(1), name="agent", user_id="u1", tags=("x", "y"), **at(0))]
    rows += [a_call(span_id(n), span_id(1), model=f"m{n % 2}", provider="openai", **at(n)) for n in range(2, count + 1)]
    return rows


def content(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows without what tells projects and moments of receipt apart."""
    apart = {"project_id", "trace_id", "last_ingested_at", "settled"}
    return [{name: value for name, value in row.items() if name not in apart} for row in rows]


def test_a_trace_becomes_one_summary_and_its_facts(settler: Settler, tables: SpanTables) -> None:
    tables.insert(settler.project_id, settler.trace_id, an_agent_trace())
    outcome = settler.settle()
    [trace] = tables.traces(settler.project_id)
    assert outcome.done == [settler.dirty()]
    assert (trace["name"], trace["user_id"], list(trace["tags"])) == (b"agent", b"u1", [b"x", b"y"])
    assert (trace["span_count"], trace["input_tokens"], trace["output_tokens"]) == (10, 900, 45)
    assert (trace["cost_total"], trace["cost_unknown_count"]) == (None, 9)
    assert list(trace["models"]) == [b"m0", b"m1"]
    assert trace["root_span_id"] == trace["app_root_span_id"] == bytes.fromhex(span_id(1))
    facts = tables.usage(settler.project_id)
    assert [fact["counted"] for fact in facts] == [False] + [True] * 9


def test_a_settled_trace_is_announced(settler: Settler, tables: SpanTables) -> None:
    tables.insert(settler.project_id, settler.trace_id, [a_span(span_id(1), environment="prod", **at(0))])
    settler.settle()
    [announced] = settler.announced
    assert (announced.trace_id, announced.environment, announced.root_ended) == (settler.trace_id, "prod", True)
    assert announced.version >> 64 == at(0)["version"]
    assert announced.quiet_since_ns == at(0)["version"] & ~0xFFFF


@pytest.mark.parametrize("seed", range(4))
def test_order_splits_and_re_sends_change_no_figure(
    settler: Settler, twin: Settler, tables: SpanTables, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - a test's shuffle
    rows = an_agent_trace(30)
    tables.insert(twin.project_id, twin.trace_id, rows)
    twin.settle()
    early = [
        row._replace(version=1, name="stale", start_ns=row.start_ns + chance.choice([0, 90]) * SECOND_NS)
        for row in rows
    ]
    batches = [chance.sample(rows, 11), chance.sample(early, 20), rows[::-1], chance.sample(early, 20)]
    for batch in batches:
        tables.insert(settler.project_id, settler.trace_id, batch)
        settler.settle()
    assert content(tables.traces(settler.project_id)) == content(tables.traces(twin.project_id))
    assert content(tables.usage(settler.project_id)) == content(tables.usage(twin.project_id))


def test_settling_again_writes_nothing(settler: Settler, tables: SpanTables) -> None:
    tables.insert(settler.project_id, settler.trace_id, an_agent_trace())
    settler.settle()
    written = tables.raw_summary_rows(settler.project_id)
    assert settler.settle().done == [settler.dirty()]
    assert tables.raw_summary_rows(settler.project_id) == written


def test_a_start_that_moves_over_an_hour_leaves_one_live_row(settler: Settler, tables: SpanTables) -> None:
    tables.insert(settler.project_id, settler.trace_id, [a_call(span_id(2), span_id(1), **at(5))])
    assert settler.settle().again == []
    tables.insert(settler.project_id, settler.trace_id, [a_span(span_id(1), name="root", **at(-1800, sent=1))])
    assert settler.settle().again == [settler.dirty()]
    [trace] = tables.traces(settler.project_id)
    assert (trace["root_span_id"], trace["input_tokens"]) == (bytes.fromhex(span_id(1)), 100)
    assert settler.settle().again == []


def test_a_call_that_moves_over_an_hour_is_counted_once(settler: Settler, tables: SpanTables) -> None:
    tables.insert(settler.project_id, settler.trace_id, [a_call(span_id(1), **at(5))])
    settler.settle()
    tables.insert(settler.project_id, settler.trace_id, [a_call(span_id(1), **at(-5, sent=1))])
    settler.settle()
    assert [fact["input_tokens"] for fact in tables.usage(settler.project_id)] == [100]
    assert len(tables.traces(settler.project_id)) == 1


def test_a_call_that_is_re_sent_as_something_else_stops_counting(settler: Settler, tables: SpanTables) -> None:
    tables.insert(settler.project_id, settler.trace_id, [a_span(span_id(1), **at(0)), a_call(span_id(2), **at(1))])
    settler.settle()
    tables.insert(settler.project_id, settler.trace_id, [a_span(span_id(2), **at(1, sent=1))])
    settler.settle()
    assert tables.usage(settler.project_id) == []
    assert tables.traces(settler.project_id)[0]["input_tokens"] == 0


class DyingSummaries(TraceSummaries):
    """Stops before it writes, as a process that is killed there."""

    def write(self, rows: Iterable[SummaryWrite]) -> None:
        raise StoreUnavailable("killed")


class DyingTombstones(TraceSummaries):
    def end(self, rows: Iterable[SummaryEnd]) -> None:
        raise StoreUnavailable("killed")


@pytest.mark.parametrize("dying", [DyingSummaries, DyingTombstones])
def test_a_kill_between_the_writes_is_made_good_by_settling_again(
    settler: Settler, twin: Settler, tables: SpanTables, dying: type[TraceSummaries]
) -> None:
    steps = [an_agent_trace(), [a_span(span_id(99), name="earlier", **at(-1800, sent=1))]]
    for rows in steps:
        tables.insert(twin.project_id, twin.trace_id, rows)
        twin.settle()
        tables.insert(settler.project_id, settler.trace_id, rows)
        settler.summaries = dying(settler.client)
        with pytest.raises(StoreUnavailable):
            settler.settle()
        settler.summaries = TraceSummaries(settler.client)
        settler.settle()
    assert content(tables.traces(settler.project_id)) == content(tables.traces(twin.project_id))
    assert content(tables.usage(settler.project_id)) == content(tables.usage(twin.project_id))


class DyingFacts(UsageFacts):
    def write(self, facts: Iterable[FactWrite], ended: Iterable[FactEnd]) -> None:
        raise StoreUnavailable("killed")


def test_no_summary_shows_before_its_facts(settler: Settler, tables: SpanTables) -> None:
    tables.insert(settler.project_id, settler.trace_id, an_agent_trace())
    settler.facts = DyingFacts(settler.client)
    with pytest.raises(StoreUnavailable):
        settler.settle()
    assert tables.traces(settler.project_id) == []


def test_a_trace_never_vanishes_while_its_start_moves(settler: Settler, tables: SpanTables) -> None:
    tables.insert(settler.project_id, settler.trace_id, an_agent_trace())
    settler.settle()
    tables.insert(settler.project_id, settler.trace_id, [a_span(span_id(99), **at(-1800, sent=1))])
    settler.summaries = DyingTombstones(settler.client)
    with pytest.raises(StoreUnavailable):
        settler.settle()
    assert [trace["span_count"] for trace in tables.traces(settler.project_id)] == [11, 10]


def test_nothing_counts_as_done_when_the_broker_does_not_take_the_announcement(
    settler: Settler, tables: SpanTables
) -> None:
    tables.insert(settler.project_id, settler.trace_id, an_agent_trace())
    settler.broker_is_up = False
    with pytest.raises(BrokerUnavailable):
        settler.settle()
    settler.broker_is_up = True
    assert settler.settle().done == [settler.dirty()]
    assert len(settler.announced) == 1


def test_a_zombie_with_old_rows_changes_nothing(settler: Settler, tables: SpanTables, twin: Settler) -> None:
    tables.insert(settler.project_id, settler.trace_id, an_agent_trace(5))
    zombie = SettleTracesInTwo(settler)
    zombie.read()
    tables.insert(settler.project_id, settler.trace_id, [a_call(span_id(9), span_id(1), **at(9, sent=2))])
    settler.settle()
    newest = content(tables.traces(settler.project_id)), content(tables.usage(settler.project_id))
    zombie.write()
    assert (content(tables.traces(settler.project_id)), content(tables.usage(settler.project_id))) == newest


class SettleTracesInTwo:
    """A settler that stands still between reading and writing, as a process under SIGSTOP does."""

    def __init__(self, settler: Settler) -> None:
        self._settler = settler
        self._held: list[SummaryWrite] = []

    def read(self) -> None:
        holder = Settler.__new__(Settler)
        holder.__dict__ |= self._settler.__dict__ | {"summaries": _Holding(self._settler.client, self._held)}
        holder.settle()

    def write(self) -> None:
        TraceSummaries(self._settler.client).write(self._held)


class _Holding(TraceSummaries):
    def __init__(self, client: SettlerClient, held: list[SummaryWrite]) -> None:
        super().__init__(client)
        self._held = held

    def write(self, rows: Iterable[SummaryWrite]) -> None:
        self._held.extend(rows)


def test_rows_that_are_announced_but_not_readable_yet_are_waited_for(settler: Settler, tables: SpanTables) -> None:
    tables.insert(settler.project_id, settler.trace_id, [a_span(span_id(1), **at(0))])
    ahead = settler.dirty(at(0, sent=1)["version"])
    outcome = settler.settle(ahead)
    assert (outcome.done, outcome.waiting) == ([], [ahead])
    assert tables.traces(settler.project_id) == []
    assert settler.announced == []


def test_a_trace_without_any_row_is_waited_for_unless_it_was_deleted(settler: Settler) -> None:
    unseen = settler.dirty(at(0)["version"])
    assert settler.settle(unseen).waiting == [unseen]
    settler.deleted_ns = NOW_NS + SECOND_NS
    assert settler.settle(unseen).done == [unseen]


def test_when_no_span_is_left_only_tombstones_are(settler: Settler, tables: SpanTables) -> None:
    tables.insert(settler.project_id, settler.trace_id, an_agent_trace())
    settler.settle()
    tables.delete_spans(settler.project_id)
    settler.settle()
    assert tables.traces(settler.project_id) == []
    assert tables.usage(settler.project_id) == []


def test_a_newer_control_revision_rewrites_the_row(settler: Settler, tables: SpanTables) -> None:
    tables.insert(settler.project_id, settler.trace_id, an_agent_trace())
    settler.settle()
    settler.rules = ProjectRules(retention_days=7, revision=12)
    settler.settle()
    assert [trace.version & 0xFFFFFFFFFF for trace in settler.announced] == [0, 12]
    assert len(tables.traces(settler.project_id)) == 1


def test_traces_of_several_projects_and_hours_settle_in_one_batch(
    settler: Settler, twin: Settler, tables: SpanTables
) -> None:
    others = [uuid7().hex for _ in range(5)]
    tables.insert(settler.project_id, settler.trace_id, an_agent_trace())
    tables.insert(twin.project_id, settler.trace_id, [a_call(span_id(1), used=(7, 7), **at(0))])
    for hours, trace_id in enumerate(others):
        tables.insert(twin.project_id, trace_id, [a_call(span_id(1), used=(hours, 1), **at(-3600 * hours))])
    batch = [settler.dirty(), *(DirtyTrace(twin.project_id, i, 0) for i in [settler.trace_id, *others])]
    outcome = settler.settle(*batch)
    assert sorted(outcome.done) == sorted(batch)
    assert [trace["input_tokens"] for trace in tables.traces(settler.project_id)] == [900]
    assert sorted(trace["input_tokens"] for trace in tables.traces(twin.project_id)) == [0, 1, 2, 3, 4, 7]


def test_a_server_that_is_away_is_an_outage_not_a_crash(url: str) -> None:
    nobody = SettlerClient("clickhouse://default:@127.0.0.1:1/default")
    with pytest.raises(StoreUnavailable):
        TraceIndex(nobody).bounds(uuid7(), ["0" * 32])
