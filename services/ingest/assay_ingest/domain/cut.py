"""Shortening texts so that one can see it: where they end, how long they were, and what they were."""

import hashlib
from typing import NamedTuple


class Cut(NamedTuple):
    """The original of a shortened text: its length in bytes and its SHA-256."""

    size_bytes: int
    sha256: bytes


def cut_text(text: str, limit_bytes: int) -> tuple[str, Cut]:
    """The longest prefix that fits, ended by `…[truncated n]` (n bytes left out), and the original's measure."""
    encoded = text.encode()
    kept = prefix(encoded, limit_bytes - 64)  # room for the mark
    shorter = f"{kept.decode()}…[truncated {len(encoded) - len(kept)}]"
    return shorter, Cut(len(encoded), hashlib.sha256(encoded).digest())


def prefix(encoded: bytes, limit_bytes: int) -> bytes:
    """The longest prefix of UTF-8 bytes within the limit that ends between two characters."""
    return encoded[:limit_bytes].decode("utf-8", "ignore").encode()
