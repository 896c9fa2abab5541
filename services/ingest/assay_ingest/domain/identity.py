"""Which spans are valid, and which of two rows wins. Receiver and writer both ask here, so they always agree."""

from enum import StrEnum
from typing import Final

TRACE_ID_BYTES: Final = 16
SPAN_ID_BYTES: Final = 8
_NO_TRACE: Final = bytes(TRACE_ID_BYTES)
_NO_SPAN: Final = bytes(SPAN_ID_BYTES)
_RECEIVED_MASK: Final = ~0xFFFF


class Reason(StrEnum):
    """Why a span or log record is not stored. The values travel in record headers and in the ledger."""

    BAD_TRACE_ID = "bad_trace_id"
    BAD_SPAN_ID = "bad_span_id"
    BAD_PARENT_ID = "bad_parent_id"
    BAD_LINK_ID = "bad_link_id"
    TOO_OLD = "too_old"
    TOO_NEW = "too_new"


def verdict(trace_id: bytes, span_id: bytes, start_ns: int, min_start_ns: int, max_start_ns: int) -> Reason | None:
    """None for a valid span, else the first reason against it.

    The window (both ends included) is the one in the record's headers, never a clock: a replay decides the same.
    """
    if len(trace_id) != TRACE_ID_BYTES or trace_id == _NO_TRACE:
        return Reason.BAD_TRACE_ID
    if len(span_id) != SPAN_ID_BYTES or span_id == _NO_SPAN:
        return Reason.BAD_SPAN_ID
    return _outside(start_ns, min_start_ns, max_start_ns)


def log_verdict(trace_id: bytes, span_id: bytes, time_ns: int, min_start_ns: int, max_start_ns: int) -> Reason | None:
    """As `verdict`, for a log record: ids may be empty or all zero; `time_ns` is its time, else its observed time."""
    if len(trace_id) not in (0, TRACE_ID_BYTES):
        return Reason.BAD_TRACE_ID
    if len(span_id) not in (0, SPAN_ID_BYTES):
        return Reason.BAD_SPAN_ID
    return _outside(time_ns, min_start_ns, max_start_ns)


def row_version(received_at_ns: int, offset: int, mapping_version: int) -> int:
    """UInt64 that decides between two rows of one identity: the higher wins.

    `received_at_ns` with its low 16 bits (65 us) replaced by 6 bits of the record's offset and 10 of the mapping
    version: a re-send beats a replay, a re-map beats its source and loses to a re-send.
    """
    return (received_at_ns & _RECEIVED_MASK) | ((offset & 0x3F) << 10) | (mapping_version & 0x3FF)


def _outside(time_ns: int, min_ns: int, max_ns: int) -> Reason | None:
    if time_ns < min_ns:
        return Reason.TOO_OLD
    if time_ns > max_ns:
        return Reason.TOO_NEW
    return None
