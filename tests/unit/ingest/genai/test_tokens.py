"""Token counts in their one stored form: input with its cache, output with its reasoning."""

import pytest
from assay_ingest.domain.genai.model import Usage
from assay_ingest.domain.genai.tokens import canonical, usage
from assay_ingest.domain.span import Value
from hypothesis import given
from hypothesis import strategies as st

COUNTS = st.integers(0, 10**6)


def main(found: Usage) -> tuple[int | None, int | None, int | None]:
    return found.input, found.output, found.total


@pytest.mark.parametrize(
    ("reported", "expected"),
    [
        ({"input": 100, "output": 5}, (100, 5, 105)),
        ({"input": 100, "output": 5, "cache_read": 80}, (100, 5, 105)),
        ({"input": 20, "output": 5, "cache_read": 80}, (100, 5, 105)),  # cannot include what is larger
        ({"input": 90, "output": 5, "cache_read": 60, "cache_write": 20, "total": 175}, (170, 5, 175)),
        ({"input": 90, "output": 5, "cache_read": 60, "total": 95}, (90, 5, 95)),
        ({"input": 10, "output": 5, "reasoning": 20}, (10, 25, 35)),
        ({"input": 10, "output": 50, "reasoning": 20, "total": 80}, (10, 70, 80)),
        ({"input": 10, "output": 50, "reasoning": 20, "total": 60}, (10, 50, 60)),
        ({"input": 10, "output": 50, "total": 99}, (10, 50, 60)),  # a gap in the total is nobody's output
        ({"total": 42}, (None, None, 42)),
        ({"input": 8}, (8, None, 8)),
        ({"input": 0, "output": 0}, (0, 0, 0)),
        ({}, (None, None, None)),
    ],
)
def test_what_the_sender_meant_is_told_from_its_numbers(
    reported: dict[str, int], expected: tuple[int | None, int | None, int | None]
) -> None:
    assert main(canonical(reported)) == expected


def test_parts_of_zero_are_dropped_and_a_known_zero_is_kept() -> None:
    found = canonical({"input": 0, "output": 3, "cache_read": 0, "reasoning": 0, "input_audio": 0})
    assert (found.input, found.cache_read, found.reasoning, found.extra) == (0, None, None, {})


@given(st.dictionaries(st.sampled_from(["input", "output", "total", "cache_read", "cache_write", "reasoning"]), COUNTS))
def test_parts_never_exceed_their_whole(reported: dict[str, int]) -> None:
    found = canonical(reported)
    assert (found.cache_read or 0) + (found.cache_write or 0) <= (found.input or 0)
    assert (found.reasoning or 0) <= (found.output or 0)


def test_the_first_present_alias_wins_and_is_never_added_to_another() -> None:
    sent: dict[str, Value] = {
        "gen_ai.usage.cache_creation.input_tokens": 7,
        "gen_ai.usage.cache_write.input_tokens": 5,
        "gen_ai.usage.input_tokens": "100",
        "gen_ai.usage.output_tokens": 1,
        "gen_ai.usage.strange_tokens": 9,
    }
    found, winners = usage(sent)
    assert (found.input, found.cache_write, found.total) == (100, 5, 101)
    assert "usage.cache_write=gen_ai.usage.cache_write.input_tokens" in winners


@pytest.mark.parametrize("value", [-1, 1.5, "many", None, True, 2**40, [1], float("nan")])
def test_what_is_no_count_leaves_its_bucket_empty(value: Value) -> None:
    found, _ = usage({"gen_ai.usage.input_tokens": value, "gen_ai.usage.output_tokens": 3})
    assert main(found) == (None, 3, 3)


def test_sums_stay_within_their_columns() -> None:
    most = 2**32 - 1
    assert main(canonical({"input": most, "output": most, "reasoning": most})) == (most, most, most)
