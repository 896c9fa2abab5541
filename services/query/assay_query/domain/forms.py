"""How times, durations, money and ids are written for people and parsed from them. Nanoseconds inside, text outside."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final

from assay_query.errors import InvalidParameter, NotFound

NS_PER_S: Final = 1_000_000_000
_RFC3339: Final = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)")
_MIN_NS: Final = 0
_MAX_NS: Final = 9_214_646_400 * NS_PER_S  # 2262: the end of DateTime64(9)


def rfc3339(ns: int) -> str:
    """A UTC time with nine fractional digits, from nanoseconds since the epoch."""
    seconds, rest = divmod(ns, NS_PER_S)
    return f"{_whole_second(seconds)}.{rest:09d}Z"


@lru_cache(maxsize=4096)
def _whole_second(seconds: int) -> str:
    """The spans of a trace share their seconds."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}"


def parse_time(name: str, text: str) -> int:
    """Nanoseconds since the epoch from RFC 3339 text. Raises InvalidParameter(name)."""
    match = _RFC3339.fullmatch(text.strip())
    if match is None:
        raise InvalidParameter(name, "must be an RFC 3339 time such as 2026-03-02T10:00:00Z")
    day, clock, fraction, zone = match.groups()
    try:
        whole = datetime.fromisoformat(f"{day}T{clock}{'+00:00' if zone in 'Zz' else zone}")
    except ValueError:
        raise InvalidParameter(name, "is not a date and time of the calendar") from None
    ns = int(whole.timestamp()) * NS_PER_S + int((fraction or "0").ljust(9, "0"))
    if not _MIN_NS <= ns <= _MAX_NS:
        raise InvalidParameter(name, "must lie between 1970 and 2261")
    return ns


def milliseconds(ns: int) -> float:
    """Nanoseconds as milliseconds; six decimals say it exactly."""
    return ns / 1_000_000


def plain_money(amount: Decimal | None) -> str | None:
    """US dollars as plain decimal text: no exponent, no trailing zeros; None stays unknown."""
    if amount is None:
        return None
    text = f"{amount:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def trace_id_of(text: str) -> str:
    """A trace id in lower case. A malformed one is simply not there: NotFound."""
    return _hex_id(text, 32, "trace")


def span_id_of(text: str) -> str:
    """A span id in lower case. A malformed one is simply not there: NotFound."""
    return _hex_id(text, 16, "span")


def _hex_id(text: str, digits: int, what: str) -> str:
    if not re.fullmatch(rf"[0-9a-fA-F]{{{digits}}}", text):
        raise NotFound(what)
    return text.lower()
