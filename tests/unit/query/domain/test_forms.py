from decimal import Decimal

import pytest
from assay_query.domain.filters import MAX_RANGE_NS, Sort, SortKey, parse_sort, range_of
from assay_query.domain.forms import parse_time, plain_money, rfc3339, span_id_of, trace_id_of
from assay_query.errors import InvalidParameter, NotFound
from hypothesis import given, settings
from hypothesis import strategies as st


@settings(deadline=None)  # shared machines pause; what is judged is the result
@given(st.integers(0, 9_200_000_000 * 10**9))
def test_a_time_keeps_its_nanoseconds(ns: int) -> None:
    assert parse_time("from", rfc3339(ns)) == ns


@pytest.mark.parametrize(
    ("text", "ns"),
    [
        ("1970-01-01T00:00:01Z", 10**9),
        ("1970-01-01T02:00:01.5+02:00", 1_500_000_000),
        ("1970-01-01t00:00:00.000000001z", 1),
    ],
)
def test_times_are_read_in_every_rfc3339_form(text: str, ns: int) -> None:
    assert parse_time("from", text) == ns


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2026-01-01",
        "2026-13-01T00:00:00Z",
        "2026-01-01T00:00:00",
        "1969-01-01T00:00:00Z",
        "9999-01-01T00:00:00Z",
    ],
)
def test_other_times_are_refused_by_name(text: str) -> None:
    with pytest.raises(InvalidParameter, match=r"^to:"):
        parse_time("to", text)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0.001200000000", "0.0012"),
        ("1E+3", "1000"),
        ("0E-12", "0"),
        ("100", "100"),
        ("0.000000000001", "0.000000000001"),
        ("-1.50", "-1.5"),
    ],
)
def test_money_is_plain_text(amount: str, text: str) -> None:
    assert plain_money(Decimal(amount)) == text


def test_unknown_money_stays_unknown() -> None:
    assert plain_money(None) is None


@pytest.mark.parametrize("text", ["", "ab" * 15, "zz" * 16, "ab" * 16 + "\n"])
def test_a_malformed_trace_id_is_not_found(text: str) -> None:
    with pytest.raises(NotFound):
        trace_id_of(text)


def test_ids_are_lowered() -> None:
    assert (trace_id_of("AB" * 16), span_id_of("CD" * 8)) == ("ab" * 16, "cd" * 8)


def test_the_default_range_is_31_days_that_end_tomorrow() -> None:
    found = range_of(None, None, now_ns=10**18)
    assert found.to_ns - 10**18 == 24 * 3600 * 10**9
    assert found.to_ns - found.from_ns == MAX_RANGE_NS


@pytest.mark.parametrize(("start", "end"), [(5, 5), (6, 5), (0, MAX_RANGE_NS + 1)])
def test_an_empty_or_too_long_range_is_refused(start: int, end: int) -> None:
    with pytest.raises(InvalidParameter):
        range_of(start, end, now_ns=0)


def test_a_sort_falls_with_a_minus() -> None:
    assert (parse_sort("-cost"), parse_sort("tokens")) == (Sort(SortKey.COST, True), Sort(SortKey.TOKENS, False))


@pytest.mark.parametrize("text", ["", "-", "--cost", "name", "+cost"])
def test_another_sort_is_refused(text: str) -> None:
    with pytest.raises(InvalidParameter, match="start_time, duration_ms, cost, tokens"):
        parse_sort(text)
