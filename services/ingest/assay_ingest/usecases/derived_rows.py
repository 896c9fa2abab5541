"""What is known of a trace that was judged, and the rows and the announcement that follow from it."""

from collections.abc import Iterator
from typing import NamedTuple

from assay_ingest.domain.derived_version import received_ns
from assay_ingest.domain.due import DirtyTrace, Pace
from assay_ingest.domain.project import ProjectRules
from assay_ingest.domain.rewrite import Rewrite
from assay_ingest.domain.trace import SettledTrace, TraceSummary
from assay_ingest.store.trace_summary import SummaryEnd, SummaryWrite
from assay_ingest.store.usage_facts import FactEnd, FactWrite


class Judged(NamedTuple):
    """A trace and what is to be written of it. Without a span left, `summary` is None and both row versions are 0."""

    trace: DirtyTrace
    rules: ProjectRules
    oldest_row: int
    newest_row: int
    summary: TraceSummary | None
    rewrite: Rewrite

    @property
    def pace(self) -> Pace:
        if self.summary is None:
            return Pace(0.0, 0, False)
        age_s = (received_ns(self.newest_row) - received_ns(self.oldest_row)) / 1e9
        return Pace(age_s, self.summary.span_count, self.summary.has_root)


def facts_of(one: Judged) -> Iterator[FactWrite]:
    for fact, seal in one.rewrite.facts:
        yield FactWrite(
            one.trace.project_id,
            one.trace.trace_id,
            fact,
            seal,
            one.rules.revision,
            one.rewrite.version,
            one.rules.expires_on(fact.start_ns),
        )


def fact_ends_of(one: Judged) -> Iterator[FactEnd]:
    for end in one.rewrite.fact_tombstones:
        yield FactEnd(one.trace.project_id, one.trace.trace_id, *end, one.rules.expires_on(end.start_ns))


def summaries_of(one: Judged) -> Iterator[SummaryWrite]:
    summary = one.rewrite.summary
    if summary is None:
        return
    yield SummaryWrite(
        project_id=one.trace.project_id,
        trace_id=one.trace.trace_id,
        summary=summary,
        version=one.rewrite.version,
        content_hash=one.rewrite.content_hash,
        last_ingested_ns=received_ns(one.newest_row),
        expire_at=one.rules.expires_on(summary.start_ns),
    )


def summary_ends_of(one: Judged) -> Iterator[SummaryEnd]:
    for end in one.rewrite.summary_tombstones:
        yield SummaryEnd(one.trace.project_id, one.trace.trace_id, *end, one.rules.expires_on(end.start_ns))


def announcements_of(one: Judged) -> Iterator[SettledTrace]:
    """A trace without spans is not announced: there is nothing to act on."""
    if one.summary is None:
        return
    yield SettledTrace(
        project_id=one.trace.project_id,
        trace_id=one.trace.trace_id,
        version=one.rewrite.version,
        root_ended=one.summary.has_root,
        quiet_since_ns=received_ns(one.newest_row),
        environment=one.summary.environment,
        internal=one.summary.internal,
        reason=one.trace.reason,
    )
