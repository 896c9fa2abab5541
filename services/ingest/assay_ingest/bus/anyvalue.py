"""Wire bytes of an OTLP KeyValue -> key and value. A memo answers for the short ones that every span repeats."""

import base64
from typing import Final

from google.protobuf.message import DecodeError

from assay_ingest.bus.otlp_flat_pb2 import AnyValue, ArrayValue, KeyValue, KeyValueList
from assay_ingest.domain.span import Value

MAX_DEPTH: Final = 32
_MEMO_ENTRIES: Final = 65_536
_MEMO_BYTES: Final = 64
"""Longer values are rarely repeated."""


class KeyValueDecoder:
    """Decodes KeyValues. The memo is bounded because its keys come from outside: full, it starts anew."""

    def __init__(self) -> None:
        self._memo: dict[bytes, tuple[str, Value]] = {}

    def decode(self, raw: bytes) -> tuple[str, Value]:
        """Key and value; a key without a value has None. Raises DecodeError."""
        known = self._memo.get(raw)
        if known is not None:
            return known
        pair = KeyValue.FromString(raw)
        decoded = pair.key.decode("utf-8", "replace"), _value(pair.value, 1)
        if len(raw) < _MEMO_BYTES and not isinstance(decoded[1], list | dict):
            if len(self._memo) >= _MEMO_ENTRIES:
                self._memo.clear()
            self._memo[raw] = decoded
        return decoded


def _value(value: AnyValue, depth: int) -> Value:
    match value.WhichOneof("value"):
        case "string_value":
            return value.string_value.decode("utf-8", "replace")
        case "int_value":
            return value.int_value
        case "double_value":
            return value.double_value
        case "bool_value":
            return value.bool_value
        case "bytes_value":
            return value.bytes_value
        case "array_value":
            return _array(value.array_value, depth)
        case "kvlist_value":
            return _kvlist(value.kvlist_value, depth)
        case _:
            return None


def _array(packed: bytes, depth: int) -> Value:
    if depth >= MAX_DEPTH:
        return _as_text(packed)
    return [_value(AnyValue.FromString(item), depth + 1) for item in ArrayValue.FromString(packed).values]


def _kvlist(packed: bytes, depth: int) -> Value:
    if depth >= MAX_DEPTH:
        return _as_text(packed)
    pairs = (KeyValue.FromString(item) for item in KeyValueList.FromString(packed).values)
    return {pair.key.decode("utf-8", "replace"): _value(pair.value, depth + 1) for pair in pairs}


def _as_text(packed: bytes) -> str:
    """What lies deeper than we unpack, as base64 of its wire bytes."""
    return base64.b64encode(packed).decode("ascii")


__all__ = ["MAX_DEPTH", "DecodeError", "KeyValueDecoder"]
