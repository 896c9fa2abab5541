"""Settle a batch of traces: read whole traces, judge them, write the derived rows, announce.

The order is the promise: facts, then the summary, then the tombstones of summaries it replaces, then the announcement.
A kill between any two steps repeats work and changes no figure, since versions come from the inputs.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from typing import Final, NamedTuple
from uuid import UUID

from assay_ingest.domain.announced import has_expired, is_covered
from assay_ingest.domain.derived_version import derived_version
from assay_ingest.domain.due import DirtyTrace, Pace, TraceKey
from assay_ingest.domain.large_trace import LARGE
from assay_ingest.domain.project import ProjectRules
from assay_ingest.domain.rewrite import LiveRows, LiveSummary, plan_removal, plan_rewrite
from assay_ingest.domain.summary import settle
from assay_ingest.domain.trace import SettledTrace, SpanRow
from assay_ingest.domain.windows import Bounds, Window, fitting, windows
from assay_ingest.store.large_traces import LargeTrace, LargeTraces
from assay_ingest.store.narrow_spans import NarrowSpans
from assay_ingest.store.trace_index import TraceIndex
from assay_ingest.store.trace_summary import TraceSummaries
from assay_ingest.store.usage_facts import UsageFacts
from assay_ingest.usecases.derived_rows import (
    Judged,
    announcements_of,
    fact_ends_of,
    facts_of,
    summaries_of,
    summary_ends_of,
)
from assay_ingest.usecases.settle_large import SettleLarge

MOST_ROWS: Final = LARGE
"""Span rows held at once: about 250 MiB."""


@dataclass(frozen=True)
class DerivedStore:
    """The tables that the settler reads and writes."""

    index: TraceIndex
    spans: NarrowSpans
    large: LargeTraces
    facts: UsageFacts
    summaries: TraceSummaries


@dataclass(frozen=True)
class Outcome:
    """Every trace of the batch is in `done`, in `waiting` (announced rows not readable yet) or in `postponed` (did not
    fit).

    `again` ones, a part of `done`, are to be settled once more in a while. `settled` lists those with spans.
    """

    done: list[DirtyTrace] = field(default_factory=list)
    waiting: list[DirtyTrace] = field(default_factory=list)
    postponed: list[DirtyTrace] = field(default_factory=list)
    again: list[DirtyTrace] = field(default_factory=list)
    settled: list[SettledTrace] = field(default_factory=list)
    paces: dict[TraceKey, Pace] = field(default_factory=dict)


class _Project(NamedTuple):
    """The traces of one project that have rows."""

    project_id: UUID
    traces: dict[str, DirtyTrace]
    bounds: dict[str, Bounds]
    rows: dict[str, int]


class SettleTraces:
    """`rules_of` gives a project's settings, `deleted_at_ns` the newest deletion mark over a trace, if any.

    `pass_by` is told each place where a kill would fall between two writes. `large` and `most_rows` are lowered by
    tests only.
    """

    def __init__(
        self,
        store: DerivedStore,
        *,
        announce: Callable[[Sequence[SettledTrace]], None],
        rules_of: Callable[[UUID], ProjectRules],
        deleted_at_ns: Callable[[UUID, str], int | None],
        now_ns: Callable[[], int],
        pass_by: Callable[[str], None] = lambda _name: None,
        large: int = LARGE,
        most_rows: int = MOST_ROWS,
    ) -> None:
        self._store = store
        self._large = SettleLarge(store.large, store.spans, store.facts)
        self._announce = announce
        self._rules_of = rules_of
        self._deleted_at_ns = deleted_at_ns
        self._now_ns = now_ns
        self._pass_by = pass_by
        self._large_from = large
        self._most_rows = most_rows

    def settle(self, traces: Iterable[DirtyTrace]) -> Outcome:
        """Harmless to repeat and to run twice at once. The first traces go first; at most `most_rows` rows are read.

        Raises StoreUnavailable or BrokerUnavailable; then nothing of the batch counts as done.
        """
        outcome = Outcome()
        asked = list(traces)
        projects = self._choose(asked, [self._look_up(*of_one) for of_one in _by_project(asked).items()], outcome)
        judged = [one for project in projects for one in self._read_project(project, outcome)]
        self._write(judged)
        outcome.settled.extend(chain.from_iterable(map(announcements_of, judged)))
        self._announce(outcome.settled)
        self._pass_by("settler.after_announcement")
        outcome.done.extend(one.trace for one in judged)
        outcome.again.extend(one.trace for one in judged if one.rewrite.again)
        outcome.paces.update((one.trace.key, one.pace) for one in judged)
        return outcome

    def _look_up(self, project_id: UUID, traces: dict[str, DirtyTrace]) -> _Project:
        bounds = self._store.index.bounds(project_id, list(traces))
        rows: dict[str, int] = dict.fromkeys(traces, 0)
        for window in windows(bounds):
            rows |= self._store.spans.row_counts(project_id, window)
        return _Project(project_id, traces, bounds, rows)

    def _choose(self, asked: Sequence[DirtyTrace], projects: Sequence[_Project], outcome: Outcome) -> list[_Project]:
        """Keep, in the order asked, what fits into memory at once."""
        rows = {(one.project_id, trace_id): count for one in projects for trace_id, count in one.rows.items()}
        sizes = ((trace.key, min(rows[trace.key], self._most_rows)) for trace in asked)
        chosen = fitting(sizes, self._most_rows)
        outcome.postponed.extend(trace for trace in asked if trace.key not in chosen)
        return [_only(project, chosen) for project in projects]

    def _read_project(self, project: _Project, outcome: Outcome) -> Iterator[Judged]:
        for trace_id in project.traces.keys() - project.bounds.keys():
            self._without_rows(project.traces[trace_id], outcome)
        rules = self._rules_of(project.project_id)
        large = [i for i in project.bounds if project.rows[i] > self._large_from and self._is_large(project, i)]
        for trace_id in large:
            yield from self._read_large(project.traces[trace_id], rules, project.bounds[trace_id], outcome)
        small = {trace_id: bounds for trace_id, bounds in project.bounds.items() if trace_id not in large}
        for window in windows(small):
            yield from self._read_window(project, window, rules, outcome)

    def _read_window(
        self, project: _Project, window: Window, rules: ProjectRules, outcome: Outcome
    ) -> Iterator[Judged]:
        rows = self._store.spans.of_traces(project.project_id, window)
        summaries = self._store.summaries.live(project.project_id, window)
        facts = self._store.facts.live(project.project_id, window)
        for trace_id in window.trace_ids:
            trace = project.traces[trace_id]
            live = LiveRows(tuple(summaries.get(trace_id, ())), tuple(facts.get(trace_id, ())))
            found = rows.pop(trace_id, [])
            if self._all_arrived(trace, max((row.version for row in found), default=0)):
                yield _judge(trace, rules, self._not_deleted(trace, found), live)
            else:
                outcome.waiting.append(trace)

    def _is_large(self, project: _Project, trace_id: str) -> bool:
        return self._store.large.span_count(self._rows_of(project.traces[trace_id], project.bounds[trace_id])) > (
            self._large_from
        )

    def _read_large(self, trace: DirtyTrace, rules: ProjectRules, bounds: Bounds, outcome: Outcome) -> Iterator[Judged]:
        rows = self._rows_of(trace, bounds)
        totals = self._store.large.totals(rows)
        if not self._all_arrived(trace, totals.newest_row):
            outcome.waiting.append(trace)
            return
        live: list[LiveSummary] = self._store.summaries.live(trace.project_id, Window(bounds, [trace.trace_id])).get(
            trace.trace_id, []
        )
        yield self._large.settle(trace, rules, rows, totals, live)

    def _rows_of(self, trace: DirtyTrace, bounds: Bounds) -> LargeTrace:
        deleted_ns = self._deleted_at_ns(trace.project_id, trace.trace_id)
        return LargeTrace(trace.project_id, trace.trace_id, bounds, deleted_ns or 0)

    def _without_rows(self, trace: DirtyTrace, outcome: Outcome) -> None:
        """Neither a row nor a bound: nothing to write, but perhaps more to wait for."""
        (outcome.done if self._all_arrived(trace, 0) else outcome.waiting).append(trace)

    def _all_arrived(self, trace: DirtyTrace, newest_row: int) -> bool:
        """Whether the newest row reaches the announced one: replicas lag. Deleted and expired rows count as read."""
        if newest_row >= trace.announced:
            return True
        today = datetime.fromtimestamp(self._now_ns() // 10**9, UTC).date()
        return is_covered(trace.announced, self._deleted_at_ns(trace.project_id, trace.trace_id)) or has_expired(
            trace.announced, self._rules_of(trace.project_id), today
        )

    def _not_deleted(self, trace: DirtyTrace, rows: list[SpanRow]) -> list[SpanRow]:
        """A mark hides rows at once; that they also go from the table is somebody else's work."""
        deleted_ns = self._deleted_at_ns(trace.project_id, trace.trace_id)
        return rows if deleted_ns is None else [row for row in rows if not is_covered(row.version, deleted_ns)]

    def _write(self, judged: Sequence[Judged]) -> None:
        self._store.facts.write(
            chain.from_iterable(map(facts_of, judged)), chain.from_iterable(map(fact_ends_of, judged))
        )
        self._pass_by("settler.after_facts")
        self._store.summaries.write(chain.from_iterable(map(summaries_of, judged)))
        self._pass_by("settler.after_summaries")
        self._store.summaries.end(chain.from_iterable(map(summary_ends_of, judged)))
        self._pass_by("settler.after_tombstones")


def _by_project(traces: Iterable[DirtyTrace]) -> dict[UUID, dict[str, DirtyTrace]]:
    projects: defaultdict[UUID, dict[str, DirtyTrace]] = defaultdict(dict)
    for trace in traces:
        projects[trace.project_id][trace.trace_id] = trace
    return projects


def _only(project: _Project, chosen: set[TraceKey]) -> _Project:
    traces = {i: trace for i, trace in project.traces.items() if trace.key in chosen}
    return project._replace(traces=traces, bounds={i: b for i, b in project.bounds.items() if i in traces})


def _judge(trace: DirtyTrace, rules: ProjectRules, rows: Sequence[SpanRow], live: LiveRows) -> Judged:
    if not rows:
        return Judged(trace, rules, 0, 0, None, plan_removal(live))
    versions = [row.version for row in rows]
    newest_row = max(versions)
    settlement = settle(rows)
    rewrite = plan_rewrite(settlement, derived_version(newest_row, len(rows), rules.revision), live)
    return Judged(trace, rules, min(versions), newest_row, settlement.summary, rewrite)
