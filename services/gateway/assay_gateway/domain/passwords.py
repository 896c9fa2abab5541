"""Rules for passwords and for repeated wrong ones."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from assay_gateway.errors import PasswordRefused

MIN_LENGTH: Final = 12
MAX_LENGTH: Final = 128
FREE_FAILURES: Final = 5
FAILURE_WINDOW: Final = timedelta(minutes=15)
SLOW_INTERVAL: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class Failures:
    """Failed tries of one account in the running window."""

    count: int
    first_at: datetime
    last_at: datetime


def normalise_email(email: str) -> str:
    """One spelling for one account."""
    return email.strip().lower()


def check_new_password(password: str, common: frozenset[str]) -> None:
    """Raises PasswordRefused with the rule that is broken. `common` holds lower-case passwords."""
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise PasswordRefused(f"A password has {MIN_LENGTH} to {MAX_LENGTH} characters.")
    if password.lower() in common or len(set(password)) < 4:
        raise PasswordRefused("This password is among the first that somebody would guess.")


def wait_before_try(failures: Failures | None, now: datetime) -> timedelta | None:
    """How long this account must wait, or None. Five failures in 15 min are free, then one try a minute is."""
    if failures is None or failures.count < FREE_FAILURES or now - failures.first_at >= FAILURE_WINDOW:
        return None
    wait = failures.last_at + SLOW_INTERVAL - now
    return wait if wait > timedelta(0) else None


def with_one_more(failures: Failures | None, now: datetime) -> Failures:
    """The account's failures after another one; an old window is forgotten."""
    if failures is None or now - failures.first_at >= FAILURE_WINDOW:
        return Failures(1, first_at=now, last_at=now)
    return Failures(failures.count + 1, failures.first_at, last_at=now)
