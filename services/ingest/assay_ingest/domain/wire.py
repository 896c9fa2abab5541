"""A hop over tags and lengths of an OTLP protobuf request: counts what a parser would build, and builds nothing.

Traces and logs nest alike: request -> 1: resource group -> 2: scope group -> 2: span or log record. Field numbers are
those of opentelemetry-proto 1.x. Encoding: protobuf.dev/programming-guides/encoding.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

_LEN: Final = 2
_FIXED: Final = {1: 8, 5: 4}  # bytes, by wire type
_TAG_1: Final = 0x0A
_TAG_2: Final = 0x12
_MAX_VARINT_BYTES: Final = 10

Layout = Mapping[int, "Layout"]
"""Which fields of a message are counted, by tag byte, and what is counted inside them."""

_ATTRIBUTES_ONLY: Final[Layout] = {}
RESOURCE: Final[Layout] = {0x0A: _ATTRIBUTES_ONLY}
SCOPE: Final[Layout] = {0x1A: _ATTRIBUTES_ONLY}
SPAN: Final[Layout] = {0x4A: _ATTRIBUTES_ONLY, 0x5A: {0x1A: _ATTRIBUTES_ONLY}, 0x6A: {0x22: _ATTRIBUTES_ONLY}}
LOG_RECORD: Final[Layout] = {0x32: _ATTRIBUTES_ONLY}


class WireError(ValueError):
    """The bytes are not a protobuf message. `at` is the offset where reading stopped."""

    def __init__(self, at: int) -> None:
        super().__init__(f"not a protobuf message at byte {at}")
        self.at = at


class TooMany(Exception):
    """Counting stopped at a limit: there are at least `seen` of `what`."""

    def __init__(self, what: str, seen: int, limit: int) -> None:
        super().__init__(what)
        self.what, self.seen, self.limit = what, seen, limit


@dataclass(frozen=True)
class CountLimits:
    """Per request. `elements`: attributes, events and links together. `skipped`: other fields; they cost our time."""

    resource_groups: int = 1_000
    scope_groups: int = 5_000
    items: int = 50_000
    elements: int = 1_000_000
    skipped: int = 2_000_000


@dataclass(frozen=True)
class Counts:
    """`items` are spans or log records; `elements` is 0 when the body is too small to hold too many."""

    resource_groups: int
    scope_groups: int
    items: int
    elements: int


def count(body: bytes, item: Layout, limits: CountLimits) -> Counts:
    """Count up to the first limit. `item` is SPAN or LOG_RECORD. Raises WireError or TooMany."""
    counter = _Counter(body, item, limits)
    try:
        return counter.request()
    except IndexError as cause:
        raise WireError(len(body)) from cause


class _Counter:
    """One pass over one request. Positions are absolute offsets; every message ends exactly where its length says."""

    def __init__(self, body: bytes, item: Layout, limits: CountLimits) -> None:
        self._body = body
        self._item = item
        self._limits = limits
        # An element takes two bytes at least, so a smaller body cannot break the limit and is not searched for them.
        self._counts_elements = len(body) >= 2 * limits.elements
        self._resources = 0
        self._scopes = 0
        self._items = 0
        self._elements = 0
        self._skipped = 0

    def request(self) -> Counts:
        for tag, start, end in self._fields(0, len(self._body)):
            if tag == _TAG_1:
                self._resources += 1
                self._hold("resource groups", self._resources, self._limits.resource_groups)
                self._resource_group(start, end)
        return Counts(self._resources, self._scopes, self._items, self._elements)

    def _resource_group(self, start: int, end: int) -> None:
        for tag, inner_start, inner_end in self._fields(start, end):
            if tag == _TAG_2:
                self._scopes += 1
                self._hold("scope groups", self._scopes, self._limits.scope_groups)
                self._scope_group(inner_start, inner_end)
            elif tag == _TAG_1 and self._counts_elements:
                self._count_elements(inner_start, inner_end, RESOURCE)

    def _scope_group(self, start: int, end: int) -> None:
        if not self._counts_elements:
            self._hop(start, end)
            return
        for tag, inner_start, inner_end in self._fields(start, end):
            if tag == _TAG_2:
                self._items += 1
                self._hold("spans or log records", self._items, self._limits.items)
                self._count_elements(inner_start, inner_end, self._item)
            elif tag == _TAG_1:
                self._count_elements(inner_start, inner_end, SCOPE)

    def _fields(self, pos: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Tag, start and end of each field 1 and 2 of a message; the others are skipped."""
        body = self._body
        while pos < end:
            tag = body[pos]
            if tag not in (_TAG_1, _TAG_2):
                pos = self._skip(pos)
                continue
            size, pos = varint(body, pos + 1)
            yield tag, pos, pos + size
            pos += size
        if pos != end:
            raise WireError(end)

    def _hop(self, pos: int, end: int) -> None:
        """The hot loop: 0.1 to 0.2 us a span, written out because a generator doubles that."""
        body, items, limit = self._body, self._items, self._limits.items
        while pos < end:
            if body[pos] != _TAG_2:
                pos = self._skip(pos)
                continue
            size = body[pos + 1]
            pos += 2
            if size >= 0x80:
                size, pos = varint(body, pos - 1)
            pos += size
            items += 1
            if items > limit:
                raise TooMany("spans or log records", items, limit)
        if pos != end:
            raise WireError(end)
        self._items = items

    def _count_elements(self, pos: int, end: int, layout: Layout) -> None:
        body = self._body
        while pos < end:
            inner = layout.get(body[pos])
            if inner is None:
                pos = self._skip(pos)
                continue
            size = body[pos + 1]
            pos += 2
            if size >= 0x80:
                size, pos = varint(body, pos - 1)
            self._elements += 1
            if self._elements > self._limits.elements:
                raise TooMany("attributes, events and links", self._elements, self._limits.elements)
            if inner:
                self._count_elements(pos, pos + size, inner)
            pos += size
        if pos != end:
            raise WireError(end)

    def _skip(self, pos: int) -> int:
        self._skipped += 1
        if self._skipped > self._limits.skipped:
            raise TooMany("fields", self._skipped, self._limits.skipped)
        return skip(self._body, pos)

    @staticmethod
    def _hold(what: str, seen: int, limit: int) -> None:
        if seen > limit:
            raise TooMany(what, seen, limit)


def skip(body: bytes, pos: int) -> int:
    """The offset behind the field at `pos`. Raises WireError or, at the end of the body, IndexError.

    Refused though a parser would take it: groups (wire types 3 and 4), which proto3 never had, and small field numbers
    written with more bytes than they need, which would hide a field from the count.
    """
    start = pos
    tag, pos = varint(body, pos)
    if tag < 8 or (tag < 0x80 and pos - start > 1):
        raise WireError(start)
    kind = tag & 7
    if kind == _LEN:
        size, pos = varint(body, pos)
        end = pos + size
    elif kind == 0:
        end = pos + 1 if body[pos] < 0x80 else varint(body, pos)[1]
    elif kind in _FIXED:
        end = pos + _FIXED[kind]
    else:
        raise WireError(pos)
    return end


def varint(body: bytes, pos: int) -> tuple[int, int]:
    """The base-128 number at `pos` and the offset behind it."""
    byte = body[pos]
    if byte < 0x80:
        return byte, pos + 1
    value = byte & 0x7F
    for index in range(1, _MAX_VARINT_BYTES):
        byte = body[pos + index]
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return value, pos + index + 1
    raise WireError(pos)
