"""Cuts an OTLP protobuf request into smaller ones by copying slices: nothing is parsed into objects or re-encoded."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from assay_ingest.domain.wire import TooMany, skip, varint

_TAG_1: Final = 0x0A
_TAG_2: Final = 0x12
_ENVELOPE_BYTES: Final = 11  # a tag and the longest length


def split_protobuf(body: bytes, cap_bytes: int) -> list[bytes]:
    """Requests of at most `cap_bytes` that together hold the same spans, in order.

    Each piece repeats the resource and scope that its spans belong to. `body` must have passed `wire.count`. Raises
    TooMany when a single span with its resource and scope is over the cap.
    """
    pieces, piece = [], _Piece(cap_bytes)
    for resource, scope, item in _items(body):
        if not piece.fits(resource, scope, item):
            pieces.append(piece.encode())
            piece = _Piece(cap_bytes)
            if not piece.fits(resource, scope, item):
                raise TooMany("bytes of a single span", len(item), cap_bytes)
        piece.add(resource, scope, item)
    if piece.size_bytes:
        pieces.append(piece.encode())
    return pieces


@dataclass
class _Piece:
    """One request in the making: runs of items that share resource and scope. Sizes are upper bounds."""

    cap_bytes: int
    size_bytes: int = 0
    groups: list[tuple[bytes, list[tuple[bytes, list[bytes]]]]] = field(default_factory=list)

    def fits(self, resource: bytes, scope: bytes, item: bytes) -> bool:
        return self.size_bytes + self._cost(resource, scope, item) <= self.cap_bytes

    def add(self, resource: bytes, scope: bytes, item: bytes) -> None:
        self.size_bytes += self._cost(resource, scope, item)
        if not self._is_open(resource):
            self.groups.append((resource, []))
        scopes = self.groups[-1][1]
        if not scopes or scopes[-1][0] is not scope:
            scopes.append((scope, []))
        scopes[-1][1].append(item)

    def encode(self) -> bytes:
        return b"".join(
            _field(_TAG_1, resource + b"".join(_field(_TAG_2, scope + b"".join(items)) for scope, items in scopes))
            for resource, scopes in self.groups
        )

    def _cost(self, resource: bytes, scope: bytes, item: bytes) -> int:
        if not self._is_open(resource):
            return len(item) + len(scope) + len(resource) + 2 * _ENVELOPE_BYTES
        if self.groups[-1][1][-1][0] is not scope:
            return len(item) + len(scope) + _ENVELOPE_BYTES
        return len(item)

    def _is_open(self, resource: bytes) -> bool:
        """Groups are told apart by object: two equal resources stay two groups."""
        return bool(self.groups) and self.groups[-1][0] is resource


def _items(body: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Each span with the bytes of its resource group and scope group that are not spans."""
    for group in _slices(body, _TAG_1):
        resource, scopes = _parted(_content(group), _TAG_2)
        for scope_field in scopes:
            scope, items = _parted(_content(scope_field), _TAG_2)
            for item in items:
                yield resource, scope, item


def _parted(message: bytes, tag: int) -> tuple[bytes, list[bytes]]:
    """A message's other fields, joined, and its fields with this tag, each with tag and length."""
    others, wanted, position = bytearray(), [], 0
    while position < len(message):
        end = skip(message, position)
        if message[position] == tag:
            wanted.append(message[position:end])
        else:
            others += message[position:end]
        position = end
    return bytes(others), wanted


def _slices(message: bytes, tag: int) -> list[bytes]:
    return _parted(message, tag)[1]


def _content(whole_field: bytes) -> bytes:
    return whole_field[varint(whole_field, 1)[1] :]


def _field(tag: int, content: bytes) -> bytes:
    size, encoded = len(content), bytearray([tag])
    while size >= 0x80:
        encoded.append(size & 0x7F | 0x80)
        size >>= 7
    encoded.append(size)
    return bytes(encoded) + content
