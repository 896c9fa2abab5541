"""Gzip, unpacked step by step: it stops at a cap, and its caller hears of every step."""

import zlib
from collections.abc import Callable
from typing import Final

from assay_ingest.errors import ExportTooLarge, MalformedExport

_GZIP: Final = 16 + zlib.MAX_WBITS
_FEED_BYTES: Final = 256 * 1024
_STEP_BYTES: Final = 1024 * 1024
_MAX_MEMBERS: Final = 1_000  # a member of nothing takes 20 bytes, and 2 us to open

Hold = Callable[[int], None]
"""Told how many bytes are unpacked so far; may raise to stop."""


def inflate(packed: bytes, cap_bytes: int, hold: Hold) -> bytes:
    """The whole text, all members. Raises MalformedExport (cut off, bad checksum) or ExportTooLarge (over the cap)."""
    try:
        return b"".join(_chunks(packed, cap_bytes, hold))
    except zlib.error as cause:
        raise MalformedExport("the gzip stream is damaged") from cause


def _chunks(packed: bytes, cap_bytes: int, hold: Hold) -> list[bytes]:
    view, chunks, total, position = memoryview(packed), [], 0, 0
    for _ in range(_MAX_MEMBERS):
        member, chunk = zlib.decompressobj(_GZIP), b""
        while not member.eof:
            piece: bytes | memoryview = member.unconsumed_tail
            if not piece:
                piece = view[position : position + _FEED_BYTES]
                position += len(piece)
            if not piece and not chunk:
                raise MalformedExport("the gzip stream is cut off")
            chunk = member.decompress(piece, _STEP_BYTES)
            total += len(chunk)
            if total > cap_bytes:
                raise ExportTooLarge("inflated bytes", total, cap_bytes)
            hold(total)
            chunks.append(chunk)
        position -= len(member.unused_data)
        if position >= len(packed):
            return chunks
    raise ExportTooLarge("gzip members", _MAX_MEMBERS + 1, _MAX_MEMBERS)
