"""Blocks of data in their two framings: the engine's Native format and the wire.

The bytes of a column are the same in both; only the headers around them differ. So a block is re-framed and no value is
ever decoded: what the engine wrote is what the client reads.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from assay_local.clickhouse.columns import skip_column
from assay_local.clickhouse.failures import NotInStandIn
from assay_local.clickhouse.packing import pack_blob, pack_text, pack_varint
from assay_local.clickhouse.window import Window

CUSTOM_SERIALIZATION: Final = 54454
"""From this revision on, each column of a wire block says in one byte whether it is written in an unusual way."""

_NO_OVERFLOW_NO_BUCKET: Final = b"\x01\x00\x02\xff\xff\xff\xff\x00"
"""BlockInfo: field 1 is_overflows = 0, field 2 bucket_num = -1, end."""


class Column(NamedTuple):
    name: bytes
    type_text: str
    values: bytes


@dataclass(frozen=True)
class Block:
    rows: int
    columns: tuple[Column, ...]

    def header(self) -> "Block":
        """The same columns without a row: what a client is told before any data."""
        return Block(0, tuple(Column(name, type_text, b"") for name, type_text, _ in self.columns))

    def to_native(self) -> bytes:
        return b"".join(self._framed(b""))

    def to_wire(self, revision: int) -> Iterator[bytes]:
        """In pieces, so that the packet around them is the only copy of a large block."""
        yield _NO_OVERFLOW_NO_BUCKET
        yield from self._framed(b"\x00" if revision >= CUSTOM_SERIALIZATION else b"")

    def _framed(self, before_values: bytes) -> Iterator[bytes]:
        yield pack_varint(len(self.columns)) + pack_varint(self.rows)
        for name, type_text, values in self.columns:
            yield pack_blob(name) + pack_text(type_text) + before_values
            yield values


EMPTY: Final = Block(0, ())


def read_native(window: Window) -> Iterator[Block]:
    """The blocks of a Native stream, one at a time, until it ends. Raises NotInStandIn for a type of unknown length."""
    while not window.at_end():
        yield _read_columns(window, flagged=False)


def read_wire(window: Window, revision: int) -> Block:
    """One block as a client sends it. Raises NotInStandIn when a column is written in an unusual (sparse) way."""
    while field := window.varint():
        window.skip(1 if field == 1 else 4)
    return _read_columns(window, flagged=revision >= CUSTOM_SERIALIZATION)


def _read_columns(window: Window, *, flagged: bool) -> Block:
    count, rows = window.varint(), window.varint()
    return Block(rows, tuple(_read_column(window, rows, flagged) for _ in range(count)))


def _read_column(window: Window, rows: int, flagged: bool) -> Column:
    name, type_text = window.blob(), window.text()
    if flagged and window.uint8():
        raise NotInStandIn("A column in sparse or other custom serialization")
    window.keep()
    skip_column(window, type_text, rows)
    return Column(name, type_text, window.kept())
