"""Nanoseconds since the epoch ↔ UTC instants. PostgreSQL keeps microseconds."""

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def instant(unix_ns: int) -> datetime:
    """The UTC instant, to the microsecond."""
    return _EPOCH + timedelta(microseconds=unix_ns // 1_000)


def unix_ns(at: datetime) -> int:
    """Nanoseconds since the epoch of an aware instant, exact to the microsecond."""
    return (at - _EPOCH) // timedelta(microseconds=1) * 1_000
