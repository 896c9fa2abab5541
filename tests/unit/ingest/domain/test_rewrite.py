"""What is written so that the live rows of a trace become what was computed."""

from typing import NamedTuple

from assay_ingest.domain.derived_version import derived_version, received_ns
from assay_ingest.domain.rewrite import LiveFact, LiveRows, LiveSummary, Rewrite, plan_removal, plan_rewrite
from assay_ingest.domain.summary import content_hash, fact_seal, settle
from assay_ingest.domain.trace import Settlement
from assay_ingest.domain.windows import Bounds, windows
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.span_rows import START_NS, a_call

HOUR_NS = 3_600_000_000_000
HOUR_START_NS = START_NS // HOUR_NS * HOUR_NS


class Given(NamedTuple):
    settlement: Settlement
    version: int
    live: LiveRows


def written_before(*, version: int = 8, hours: int = 0, seal: int | None = None) -> Given:
    """A trace of one call whose live rows say the same, perhaps in an earlier hour."""
    settlement = settle([a_call("a", start_ns=HOUR_START_NS)])
    start_ns = HOUR_START_NS - hours * HOUR_NS
    [fact] = settlement.facts
    same = content_hash(settlement.summary, [fact_seal(fact)])
    summary = LiveSummary(start_ns, version, same if seal is None else seal)
    return Given(settlement, 8, LiveRows((summary,), (LiveFact("a", start_ns, version, fact_seal(fact)),)))


def plan(given: Given) -> Rewrite:
    return plan_rewrite(given.settlement, given.version, given.live)


def test_the_same_again_writes_nothing() -> None:
    rewrite = plan(written_before())
    assert (rewrite.summary, rewrite.facts, rewrite.again) == (None, (), False)


def test_a_newer_version_is_written_even_with_the_same_content() -> None:
    assert plan(written_before(version=7)).summary is not None


def test_other_content_is_written_even_at_the_same_version() -> None:
    assert plan(written_before(seal=1)).summary is not None


def test_a_missing_fact_is_written_again() -> None:
    given = written_before()
    assert plan(given._replace(live=given.live._replace(facts=()))).facts[0].fact == given.settlement.facts[0]


def test_rows_in_another_hour_are_ended_and_that_is_a_move() -> None:
    rewrite = plan(written_before(version=7, hours=1))
    assert rewrite.again
    assert [(end.start_ns, end.version) for end in rewrite.summary_tombstones] == [(HOUR_START_NS - HOUR_NS, 8)]
    assert [(end.span_id, end.version) for end in rewrite.fact_tombstones] == [("a", 8)]


def test_a_tombstone_beats_a_row_of_a_higher_version() -> None:
    rewrite = plan(written_before(version=20, hours=1))
    assert {end.version for end in rewrite.summary_tombstones + rewrite.fact_tombstones} == {21}


def test_without_spans_every_live_row_is_ended() -> None:
    rewrite = plan_removal(written_before(version=20).live)
    assert (rewrite.summary, rewrite.again) == (None, False)
    assert [end.version for end in rewrite.summary_tombstones + rewrite.fact_tombstones] == [21, 21]


@settings(max_examples=60, deadline=None)
@given(
    st.tuples(st.integers(0, 2**64 - 1), st.integers(0, 2**30), st.integers(0, 2**40 - 1)),
    st.tuples(st.integers(0, 2**64 - 1), st.integers(0, 2**30), st.integers(0, 2**40 - 1)),
)
def test_versions_order_as_their_parts_do(one: tuple[int, int, int], other: tuple[int, int, int]) -> None:
    capped = [(row, min(rows, 2**24 - 1), revision) for row, rows, revision in (one, other)]
    assert (derived_version(*one) < derived_version(*other)) == (capped[0] < capped[1])
    assert 0 <= derived_version(*one) < 2**128


def test_the_moment_of_receipt_survives_in_a_version() -> None:
    assert 0 <= 1_700_000_000_123_456_789 - received_ns(1_700_000_000_123_456_789) < 65_536


def test_an_old_trace_does_not_widen_the_scan_of_the_others() -> None:
    now = Bounds(HOUR_START_NS + 5, HOUR_START_NS + 9)
    old = Bounds(HOUR_START_NS - 90 * HOUR_NS, HOUR_START_NS + 7)
    found = windows({"a": now, "old": old, "b": Bounds(HOUR_START_NS + 1, HOUR_START_NS + 6)})
    assert found == [(old, ["old"]), (Bounds(HOUR_START_NS + 1, HOUR_START_NS + 9), ["a", "b"])]
