"""How long a column is in ClickHouse's Native format, from its type alone. Values are passed over, never built.

A `Shape` knows two things of a column: the state that stands before all its values, and how to pass over `rows` values.
Layouts: https://clickhouse.com/docs/interfaces/formats/Native and the serialisations in the engine's `DataTypes/`.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Protocol

from assay_local.clickhouse.failures import NotInStandIn
from assay_local.clickhouse.window import Window


class Shape(Protocol):
    def skip_state(self, window: Window) -> None: ...
    def skip_values(self, window: Window, rows: int) -> None: ...


def skip_column(window: Window, type_text: str, rows: int) -> None:
    """Pass over one column. Without rows it takes no bytes, not even its state. Raises NotInStandIn for other types."""
    if rows == 0:
        return
    shape = shape_of(type_text)
    shape.skip_state(window)
    shape.skip_values(window, rows)


@dataclass(frozen=True)
class Fixed:
    """Values of one size."""

    size_bytes: int

    def skip_state(self, window: Window) -> None:
        pass

    def skip_values(self, window: Window, rows: int) -> None:
        window.skip(rows * self.size_bytes)


@dataclass(frozen=True)
class Strings:
    def skip_state(self, window: Window) -> None:
        pass

    def skip_values(self, window: Window, rows: int) -> None:
        window.skip_strings(rows)


@dataclass(frozen=True)
class Nullable:
    """A byte per row that tells NULL, then a value per row."""

    inner: Shape

    def skip_state(self, window: Window) -> None:
        self.inner.skip_state(window)

    def skip_values(self, window: Window, rows: int) -> None:
        window.skip(rows)
        self.inner.skip_values(window, rows)


@dataclass(frozen=True)
class Array:
    """The running end of each row as UInt64, then all elements in one column."""

    inner: Shape

    def skip_state(self, window: Window) -> None:
        self.inner.skip_state(window)

    def skip_values(self, window: Window, rows: int) -> None:
        if rows == 0:
            return
        window.skip(8 * (rows - 1))
        self.inner.skip_values(window, window.uint64())


@dataclass(frozen=True)
class Tuple:
    inner: Sequence[Shape]

    def skip_state(self, window: Window) -> None:
        for shape in self.inner:
            shape.skip_state(window)

    def skip_values(self, window: Window, rows: int) -> None:
        if not self.inner:
            window.skip(rows)
        for shape in self.inner:
            shape.skip_values(window, rows)


@dataclass(frozen=True)
class LowCardinality:
    """A dictionary, then one key per row; the state is a version. NULL is the dictionary's first entry, not a map."""

    dictionary: Shape

    def skip_state(self, window: Window) -> None:
        window.skip(8)

    def skip_values(self, window: Window, rows: int) -> None:
        if rows == 0:
            return
        key_bytes = 1 << (window.uint64() & 0xF)
        self.dictionary.skip_values(window, window.uint64())
        window.skip(window.uint64() * key_bytes)


_SIZES: Final = {
    "Bool": 1, "Int8": 1, "UInt8": 1, "Int16": 2, "UInt16": 2, "Int32": 4, "UInt32": 4, "Int64": 8, "UInt64": 8,
    "Int128": 16, "UInt128": 16, "Int256": 32, "UInt256": 32, "Float32": 4, "Float64": 8, "BFloat16": 2,
    "Date": 2, "Date32": 4, "DateTime": 4, "DateTime32": 4, "DateTime64": 8, "Time": 4, "Time64": 8,
    "Enum8": 1, "Enum16": 2, "Decimal32": 4, "Decimal64": 8, "Decimal128": 16, "Decimal256": 32,
    "UUID": 16, "IPv4": 4, "IPv6": 16, "Nothing": 1,
}  # fmt: skip
"""Bytes of one value, by type name."""

_INTERVAL: Final = re.compile(r"Interval[A-Z][a-z]+")

_POINT: Final = Tuple((Fixed(8), Fixed(8)))
_GEOMETRY: Final[dict[str, Shape]] = {
    "Point": _POINT,
    "Ring": Array(_POINT),
    "LineString": Array(_POINT),
    "MultiLineString": Array(Array(_POINT)),
    "Polygon": Array(Array(_POINT)),
    "MultiPolygon": Array(Array(Array(_POINT))),
}


@lru_cache(maxsize=4096)
def shape_of(type_text: str) -> Shape:
    """The shape of a type as the engine prints it, `Map(String, Array(UInt8))`. Raises NotInStandIn."""
    name, arguments = _split_type(type_text)
    if name in _SIZES:
        return Fixed(_SIZES[name])
    if name in _GEOMETRY:
        return _GEOMETRY[name]
    if name in _COMPOSED:
        return _COMPOSED[name](arguments)
    if _INTERVAL.fullmatch(name):
        return Fixed(8)
    raise NotInStandIn(f"The column type {type_text}")


def _decimal(arguments: Sequence[str]) -> Shape:
    precision = int(arguments[0])
    return Fixed(next(size for digits, size in ((9, 4), (18, 8), (38, 16), (76, 32)) if precision <= digits))


def _tuple(arguments: Sequence[str]) -> Tuple:
    return Tuple(tuple(shape_of(_without_name(each)) for each in arguments))


def _low_cardinality(arguments: Sequence[str]) -> Shape:
    name, inner = _split_type(arguments[0])
    return LowCardinality(shape_of(inner[0] if name == "Nullable" else arguments[0]))


_COMPOSED: Final[dict[str, Callable[[Sequence[str]], Shape]]] = {
    "String": lambda _: Strings(),
    "FixedString": lambda arguments: Fixed(int(arguments[0])),
    "Decimal": _decimal,
    "Nullable": lambda arguments: Nullable(shape_of(arguments[0])),
    "Array": lambda arguments: Array(shape_of(arguments[0])),
    "Tuple": _tuple,
    "Map": lambda arguments: Array(_tuple(arguments)),
    "Nested": lambda arguments: Array(_tuple(arguments)),
    "LowCardinality": _low_cardinality,
    "SimpleAggregateFunction": lambda arguments: shape_of(arguments[1]),
}

_PIECE: Final = re.compile(r"'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|.", re.DOTALL)
_NAME: Final = re.compile(r"\s*(?:`(?:[^`\\]|\\.)*`|[\w.]+)\s+(?=\w)")


def _split_type(type_text: str) -> tuple[str, list[str]]:
    """`Map(String, UInt8)` → `Map`, [`String`, `UInt8`]."""
    name, bracket, rest = type_text.strip().partition("(")
    if not bracket:
        return name, []
    arguments, depth = [""], 0
    for piece in _PIECE.findall(rest[: rest.rindex(")")]):
        depth += (piece == "(") - (piece == ")")
        if piece == "," and depth == 0:
            arguments.append("")
        else:
            arguments[-1] += piece
    return name, [argument.strip() for argument in arguments if argument.strip()]


def _without_name(element: str) -> str:
    """The type in an element of a tuple, `a UInt8` or `UInt8`."""
    return _NAME.sub("", element, count=1)
