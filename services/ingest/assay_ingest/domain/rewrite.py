"""What has to be written so that the live derived rows of a trace become what was just computed."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from assay_ingest.domain.summary import content_hash, fact_seal
from assay_ingest.domain.trace import Settlement, TraceSummary, UsageFact

WHOLE_UP_TO: Final = 10_000
"""Spans of a trace up to which all its facts are written again; above, only changed ones."""
_HOUR_NS: Final = 3_600_000_000_000


class LiveSummary(NamedTuple):
    """A live row of `trace_summary`: normally one per trace, two while its start moves over an hour."""

    start_ns: int
    version: int
    content_hash: int


class LiveFact(NamedTuple):
    """The key, version and seal of a live row of `usage_facts`."""

    span_id: str
    start_ns: int
    version: int
    seal: int


class LiveRows(NamedTuple):
    summaries: tuple[LiveSummary, ...] = ()
    facts: tuple[LiveFact, ...] = ()


class SealedFact(NamedTuple):
    fact: UsageFact
    seal: int


class FactTombstone(NamedTuple):
    span_id: str
    start_ns: int
    version: int


class SummaryTombstone(NamedTuple):
    start_ns: int
    version: int


class FactsPlan(NamedTuple):
    """Facts whose live row says something else, facts that no live row needs any more, and all seals."""

    changed: tuple[SealedFact, ...]
    tombstones: tuple[FactTombstone, ...]
    every: tuple[SealedFact, ...]


class Rewrite(NamedTuple):
    """In the order of writing: facts with their tombstones, the summary, then the summaries that it replaces.

    `summary` is None when there is nothing to write, or no span left. `again`: to be settled once more in a while.
    """

    version: int
    content_hash: int
    summary: TraceSummary | None = None
    facts: tuple[SealedFact, ...] = ()
    fact_tombstones: tuple[FactTombstone, ...] = ()
    summary_tombstones: tuple[SummaryTombstone, ...] = ()
    again: bool = False


def plan_rewrite(settlement: Settlement, version: int, live: LiveRows) -> Rewrite:
    """Write everything, or nothing when the live rows already say this at this version.

    Of a long trace only changed facts: those of a settler that was replaced meanwhile may then survive beside them, so
    the trace is settled again. A tombstone always beats the row it ends, also when deletions made the new version the
    lower one.
    """
    plan = plan_facts(settlement.facts, version, live.facts)
    whole = settlement.summary.span_count <= WHOLE_UP_TO
    rewrite = plan_summary(settlement.summary, version, live.summaries, (fact.seal for fact in plan.every))
    same_facts = not plan.changed and not plan.tombstones
    if rewrite.summary is None and same_facts and (not whole or _all_of(version, live.facts)):
        return rewrite
    return rewrite._replace(
        summary=settlement.summary,
        facts=plan.every if whole else plan.changed,
        fact_tombstones=plan.tombstones,
        again=rewrite.again or not whole,
    )


def plan_facts(facts: Sequence[UsageFact], version: int, live: Sequence[LiveFact]) -> FactsPlan:
    """Compare facts with the live rows of the same spans. Keys hold the hour, so a moved fact ends its old row."""
    every = tuple(SealedFact(fact, fact_seal(fact)) for fact in facts)
    wanted = {(fact.span_id, _hour(fact.start_ns)): seal for fact, seal in every}
    known = {(fact.span_id, _hour(fact.start_ns)): fact.seal for fact in live}
    changed = tuple(one for one in every if known.get((one.fact.span_id, _hour(one.fact.start_ns))) != one.seal)
    ended = (fact for fact in live if (fact.span_id, _hour(fact.start_ns)) not in wanted)
    return FactsPlan(changed, _end(ended, version), every)


def plan_summary(summary: TraceSummary, version: int, live: Sequence[LiveSummary], seals: Iterable[int]) -> Rewrite:
    """The summary of a trace and the ends of those in other hours; no summary when a live one says it all."""
    seal, hour = content_hash(summary, seals), _hour(summary.start_ns)
    stale = [s for s in live if _hour(s.start_ns) != hour]
    if not stale and any(s.version == version and s.content_hash == seal for s in live):
        return Rewrite(version, seal)
    ends = tuple(SummaryTombstone(s.start_ns, max(version, s.version + 1)) for s in stale)
    return Rewrite(version, seal, summary, summary_tombstones=ends, again=bool(ends))


def plan_removal(live: LiveRows) -> Rewrite:
    """No span is left: only tombstones."""
    ends = tuple(SummaryTombstone(s.start_ns, s.version + 1) for s in live.summaries)
    return Rewrite(0, 0, fact_tombstones=_end(live.facts, 0), summary_tombstones=ends)


def _end(facts: Iterable[LiveFact], version: int) -> tuple[FactTombstone, ...]:
    return tuple(FactTombstone(f.span_id, f.start_ns, max(version, f.version + 1)) for f in facts)


def _all_of(version: int, facts: Iterable[LiveFact]) -> bool:
    return all(fact.version == version for fact in facts)


def _hour(time_ns: int) -> int:
    return time_ns // _HOUR_NS
