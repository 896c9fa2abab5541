"""A span as it arrived: decoded from the wire, not yet understood. Values only."""

from dataclasses import dataclass, field
from typing import Final, TypeAlias
from uuid import UUID

from assay_ingest.domain.cut import Cut

Value: TypeAlias = "str | bool | int | float | bytes | list[Value] | dict[str, Value] | None"
"""An OTLP AnyValue. Texts are valid Unicode; what was not is U+FFFD here and intact in the wire bytes."""
Attributes: TypeAlias = dict[str, Value]
"""By key, the last of equal keys wins."""

NO_SPAN_ID: Final = bytes(8)
FILTER_BYTES: Final = 1024
"""Longer values are found by text search, not by filters."""


@dataclass(slots=True)
class Resource:
    """Who sent it. `raw` are the wire bytes of the Resource message."""

    raw: bytes = b""
    attributes: Attributes = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    """The attributes as filters see them."""


@dataclass(slots=True)
class Scope:
    """The instrumentation library. `raw` are the wire bytes of the InstrumentationScope message."""

    raw: bytes = b""
    name: str = ""
    version: str = ""


@dataclass(slots=True)
class Event:
    """A span event that the mapping reads; the others stay wire bytes."""

    name: str
    time_ns: int
    attributes: Attributes


@dataclass(slots=True)
class Origin:
    """Where a span came from: its record and position. Everything that a row says about time comes from here."""

    project_id: UUID
    topic: str
    partition: int
    offset: int
    received_at_ns: int
    ingest_id: UUID
    retention_days: int
    trusted: bool
    """Whether the record may set `assay.internal`."""


@dataclass(slots=True)
class Span:
    """A valid span. `raw_*` are wire bytes in the sender's order, duplicates included; ids are 16 and 8 bytes.

    `status_code` and `otlp_kind` are OTLP's numbers within their enums. `raw_extra` holds what no column can.
    """

    origin: Origin
    resource: Resource
    scope: Scope
    trace_id: bytes
    span_id: bytes
    parent_span_id: bytes
    name: str
    otlp_kind: int
    start_ns: int
    end_ns: int
    status_code: int
    status_message: str
    trace_state: str
    flags: int
    attributes: Attributes
    raw_attributes: list[tuple[str, bytes]]
    raw_events: list[bytes]
    raw_links: list[bytes]
    exception: Event | None
    dropped_attributes: int
    dropped_events: int
    dropped_links: int
    truncated: dict[str, Cut]
    """Attributes that were longer than a value may be."""
    warnings: list[str]
    raw_extra: dict[str, str]

    @property
    def is_root(self) -> bool:
        return self.parent_span_id == NO_SPAN_ID

    @property
    def duration_ns(self) -> int:
        return self.end_ns - self.start_ns


def filter_texts(attributes: Attributes) -> dict[str, str]:
    """The short texts and flags among the attributes."""
    found: dict[str, str] = {}
    for key, value in attributes.items():
        if isinstance(value, str):
            if len(value) <= FILTER_BYTES and (value.isascii() or len(value.encode()) <= FILTER_BYTES):
                found[key] = value
        elif isinstance(value, bool):
            found[key] = "true" if value else "false"
    return found


def filter_numbers(attributes: Attributes) -> dict[str, float]:
    """The numbers among the attributes, as the filters compare them."""
    return {
        key: float(value)
        for key, value in attributes.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
