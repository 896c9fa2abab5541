from itertools import pairwise

from assay_query.domain.filters import Range
from assay_query.domain.windows import widening
from hypothesis import given, settings
from hypothesis import strategies as st

HOUR = 3600 * 10**9
NOW = 1_700_000_000 * 10**9


@settings(deadline=None)  # shared machines pause; what is judged is the result
@given(st.integers(-40 * 24, 24), st.integers(1, 40 * 24))
def test_the_windows_adjoin_and_together_are_the_range(end_hours: int, length_hours: int) -> None:
    whole = Range(NOW + (end_hours - length_hours) * HOUR, NOW + end_hours * HOUR)
    windows = list(widening(whole, NOW))
    assert windows[0].to_ns == whole.to_ns
    assert windows[-1].from_ns == whole.from_ns
    assert all(older.to_ns == newer.from_ns for newer, older in pairwise(windows))
    assert all(window.from_ns < window.to_ns for window in windows)


def test_the_first_window_is_the_newest_hour_and_what_clocks_run_ahead() -> None:
    first, second, *_ = widening(Range(NOW - 720 * HOUR, NOW + 24 * HOUR), NOW)
    assert first == Range(NOW - HOUR, NOW + 24 * HOUR)
    assert second == Range(NOW - 6 * HOUR, NOW - HOUR)


def test_an_old_range_widens_from_its_own_end() -> None:
    first = next(widening(Range(NOW - 100 * HOUR, NOW - 50 * HOUR), NOW))
    assert first == Range(NOW - 51 * HOUR, NOW - 50 * HOUR)
