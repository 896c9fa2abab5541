"""What has to be written so that the live derived rows of a trace become what was just computed."""

from typing import Final, NamedTuple

from assay_ingest.domain.summary import content_hash
from assay_ingest.domain.trace import Settlement, UsageFact

_HOUR_NS: Final = 3_600_000_000_000


class LiveSummary(NamedTuple):
    """A live row of `trace_summary`: normally one per trace, two while its start moves over an hour."""

    start_ns: int
    version: int
    content_hash: int


class LiveFact(NamedTuple):
    """The key and version of a live row of `usage_facts`."""

    span_id: str
    start_ns: int
    version: int


class LiveRows(NamedTuple):
    summaries: tuple[LiveSummary, ...] = ()
    facts: tuple[LiveFact, ...] = ()


class FactTombstone(NamedTuple):
    span_id: str
    start_ns: int
    version: int


class SummaryTombstone(NamedTuple):
    start_ns: int
    version: int


class Rewrite(NamedTuple):
    """In the order of writing: facts with their tombstones, the summary, then the summaries that it replaces."""

    version: int
    content_hash: int
    settlement: Settlement | None = None
    fact_tombstones: tuple[FactTombstone, ...] = ()
    summary_tombstones: tuple[SummaryTombstone, ...] = ()

    @property
    def facts(self) -> tuple[UsageFact, ...]:
        return self.settlement.facts if self.settlement else ()

    @property
    def moved(self) -> bool:
        """Whether the start went to another hour, so that two live rows existed for a moment."""
        return self.settlement is not None and bool(self.summary_tombstones)


def plan_rewrite(settlement: Settlement, version: int, live: LiveRows) -> Rewrite:
    """Write everything, or nothing when the live rows already say this at this version.

    A tombstone always beats the row it ends, also when deletions made the new version the lower one.
    """
    seal = content_hash(settlement)
    hour = _hour(settlement.summary.start_ns)
    keys = {(fact.span_id, _hour(fact.start_ns)) for fact in settlement.facts}
    stale_facts = [fact for fact in live.facts if (fact.span_id, _hour(fact.start_ns)) not in keys]
    stale_summaries = [summary for summary in live.summaries if _hour(summary.start_ns) != hour]
    if _says_this(live, version, seal) and len(live.facts) == len(keys) and not stale_facts and not stale_summaries:
        return Rewrite(version, seal)
    return Rewrite(
        version,
        seal,
        settlement,
        tuple(FactTombstone(f.span_id, f.start_ns, max(version, f.version + 1)) for f in stale_facts),
        tuple(SummaryTombstone(s.start_ns, max(version, s.version + 1)) for s in stale_summaries),
    )


def plan_removal(live: LiveRows) -> Rewrite:
    """No span is left: only tombstones."""
    return Rewrite(
        0,
        0,
        None,
        tuple(FactTombstone(f.span_id, f.start_ns, f.version + 1) for f in live.facts),
        tuple(SummaryTombstone(s.start_ns, s.version + 1) for s in live.summaries),
    )


def _says_this(live: LiveRows, version: int, seal: int) -> bool:
    same_summary = any(s.version == version and s.content_hash == seal for s in live.summaries)
    return same_summary and all(fact.version == version for fact in live.facts)


def _hour(time_ns: int) -> int:
    return time_ns // _HOUR_NS
