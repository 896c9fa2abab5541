"""Settle a batch of traces: read whole traces, judge them, write the derived rows, announce.

The order is the promise: facts, then the summary, then the tombstones of summaries it replaces, then the announcement.
A kill between any two steps repeats work and changes no figure, since versions come from the inputs.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from assay_ingest.domain.derived_version import derived_version, received_ns
from assay_ingest.domain.due import DirtyTrace
from assay_ingest.domain.project import ProjectRules
from assay_ingest.domain.rewrite import LiveRows, Rewrite, plan_removal, plan_rewrite
from assay_ingest.domain.summary import settle
from assay_ingest.domain.trace import SettledTrace, Settlement, SpanRow
from assay_ingest.domain.windows import Window, windows
from assay_ingest.store.narrow_spans import NarrowSpans
from assay_ingest.store.trace_index import TraceIndex
from assay_ingest.store.trace_summary import SummaryEnd, SummaryWrite, TraceSummaries
from assay_ingest.store.usage_facts import FactEnd, FactWrite, UsageFacts


@dataclass(frozen=True)
class Outcome:
    """Every trace of the batch is in `done` or in `waiting` (announced rows not readable yet).

    `moved` ones, a part of `done`, changed the hour of their start. `settled` lists those with spans.
    """

    done: list[DirtyTrace] = field(default_factory=list)
    waiting: list[DirtyTrace] = field(default_factory=list)
    moved: list[DirtyTrace] = field(default_factory=list)
    settled: list[SettledTrace] = field(default_factory=list)


class _Settled(NamedTuple):
    """A trace that was read whole. `newest_row` and `settlement` are 0 and None when no span is left."""

    trace: DirtyTrace
    rules: ProjectRules
    newest_row: int
    settlement: Settlement | None
    rewrite: Rewrite


class SettleTraces:
    """`rules_of` gives a project's settings, `deleted_at_ns` the newest deletion mark over a trace, if any."""

    def __init__(
        self,
        index: TraceIndex,
        spans: NarrowSpans,
        facts: UsageFacts,
        summaries: TraceSummaries,
        *,
        announce: Callable[[Sequence[SettledTrace]], None],
        rules_of: Callable[[UUID], ProjectRules],
        deleted_at_ns: Callable[[UUID, str], int | None],
    ) -> None:
        self._index = index
        self._spans = spans
        self._facts = facts
        self._summaries = summaries
        self._announce = announce
        self._rules_of = rules_of
        self._deleted_at_ns = deleted_at_ns

    def settle(self, traces: Iterable[DirtyTrace]) -> Outcome:
        """Harmless to repeat and to run twice at once.

        Raises StoreUnavailable or BrokerUnavailable; then nothing of the batch counts as done.
        """
        outcome = Outcome()
        settled: list[_Settled] = []
        for project_id, of_project in _by_project(traces).items():
            settled += self._read_project(project_id, of_project, outcome)
        self._write(settled)
        outcome.settled.extend(announcement for one in settled for announcement in _announcements(one))
        self._announce(outcome.settled)
        outcome.done.extend(s.trace for s in settled)
        outcome.moved.extend(s.trace for s in settled if s.rewrite.moved)
        return outcome

    def _read_project(self, project_id: UUID, traces: dict[str, DirtyTrace], outcome: Outcome) -> Iterator[_Settled]:
        bounds = self._index.bounds(project_id, list(traces))
        for trace_id in traces.keys() - bounds.keys():
            self._without_rows(traces[trace_id], outcome)
        for window in windows(bounds):
            yield from self._read_window(project_id, window, traces, outcome)

    def _read_window(
        self, project_id: UUID, window: Window, traces: dict[str, DirtyTrace], outcome: Outcome
    ) -> Iterator[_Settled]:
        rows = self._spans.of_traces(project_id, window)
        summaries = self._summaries.live(project_id, window)
        facts = self._facts.live(project_id, window)
        rules = self._rules_of(project_id)
        for trace_id in window.trace_ids:
            trace = traces[trace_id]
            live = LiveRows(tuple(summaries.get(trace_id, ())), tuple(facts.get(trace_id, ())))
            found = rows.get(trace_id, [])
            if self._all_arrived(trace, found):
                yield _judge(trace, rules, found, live)
            else:
                outcome.waiting.append(trace)

    def _without_rows(self, trace: DirtyTrace, outcome: Outcome) -> None:
        """Neither a row nor a bound: nothing to write, but perhaps more to wait for."""
        (outcome.done if self._all_arrived(trace, ()) else outcome.waiting).append(trace)

    def _all_arrived(self, trace: DirtyTrace, rows: Sequence[SpanRow]) -> bool:
        """Whether the newest row reaches the announced one: replicas lag. What a deletion covers counts as read."""
        if max((row.version for row in rows), default=0) >= trace.announced:
            return True
        deleted_ns = self._deleted_at_ns(trace.project_id, trace.trace_id)
        return deleted_ns is not None and received_ns(trace.announced) <= deleted_ns

    def _write(self, settled: Sequence[_Settled]) -> None:
        self._facts.write(
            [fact for one in settled for fact in _facts(one)],
            [end for one in settled for end in _fact_ends(one)],
        )
        self._summaries.write([summary for one in settled for summary in _summaries(one)])
        self._summaries.end([end for one in settled for end in _summary_ends(one)])


def _by_project(traces: Iterable[DirtyTrace]) -> dict[UUID, dict[str, DirtyTrace]]:
    projects: defaultdict[UUID, dict[str, DirtyTrace]] = defaultdict(dict)
    for trace in traces:
        projects[trace.project_id][trace.trace_id] = trace
    return projects


def _judge(trace: DirtyTrace, rules: ProjectRules, rows: Sequence[SpanRow], live: LiveRows) -> _Settled:
    if not rows:
        return _Settled(trace, rules, 0, None, plan_removal(live))
    newest_row = max(row.version for row in rows)
    version = derived_version(newest_row, len(rows), rules.revision)
    settlement = settle(rows)
    return _Settled(trace, rules, newest_row, settlement, plan_rewrite(settlement, version, live))


def _facts(one: _Settled) -> Iterator[FactWrite]:
    for fact in one.rewrite.facts:
        expire_at = one.rules.expires_on(fact.start_ns)
        yield FactWrite(
            one.trace.project_id, one.trace.trace_id, fact, one.rules.revision, one.rewrite.version, expire_at
        )


def _fact_ends(one: _Settled) -> Iterator[FactEnd]:
    for end in one.rewrite.fact_tombstones:
        yield FactEnd(one.trace.project_id, one.trace.trace_id, *end, one.rules.expires_on(end.start_ns))


def _summaries(one: _Settled) -> Iterator[SummaryWrite]:
    if one.rewrite.settlement is None:
        return
    summary = one.rewrite.settlement.summary
    yield SummaryWrite(
        project_id=one.trace.project_id,
        trace_id=one.trace.trace_id,
        summary=summary,
        version=one.rewrite.version,
        content_hash=one.rewrite.content_hash,
        last_ingested_ns=received_ns(one.newest_row),
        expire_at=one.rules.expires_on(summary.start_ns),
    )


def _summary_ends(one: _Settled) -> Iterator[SummaryEnd]:
    for end in one.rewrite.summary_tombstones:
        yield SummaryEnd(one.trace.project_id, one.trace.trace_id, *end, one.rules.expires_on(end.start_ns))


def _announcements(one: _Settled) -> Iterator[SettledTrace]:
    """A trace without spans is not announced: there is nothing to act on."""
    if one.settlement is None:
        return
    summary = one.settlement.summary
    yield SettledTrace(
        project_id=one.trace.project_id,
        trace_id=one.trace.trace_id,
        version=one.rewrite.version,
        root_ended=summary.has_root,
        quiet_since_ns=received_ns(one.newest_row),
        environment=summary.environment,
        internal=summary.internal,
    )
