"""When a trace is settled, and how far the topic may be committed."""

from uuid import UUID

import pytest
from assay_ingest.domain.due import (
    FIRST_SETTLE_S,
    RETRY_S,
    SHORTEST_S,
    DirtyTrace,
    DirtyTraces,
    Pace,
    StoredNote,
    settle_interval_s,
)
from assay_ingest.domain.rewrite import WHOLE_UP_TO
from hypothesis import given, settings
from hypothesis import strategies as st

PROJECT = UUID(int=1)


def a_note(trace: str = "a", *, offset: int = 0, partition: int = 0, version: int = 1) -> StoredNote:
    return StoredNote(PROJECT, trace, version, partition, offset)


def dirty_with(*notes: StoredNote, now_s: float = 0.0) -> DirtyTraces:
    traces = DirtyTraces()
    for note in notes:
        traces.add(note, now_s)
    return traces


def ids(due: list[DirtyTrace]) -> list[str]:
    return [trace.trace_id for trace in due]


def test_a_new_trace_is_due_within_a_moment() -> None:
    traces = dirty_with(a_note())
    assert traces.take_due(FIRST_SETTLE_S - 0.01, 10) == []
    assert ids(traces.take_due(FIRST_SETTLE_S, 10)) == ["a"]


def test_a_trace_that_keeps_growing_is_not_put_off() -> None:
    traces = dirty_with(a_note())
    traces.add(a_note(offset=1, version=7), FIRST_SETTLE_S - 0.01)
    assert traces.take_due(FIRST_SETTLE_S, 10) == [DirtyTrace(PROJECT, "a", 7)]


def test_a_settled_trace_rests_for_an_interval() -> None:
    traces = dirty_with(a_note())
    traces.settled(traces.take_due(1, 10), 1, {})
    traces.add(a_note(offset=1), 1.1)
    assert traces.take_due(1 + SHORTEST_S - 0.01, 10) == []
    assert ids(traces.take_due(1 + SHORTEST_S, 10)) == ["a"]


def test_the_longest_due_come_first_up_to_the_limit() -> None:
    traces = DirtyTraces()
    for offset, name in enumerate("abc"):
        traces.add(a_note(name, offset=offset), offset * 0.1)
    assert ids(traces.take_due(5, 2)) == ["a", "b"]
    assert ids(traces.take_due(5, 2)) == ["c"]


def test_nothing_is_committed_past_a_waiting_trace() -> None:
    traces = dirty_with(a_note("a", offset=5), a_note("b", offset=6), a_note("c", partition=1, offset=3))
    a, b, c = traces.take_due(1, 10)
    assert traces.committable() == {0: 5, 1: 3}
    traces.settled([b, c], 1, {})
    assert traces.committable() == {0: 5, 1: 4}
    traces.settled([a], 1, {})
    assert traces.committable() == {0: 7, 1: 4}


def test_a_trace_that_is_put_back_holds_its_offset_and_comes_again() -> None:
    traces = dirty_with(a_note(offset=5))
    traces.put_back(traces.take_due(1, 10), 2)
    assert traces.committable() == {0: 5}
    assert traces.take_due(1.9, 10) == []
    assert ids(traces.take_due(2, 10)) == ["a"]


def test_new_rows_bring_a_far_revisit_forward() -> None:
    traces = dirty_with(a_note())
    due = traces.take_due(1, 10)
    traces.settled(due, 1, {})
    traces.revisit(due, 61)
    assert traces.committable() == {0: 1}
    traces.add(a_note(offset=1), 30)
    assert ids(traces.take_due(31, 10)) == ["a"]
    traces.settled([DirtyTrace(PROJECT, "a", 1)], 31, {})
    assert traces.take_due(100, 10) == []


def test_a_revisit_comes_without_new_rows() -> None:
    traces = dirty_with(a_note())
    due = traces.take_due(1, 10)
    traces.settled(due, 1, {})
    traces.revisit(due, 61)
    assert ids(traces.take_due(61, 10)) == ["a"]


def test_what_another_process_took_over_is_forgotten() -> None:
    traces = dirty_with(a_note("a", offset=5), a_note("b", partition=1, offset=3))
    traces.forget([0])
    assert traces.committable() == {1: 3}
    assert ids(traces.take_due(1, 10)) == ["b"]


def test_an_unreadable_record_is_committed() -> None:
    traces = DirtyTraces()
    traces.skip(0, 41)
    assert traces.committable() == {0: 42}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcd"), st.booleans()), max_size=60))
def test_an_offset_is_committed_exactly_when_all_before_it_are_settled(steps: list[tuple[str, bool]]) -> None:
    traces, unsettled = DirtyTraces(), dict[str, int]()
    for offset, (name, settle_now) in enumerate(steps):
        traces.add(a_note(name, offset=offset), 0)
        unsettled.setdefault(name, offset)
        if settle_now:
            traces.settled([DirtyTrace(PROJECT, name, 1)], 0, {})
            del unsettled[name]
        assert traces.committable() == {0: min(unsettled.values(), default=offset + 1)}


@pytest.mark.parametrize(
    ("age_s", "span_count", "interval_s"),
    [(0, 1, 2), (19, 1, 2), (60, 1, 6), (60, 20_000, 10), (86_400, 1, 300), (1, 10_000_000, 300)],
)
def test_old_and_large_traces_are_settled_less_often(age_s: float, span_count: int, interval_s: float) -> None:
    assert settle_interval_s(age_s, span_count) == interval_s


def settled_once(pace: Pace) -> DirtyTraces:
    traces = dirty_with(a_note())
    traces.settled(traces.take_due(1, 10), 1, {(PROJECT, "a"): pace})
    return traces


def test_a_long_trace_rests_as_its_age_and_size_ask() -> None:
    traces = settled_once(Pace(600, 40, has_root=True))
    traces.add(a_note(offset=1), 2)
    assert traces.take_due(60.9, 10) == []
    assert ids(traces.take_due(61, 10)) == ["a"]


def test_the_first_root_forces_a_settle() -> None:
    traces = settled_once(Pace(600, 40, has_root=False))
    traces.add(a_note(offset=1), 2)
    traces.add(a_note(offset=2)._replace(root_seen=True), 3)
    assert ids(traces.take_due(3 + FIRST_SETTLE_S, 10)) == ["a"]


def test_further_roots_force_nothing() -> None:
    traces = settled_once(Pace(600, 40, has_root=True))
    traces.add(a_note(offset=1)._replace(root_seen=True), 3)
    assert traces.take_due(60, 10) == []


def test_a_postponed_trace_keeps_its_place() -> None:
    traces = dirty_with(a_note("a"), a_note("b", offset=1))
    traces.postpone(traces.take_due(1, 1))
    assert ids(traces.take_due(1, 1)) == ["a"]


def test_rows_that_do_not_come_are_looked_for_again_and_reported() -> None:
    traces = dirty_with(a_note(offset=5))
    traces.await_rows(traces.take_due(1, 10), 1)
    traces.await_rows(traces.take_due(1 + RETRY_S, 10), 1 + RETRY_S)
    assert traces.missing_since(0.9) == []
    assert traces.missing_since(1) == [(PROJECT, "a")]
    assert traces.committable() == {0: 5}
    traces.settled(traces.take_due(5, 10), 5, {})
    assert traces.missing_since(5) == []


@pytest.mark.parametrize(
    ("spans", "per_s", "at_most"), [(21_600, 1, 20), (100_000, 1, 20), (100_000, 100, 20), (100_000, 2_000, 20)]
)
def test_few_rows_are_rewritten_per_span(spans: int, per_s: int, at_most: int) -> None:
    """As many settles as the queue allows; above 10,000 spans each writes only what came since the last one."""
    traces, now_s, known, written, offset = DirtyTraces(), 0.0, 0, 0, 0
    while known < spans:
        traces.add(a_note(offset=offset), now_s)
        while not traces.has_due(now_s):
            now_s += 0.5
        due = traces.take_due(now_s, 1)
        count = min(spans, int(now_s * per_s) + 1)
        written += count if count <= WHOLE_UP_TO else count - known
        known, offset = count, offset + 1
        traces.settled(due, now_s, {(PROJECT, "a"): Pace(now_s, count, has_root=True)})
    assert 1 <= written / spans <= at_most
