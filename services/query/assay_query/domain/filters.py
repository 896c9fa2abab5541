"""What a caller may ask of the trace list, as values: filter, sort and range. Names are those of the API."""

import hashlib
from dataclasses import astuple, dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from assay_query.domain.forms import NS_PER_S
from assay_query.errors import InvalidParameter

DAY_NS: Final = 24 * 3600 * NS_PER_S
MAX_RANGE_NS: Final = 31 * DAY_NS


class SortKey(StrEnum):
    """What a list can be sorted by."""

    START_TIME = "start_time"
    DURATION = "duration_ms"
    COST = "cost"
    TOKENS = "tokens"


@dataclass(frozen=True)
class Sort:
    """Unknown values come last in both directions."""

    key: SortKey = SortKey.START_TIME
    descending: bool = True


@dataclass(frozen=True)
class Range:
    """Trace starts from `from_ns`, inclusive, to `to_ns`, exclusive."""

    from_ns: int
    to_ns: int


@dataclass(frozen=True)
class TraceFilter:
    """Values within one field are alternatives; the fields all must hold. Empty or None = no condition."""

    status: tuple[str, ...] = ()
    name: tuple[str, ...] = ()
    model: tuple[str, ...] = ()
    provider: tuple[str, ...] = ()
    user: tuple[str, ...] = ()
    session: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    release: tuple[str, ...] = ()
    service: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    q: str | None = None
    min_duration_ns: int | None = None
    max_duration_ns: int | None = None
    min_cost: Decimal | None = None
    max_cost: Decimal | None = None
    min_tokens: int | None = None
    max_tokens: int | None = None
    has_error: bool | None = None
    internal: bool = False
    updated_after_ns: int | None = None


def fingerprint(project_id: UUID, wanted: TraceFilter, sort: Sort) -> str:
    """A short hash of the question: a cursor continues only the list that made it."""
    question = repr((str(project_id), astuple(wanted), sort.key.value, sort.descending))
    return hashlib.sha256(question.encode()).hexdigest()[:16]


def parse_sort(text: str) -> Sort:
    """`cost` rises, `-cost` falls. Raises InvalidParameter."""
    try:
        return Sort(SortKey(text.removeprefix("-")), text.startswith("-"))
    except ValueError:
        names = ", ".join(SortKey)
        raise InvalidParameter("sort", f"must be one of {names}, with - in front for descending") from None


def range_of(from_ns: int | None, to_ns: int | None, now_ns: int) -> Range:
    """The range asked for; without an end it ends tomorrow, since clocks of senders may run ahead.

    Raises InvalidParameter when it is empty or longer than 31 days.
    """
    end = now_ns + DAY_NS if to_ns is None else to_ns
    start = end - MAX_RANGE_NS if from_ns is None else from_ns
    if start >= end:
        raise InvalidParameter("from", "must be before `to`")
    if end - start > MAX_RANGE_NS:
        raise InvalidParameter("from", "the range of a list is at most 31 days")
    return Range(start, end)
