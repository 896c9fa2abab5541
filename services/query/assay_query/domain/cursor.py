"""Opaque keyset cursors: where a page ended, in which list.

A cursor holds (sort value, start, trace id) of the last row, the range in force and the hash of the question, so that
the next page asks the same question. A row that moves meanwhile may repeat; none is skipped.
"""

import base64
import binascii
import json
from dataclasses import dataclass

from assay_query.domain.filters import Range
from assay_query.domain.forms import trace_id_of
from assay_query.errors import InvalidParameter, NotFound


@dataclass(frozen=True)
class Cursor:
    """The last row of a page. `value` is its sort value as text; None when that is unknown, which sorts last."""

    value: str | None
    start_ns: int
    trace_id: str
    within: Range


def encode(cursor: Cursor, question: str) -> str:
    """The text that a caller sends back; `question` is the list's fingerprint."""
    fields = [cursor.value, cursor.start_ns, cursor.trace_id, cursor.within.from_ns, cursor.within.to_ns, question]
    return base64.urlsafe_b64encode(json.dumps(fields, separators=(",", ":")).encode()).decode().rstrip("=")


def decode(text: str, question: str) -> Cursor:
    """The cursor of this very list. Raises InvalidParameter when it was altered or belongs to another question."""
    try:
        value, start_ns, trace_id, from_ns, to_ns, asked = json.loads(
            base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        )
        value = None if value is None else _number(value)
        cursor = Cursor(value, _integer(start_ns), trace_id_of(trace_id), Range(_integer(from_ns), _integer(to_ns)))
    except (ValueError, TypeError, binascii.Error, NotFound):
        raise InvalidParameter("cursor", "is not a cursor of this API") from None
    if asked != question:
        raise InvalidParameter("cursor", "belongs to a list with another filter or sort")
    return cursor


def _number(value: object) -> str:
    """Sort values are plain numbers; anything else was not written by us."""
    if not isinstance(value, str) or not value.replace(".", "", 1).lstrip("-").isascii() or len(value) > 40:
        raise ValueError
    float(value)
    return value


def _integer(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 1 << 63:
        raise ValueError
    return value
