"""Columns are passed over by the rule of their type, whatever pieces their bytes arrive in."""

import struct
from collections.abc import Iterator

import pytest
from assay_local.clickhouse.blocks import Block, Column, read_native, read_wire
from assay_local.clickhouse.columns import skip_column
from assay_local.clickhouse.failures import NotInStandIn
from assay_local.clickhouse.packing import pack_blob, pack_varint
from assay_local.clickhouse.window import Window, filled_from


def u64(*values: int) -> bytes:
    return struct.pack(f"<{len(values)}Q", *values)


def strings(*values: bytes) -> bytes:
    return b"".join(map(pack_blob, values))


LONG = strings(b"x" * 30_000, b"", b"y" * 100)
LOW = u64(1) + u64(1 << 9 | 1 << 10, 2) + strings(b"", b"a") + u64(3) + b"\1\0\1"
LOW_WIDE = u64(1) + u64(1 << 9 | 1 << 10 | 1, 1) + strings(b"a") + u64(3) + b"\0" * 6

LAYOUTS = [
    ("UInt8", b"\1\2\3"),
    ("UUID", bytes(48)),
    ("DateTime64(9, 'UTC')", bytes(24)),
    ("FixedString(5)", bytes(15)),
    ("Enum8('a, (b)' = 1, 'c\\'' = 2)", b"\1\2\1"),
    ("Decimal(9, 2)", bytes(12)),
    ("Decimal(18, 12)", bytes(24)),
    ("Decimal(38, 1)", bytes(48)),
    ("IntervalDay", bytes(24)),
    ("String", LONG),
    ("Nullable(String)", b"\0\1\0" + LONG),
    ("Array(UInt16)", u64(2, 2, 3) + bytes(6)),
    ("Array(String)", u64(0, 3, 3) + LONG),
    ("Array(Array(UInt8))", u64(1, 1, 2) + u64(2, 4) + bytes(4)),
    ("Array(LowCardinality(String))", u64(1) + u64(0, 3, 3) + LOW[8:]),
    ("Array(LowCardinality(String))", u64(1) + u64(0, 0, 0)),
    ("Tuple(a UInt8, `b c` String)", bytes(3) + LONG),
    ("Map(String, UInt8)", u64(1, 3, 3) + LONG + bytes(3)),
    ("Map(LowCardinality(String), Tuple(UInt64, FixedString(4)))", u64(1) + u64(1, 3, 3) + LOW[8:] + bytes(24 + 12)),
    ("LowCardinality(String)", LOW),
    ("LowCardinality(Nullable(String))", LOW),
    ("LowCardinality(String)", LOW_WIDE),
    ("SimpleAggregateFunction(max, DateTime64(9, 'UTC'))", bytes(24)),
    ("Nested(a UInt8, b String)", u64(1, 3, 3) + bytes(3) + LONG),
    ("Polygon", u64(0, 1, 1) + u64(2) + bytes(32)),
    ("Tuple()", bytes(3)),
]
"""Three rows of a type, as the engine lays them out."""


def pieces(data: bytes, size: int) -> Window:
    parts = iter([data[at : at + size] for at in range(0, len(data), size)] + [b""] * 3)
    return Window(filled_from(parts.__next__))


@pytest.mark.parametrize("size", [7, 1000, 1 << 30])
@pytest.mark.parametrize(("type_text", "layout"), LAYOUTS)
def test_a_column_ends_where_its_type_says(type_text: str, layout: bytes, size: int) -> None:
    window = pieces(layout + b"next", size)
    window.keep()
    skip_column(window, type_text, 3)
    assert window.kept() == layout
    assert window.read(4) == b"next"


def blocks() -> Iterator[Block]:
    yield Block(3, tuple(Column(b"c%d" % at, kind, data) for at, (kind, data) in enumerate(LAYOUTS)))
    yield Block(0, (Column(b"a", "LowCardinality(String)", b""),))


@pytest.mark.parametrize("revision", [54429, 54454, 54459])
def test_a_block_is_the_same_after_each_framing(revision: int) -> None:
    for block in blocks():
        assert list(read_native(pieces(block.to_native(), 10_007))) == [block]
        assert read_wire(pieces(b"".join(block.to_wire(revision)), 10_007), revision) == block


def test_blocks_follow_each_other_in_one_stream() -> None:
    first, second = blocks()
    stream = first.to_native() + second.to_native() + first.to_native()
    assert list(read_native(pieces(stream, 12_345))) == [first, second, first]


def test_a_header_has_the_columns_and_no_row() -> None:
    first, _ = blocks()
    assert first.header().rows == 0
    assert [column[:2] for column in first.header().columns] == [column[:2] for column in first.columns]
    assert list(read_native(pieces(first.header().to_native(), 10))) == [first.header()]


@pytest.mark.parametrize(
    "type_text", ["JSON", "Dynamic", "Variant(String, UInt8)", "AggregateFunction(sum, UInt8)", "Wat"]
)
def test_a_type_of_unknown_length_is_refused_by_name(type_text: str) -> None:
    with pytest.raises(NotInStandIn, match=type_text.partition("(")[0]):
        skip_column(pieces(bytes(100), 100), f"Array({type_text})", 1)


def test_a_stream_that_ends_inside_a_column_is_an_error() -> None:
    first, _ = blocks()
    with pytest.raises(EOFError):
        list(read_native(pieces(first.to_native()[:-1], 1000)))


def test_a_sparse_column_is_refused() -> None:
    sparse = b"\0" + pack_varint(1) + pack_varint(1) + pack_blob(b"a") + pack_blob(b"UInt8") + b"\1"
    with pytest.raises(NotInStandIn, match="sparse"):
        read_wire(pieces(sparse, 100), 54459)
