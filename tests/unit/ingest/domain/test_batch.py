"""When a batch is closed, what a successor rebuilds, and the order of batches."""

import pytest
from assay_ingest.domain.batch import Batch, BatchLimits, Lanes, Partition, Position, planned_end

LIMITS = BatchLimits(spans=10, size_bytes=1000, age_s=1.0)
LANE = Partition("otlp.spans.v1", 0)
OTHER = Partition("otlp.spans.v1", 1)


def lanes(unfinished_end: int | None = None) -> Lanes[str]:
    found: Lanes[str] = Lanes(LIMITS)
    found.open(LANE, unfinished_end)
    return found


def add(to: Lanes[str], offset: int, *, spans: int = 1, size_bytes: int = 1, now_s: float = 0.0) -> None:
    to.add(LANE, Position(offset, spans, size_bytes, f"record {offset}"), now_s)


def ranges(of: Lanes[str], now_s: float) -> list[tuple[int, int]]:
    return [(batch.start, batch.end) for batch in of.due(now_s)]


def test_a_batch_waits_until_it_is_old_enough() -> None:
    waiting = lanes()
    add(waiting, 5)
    assert ranges(waiting, now_s=0.9) == []
    assert ranges(waiting, now_s=1.0) == [(5, 6)]


@pytest.mark.parametrize("weight", [{"spans": 10}, {"size_bytes": 1000}])
def test_a_full_batch_is_due_at_once(weight: dict[str, int]) -> None:
    full = lanes()
    add(full, 5, **weight)
    assert ranges(full, now_s=0.0) == [(5, 6)]


def test_a_record_that_does_not_fit_opens_the_next_batch() -> None:
    two = lanes()
    add(two, 5, spans=6)
    add(two, 6, spans=6)
    (first,) = two.due(0.0)
    assert (first.start, first.end) == (5, 6)
    assert two.after(first, 0.0) is None
    two.drop(first)
    assert ranges(two, now_s=1.0) == [(6, 7)]


def test_a_record_above_the_limits_is_a_batch_of_its_own() -> None:
    big = lanes()
    add(big, 5)
    add(big, 6, size_bytes=5000)
    add(big, 7)
    (first,) = big.due(0.0)
    following = big.after(first, 0.0)
    assert following is not None
    assert (following.start, following.end) == (6, 7)


def test_a_planned_range_is_rebuilt_exactly_whatever_its_size_and_age() -> None:
    rebuilt = lanes(unfinished_end=8)
    for offset in (5, 6):
        add(rebuilt, offset, spans=30)
    assert ranges(rebuilt, now_s=100.0) == []
    add(rebuilt, 7, spans=30)
    add(rebuilt, 8)
    (batch,) = rebuilt.due(0.0)
    assert (batch.start, batch.end, batch.planned) == (5, 8, True)


def test_a_planned_range_whose_last_records_have_expired_ends_with_the_first_record_behind_it() -> None:
    rebuilt = lanes(unfinished_end=8)
    add(rebuilt, 5)
    add(rebuilt, 9)
    (batch,) = rebuilt.due(0.0)
    assert (batch.start, batch.end) == (5, 8)


def test_a_plan_behind_which_reading_already_stands_is_over() -> None:
    over = lanes(unfinished_end=5)
    add(over, 5)
    (batch,) = over.due(1.0)
    assert (batch.end, batch.planned) == (6, False)


def test_a_plan_survives_its_text() -> None:
    batch: Batch[str] = Batch(LANE, 0.0)
    batch.add(Position(5, 1, 1, "record"))
    assert planned_end(batch.plan) == 6


@pytest.mark.parametrize("text", [None, "", "v=2;end=7", "end=7", "v=1;end=x"])
def test_other_metadata_is_no_plan(text: str | None) -> None:
    assert planned_end(text) is None


def test_what_is_not_ours_any_more_is_not_written() -> None:
    lost = lanes()
    add(lost, 5)
    lost.forget(LANE)
    add(lost, 6)
    assert ranges(lost, now_s=9.0) == []
    assert lost.size_bytes == 0


def test_bytes_that_wait_are_counted_over_all_partitions() -> None:
    waiting = lanes()
    waiting.open(OTHER, None)
    add(waiting, 5, size_bytes=300)
    waiting.add(OTHER, Position(1, 1, 400, "record"), 0.0)
    assert waiting.size_bytes == 700
