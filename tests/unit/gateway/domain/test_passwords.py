"""Password rules and slow-down."""

from datetime import UTC, datetime, timedelta

import pytest
from assay_gateway.domain.common_passwords import COMMON_PASSWORDS
from assay_gateway.domain.passwords import (
    Failures,
    check_new_password,
    normalise_email,
    wait_before_try,
    with_one_more,
)
from assay_gateway.errors import PasswordRefused

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def after(count: int, *, since: timedelta = timedelta(0), last: timedelta = timedelta(0)) -> Failures:
    return Failures(count, first_at=NOW - since, last_at=NOW - last)


@pytest.mark.parametrize(
    "password",
    ["elevenchars", "x" * 128 + "y", "Password1234", "aaaaaaaaaaaaaaaa", "abababababab"],
    ids=["short", "long", "common in capitals", "one letter", "two letters"],
)
def test_a_weak_password_is_refused(password: str) -> None:
    with pytest.raises(PasswordRefused):
        check_new_password(password, COMMON_PASSWORDS)


@pytest.mark.parametrize("password", ["twelve chars", "x7" * 62 + "yzab", "ünïcödé wörds"])
def test_length_counts_characters_and_any_are_welcome(password: str) -> None:
    check_new_password(password, COMMON_PASSWORDS)


def test_the_common_list_holds_only_passwords_that_length_alone_would_let_pass() -> None:
    assert all(len(password) >= 12 and password == password.lower() for password in COMMON_PASSWORDS)


def test_four_failures_cost_nothing_and_the_fifth_slows_down() -> None:
    assert wait_before_try(after(4), NOW) is None
    assert wait_before_try(after(5), NOW) == timedelta(minutes=1)


def test_one_try_a_minute_is_left() -> None:
    assert wait_before_try(after(9, last=timedelta(seconds=59)), NOW) == timedelta(seconds=1)
    assert wait_before_try(after(9, last=timedelta(seconds=60)), NOW) is None


def test_failures_are_forgotten_with_their_window() -> None:
    old = after(9, since=timedelta(minutes=15))
    assert wait_before_try(old, NOW) is None
    assert with_one_more(old, NOW) == Failures(1, NOW, NOW)


def test_failures_add_up_inside_the_window() -> None:
    assert with_one_more(after(2, since=timedelta(minutes=3)), NOW) == Failures(3, NOW - timedelta(minutes=3), NOW)


def test_an_email_has_one_spelling() -> None:
    assert normalise_email(" Alice@Example.COM ") == "alice@example.com"
