"""Shape of an API key: `asy_<12 base62 id>_<32 base62 secret>_<6 base62 CRC-32>`.

Gateway (which makes keys) and receiver (which refuses malformed ones without a lookup) share this rule.
"""

import re
import zlib
from dataclasses import dataclass
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
ID_LENGTH: Final = 12
SECRET_LENGTH: Final = 32
_CRC_LENGTH: Final = 6
_SHAPE: Final = re.compile(r"asy_([0-9A-Za-z]{12})_([0-9A-Za-z]{32})_([0-9A-Za-z]{6})")


@dataclass(frozen=True)
class ParsedKey:
    """A key whose shape and checksum hold; whether it exists is the gateway's to say."""

    key_id: str
    secret: str


def checksum(key_id: str, secret: str) -> str:
    """CRC-32 of ASCII `asy_<id>_<secret>` in base62, left-padded with `0` to 6 characters."""
    value = zlib.crc32(f"asy_{key_id}_{secret}".encode("ascii"))
    digits = ""
    while value:
        value, digit = divmod(value, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits.rjust(_CRC_LENGTH, ALPHABET[0])


def format_key(key_id: str, secret: str) -> str:
    """The whole key text of an id (12 base62) and a secret (32 base62)."""
    return f"asy_{key_id}_{secret}_{checksum(key_id, secret)}"


def parse_key(text: str) -> ParsedKey | None:
    """The parts of a well-formed key, or None. Costs no lookup."""
    match = _SHAPE.fullmatch(text)
    if match is None or checksum(match[1], match[2]) != match[3]:
        return None
    return ParsedKey(key_id=match[1], secret=match[2])
