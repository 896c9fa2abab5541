"""Reads OTLP wire bytes as stored: KeyValue, Event, Link, Resource and InstrumentationScope into plain JSON values.

Layouts: opentelemetry-proto `common.proto`, `trace.proto`, `resource.proto`; JSON forms: architecture.md §6 and §7
(64-bit integers beyond 2^53 as text, NaN and infinities as text, bytes as base64). A value that cannot be read becomes
base64 of its bytes: content is shown, never dropped.
"""

import base64
import math
import struct
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from assay_query.domain.forms import rfc3339

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Field = tuple[int, int | bytes]
MAX_DEPTH: Final = 32
SAFE_INTEGER: Final = 1 << 53


class _Malformed(Exception):
    """These bytes are not the message they should be."""


@dataclass(frozen=True)
class Event:
    """A span event."""

    name: str
    time: str
    attributes: dict[str, Json]


@dataclass(frozen=True)
class Link:
    """A span link; ids in hex."""

    trace_id: str
    span_id: str
    trace_state: str
    attributes: dict[str, Json]


@dataclass(frozen=True)
class Scope:
    """An instrumentation scope."""

    name: str = ""
    version: str = ""
    attributes: dict[str, Json] = field(default_factory=dict)


def attributes_of(key_values: Iterable[bytes]) -> dict[str, Json]:
    """Attributes from KeyValue bytes, in order; of a repeated key the last value wins."""
    found: dict[str, Json] = {}
    for raw in key_values:
        try:
            key, value = _key_value(raw, MAX_DEPTH)
        except _Malformed:
            key, value = "assay.malformed", _base64(raw)
        found[key] = value
    return found


def event_of(raw: bytes) -> Event:
    """A Span.Event: 1 time, 2 name, 3 attributes."""
    fields = _known_fields(raw)
    time_ns = next((value for number, value in fields if number == 1 and isinstance(value, int)), 0)
    return Event(_text_field(fields, 2), rfc3339(time_ns), attributes_of(_messages(fields, 3)))


def link_of(raw: bytes) -> Link:
    """A Span.Link: 1 trace id, 2 span id, 3 trace state, 4 attributes."""
    fields = _known_fields(raw)
    ids = {number: value.hex() for number, value in fields if isinstance(value, bytes) and number in (1, 2)}
    return Link(ids.get(1, ""), ids.get(2, ""), _text_field(fields, 3), attributes_of(_messages(fields, 4)))


def resource_of(raw: bytes) -> dict[str, Json]:
    """The attributes of a Resource."""
    return attributes_of(_messages(_known_fields(raw), 1))


def scope_of(raw: bytes) -> Scope:
    """An InstrumentationScope: 1 name, 2 version, 3 attributes."""
    fields = _known_fields(raw)
    return Scope(_text_field(fields, 1), _text_field(fields, 2), attributes_of(_messages(fields, 3)))


def _key_value(raw: bytes, depth: int) -> tuple[str, Json]:
    key, value = "", None
    for number, content in _fields(raw):
        if not isinstance(content, bytes):
            continue
        if number == 1:
            key = _text(content)
        elif number == 2:
            value = _any_value(content, depth)
    return key, value


def _any_value(raw: bytes, depth: int) -> Json:
    """An AnyValue: 1 text, 2 bool, 3 int, 4 double, 5 array, 6 key-value list, 7 bytes; none set is null."""
    if depth == 0:
        return _base64(raw)
    value: Json = None
    for number, content in _fields(raw):
        match number, content:
            case 1, bytes():
                value = _text(content)
            case 2, int():
                value = bool(content)
            case 3, int():
                value = _integer(content)
            case 4, int():
                value = _double(content)
            case 5, bytes():
                value = [_any_value(item, depth - 1) for item in _messages(list(_fields(content)), 1)]
            case 6, bytes():
                value = dict(_key_value(item, depth - 1) for item in _messages(list(_fields(content)), 1))
            case 7, bytes():
                value = _base64(content)
            case _:
                pass  # a field of a newer schema
    return value


def _integer(unsigned: int) -> int | str:
    signed = unsigned - (1 << 64) if unsigned >= 1 << 63 else unsigned
    return signed if abs(signed) <= SAFE_INTEGER else str(signed)


def _double(bits: int) -> float | str:
    (value,) = struct.unpack("<d", bits.to_bytes(8, "little"))
    if math.isfinite(value):
        return float(value)
    return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _text(raw: bytes) -> str:
    return raw.decode(errors="replace")


def _text_field(fields: list[Field], wanted: int) -> str:
    return next((_text(value) for number, value in fields if number == wanted and isinstance(value, bytes)), "")


def _messages(fields: list[Field], wanted: int) -> Iterator[bytes]:
    return (value for number, value in fields if number == wanted and isinstance(value, bytes))


def _known_fields(raw: bytes) -> list[Field]:
    """The fields up to the first unreadable one."""
    found: list[Field] = []
    with suppress(_Malformed):
        found.extend(_fields(raw))
    return found


def _fields(raw: bytes) -> Iterator[Field]:
    """(field number, value): varints and fixed widths as unsigned integers, length-delimited ones as bytes."""
    at, end = 0, len(raw)
    while at < end:
        tag, at = _varint(raw, at)
        number, wire_type = tag >> 3, tag & 7
        if wire_type == 0:
            value, at = _varint(raw, at)
            yield number, value
            continue
        if wire_type == 2:
            width, at = _varint(raw, at)
        elif wire_type in (1, 5):
            width = 8 if wire_type == 1 else 4
        else:
            raise _Malformed
        if at + width > end:
            raise _Malformed
        content = raw[at : at + width]
        yield number, content if wire_type == 2 else int.from_bytes(content, "little")
        at += width


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(raw) or shift > 63:
            raise _Malformed
        byte = raw[at]
        value |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:
            return value & ((1 << 64) - 1), at
        shift += 7
