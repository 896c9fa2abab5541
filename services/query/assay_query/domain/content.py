"""Cutting large content for a page: at most a limit of bytes each, arrays stay arrays, and every cut is said.

Bytes are those of the stored or JSON text in UTF-8.
"""

import json
import math
from dataclasses import dataclass, field
from typing import Final, TypeVar

from assay_query.domain.wire import SAFE_INTEGER, Json

PART_LIMIT_BYTES: Final = 64 * 1024

K = TypeVar("K")


@dataclass
class Cuts:
    """What was measured and what was cut, by part name; filled while a span's answer is put together."""

    content_bytes: dict[str, int] = field(default_factory=dict)
    content_truncated: list[str] = field(default_factory=list)

    def text(self, part: str, text: str, limit_bytes: int = PART_LIMIT_BYTES) -> str:
        """A text, cut at its end."""
        size = self.content_bytes[part] = _size(text)
        if size <= limit_bytes:
            return text
        self.content_truncated.append(part)
        return cut_text(text, limit_bytes)

    def json(
        self, part: str, value: Json, stored_bytes: int | None = None, limit_bytes: int = PART_LIMIT_BYTES
    ) -> Json:
        """A JSON value, its longest texts cut first. `stored_bytes`: size of the stored text, if any."""
        size = json_bytes(value)
        self.content_bytes[part] = size if stored_bytes is None else stored_bytes
        if size <= limit_bytes:
            return value
        self.content_truncated.append(part)
        return cut_json(value, limit_bytes)


def parse_json(text: str) -> Json:
    """JSON as this API can repeat it: what JSON or UTF-8 cannot say becomes text. Text that is no JSON stays text."""
    try:
        value: Json = json.loads(text, parse_int=_integer, parse_float=_float, parse_constant=str)
    except (ValueError, RecursionError):
        return text
    return _with_texts_cut(value, None) if "\\u" in text else value


def json_bytes(value: Json) -> int:
    """The size of a value as compact JSON."""
    return _size(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def cut_text(text: str, limit_bytes: int) -> str:
    """The longest beginning of a text that fits, ending with a mark that says how many bytes are missing."""
    raw = text.encode(errors="replace")
    kept = raw[:limit_bytes].decode(errors="ignore")
    return f"{kept}…[truncated {len(raw) - _size(kept)}]"


def cut_json(value: Json, limit_bytes: int) -> Json:
    """The value with all texts longer than some length cut to it, so that the whole about fits into `limit_bytes`.

    When the structure alone is too large, lists and objects keep their beginning.
    """
    lengths: list[int] = []
    _collect_lengths(value, lengths)
    structure = json_bytes(value) - sum(lengths)
    if structure < limit_bytes:
        return _with_texts_cut(value, _fair_share(lengths, limit_bytes - structure))
    if isinstance(value, list):
        return [item for _, item in _beginning(list(enumerate(value)), limit_bytes)]
    if isinstance(value, dict):
        return dict(_beginning(list(value.items()), limit_bytes))
    return value


def on_borders(raw: bytes, offset: int) -> tuple[str, int]:
    """A byte range without the halves of characters at its ends, and the offset at which it now begins."""
    start = next((at for at in range(min(4, len(raw))) if raw[at] & 0xC0 != 0x80), 0)
    return raw[start:].decode(errors="ignore"), offset + start


def _beginning(items: list[tuple[K, Json]], limit_bytes: int) -> list[tuple[K, Json]]:
    kept: list[tuple[K, Json]] = []
    room = limit_bytes
    for key, item in items:
        size = json_bytes(item) + _size(str(key)) + 4  # quotes, colon, comma
        if size > room:
            return [*kept, (key, cut_json(item, room))] if room > PART_LIMIT_BYTES // 64 else kept
        kept.append((key, item))
        room -= size
    return kept


def _fair_share(lengths: list[int], budget: int) -> int:
    """The largest cap c for which sum(min(length, c)) stays within the budget: short texts stay whole."""
    rest = budget
    for position, length in enumerate(sorted(lengths)):
        share = rest // (len(lengths) - position)
        if length > share:
            return share
        rest -= length
    return budget


def _collect_lengths(value: Json, lengths: list[int]) -> None:
    if isinstance(value, str):
        lengths.append(_size(value))
    elif isinstance(value, list):
        for item in value:
            _collect_lengths(item, lengths)
    elif isinstance(value, dict):
        for item in value.values():
            _collect_lengths(item, lengths)


def _with_texts_cut(value: Json, cap: int | None) -> Json:
    """The value with its texts cut to `cap` bytes; None only mends what is not valid Unicode."""
    if isinstance(value, str):
        return _mended(value) if cap is None or _size(value) <= cap else cut_text(value, cap)
    if isinstance(value, list):
        return [_with_texts_cut(item, cap) for item in value]
    if isinstance(value, dict):
        return {_mended(key): _with_texts_cut(item, cap) for key, item in value.items()}
    return value


def _mended(text: str) -> str:
    """JSON escapes can spell half a surrogate pair, which UTF-8 cannot carry."""
    return text.encode(errors="replace").decode()


def _size(text: str) -> int:
    return len(text.encode(errors="replace"))


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= 20 and abs(int(digits)) <= SAFE_INTEGER else digits


def _float(digits: str) -> float | str:
    value = float(digits)
    return value if math.isfinite(value) else digits
