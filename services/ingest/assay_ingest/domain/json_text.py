"""How deep and how rich in elements a JSON text is, found without parsing it: a parser would build what it finds.

Everything here is a handful of passes in C over the bytes; a walk in Python would cost more than the parse.
"""

from dataclasses import dataclass
from itertools import accumulate
from typing import Final

MAX_NESTING: Final = 128
_KEPT: Final = b'"[]{}'
_DROPPED: Final = bytes(set(range(256)) - set(_KEPT))
_AS_SQUARE: Final = bytes.maketrans(b"{}", b"[]")
_QUICK_PASSES: Final = 24  # OTLP nests 10 to 20 levels; what is deeper is walked


@dataclass(frozen=True)
class JsonOutline:
    """`elements`: objects, arrays, and strings that hold brackets; what a parser would have to build."""

    elements: int
    skeleton: bytes

    def nests_within(self, limit: int) -> bool:
        """Whether no object or array lies deeper than `limit`. Call it only when `elements` is bounded."""
        left, levels = self.skeleton, 0
        while left and levels < _QUICK_PASSES:
            shallower = left.replace(b"[]", b"")  # removes exactly the innermost level
            if len(shallower) == len(left):
                break
            left, levels = shallower, levels + 1
        return levels + _depth(left) <= limit


def outline(body: bytes, max_elements: int) -> JsonOutline:
    """The brackets of a text outside its strings, all written as `[` and `]`.

    A text with more than `max_elements` elements is not looked into further: its skeleton is empty. Strings go by
    parity: without escapes, every second stretch between quotes is structure.
    """
    marks = body.replace(b"\\\\", b"").replace(b'\\"', b"").translate(_AS_SQUARE, _DROPPED)
    marks = marks.replace(b'""', b"")  # strings without brackets
    elements = marks.count(b"[") + marks.count(b'"') // 2
    if elements > max_elements:
        return JsonOutline(elements, b"")
    return JsonOutline(elements, b"".join(marks.split(b'"')[::2]))


def _depth(brackets: bytes) -> int:
    return max(accumulate(1 if bracket == 0x5B else -1 for bracket in brackets), default=0)
