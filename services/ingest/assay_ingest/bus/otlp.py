"""The OTLP wire form as the receiver sees it: counts, names bad ids, alters no byte."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

from assay_contracts.topics import RAW_RECORD_CAP_BYTES
from google.protobuf.message import DecodeError

from assay_ingest.bus import json_head
from assay_ingest.bus.inflate import Hold, inflate
from assay_ingest.bus.otlp_head_pb2 import Logs, Traces
from assay_ingest.bus.records import Encoding, MediaType, RawRecord
from assay_ingest.bus.split_json import split_json
from assay_ingest.domain import wire
from assay_ingest.domain.identity import Reason, log_verdict, verdict
from assay_ingest.domain.json_text import MAX_NESTING, outline
from assay_ingest.domain.signal import Signal
from assay_ingest.domain.splice import split_protobuf
from assay_ingest.errors import ExportTooLarge, MalformedExport, UnsupportedEncoding

INFLATED_CAP_BYTES: Final = 64 * 1024 * 1024
_ZLIB_FIRST_BYTE: Final = b"\x78"
_JSON_PER_ELEMENT: Final = 4  # an attribute is an object and its value another, which may hold more


@dataclass(frozen=True)
class Export:
    """One request as it arrived."""

    signal: Signal
    body: bytes
    media_type: MediaType
    encoding: Encoding


@dataclass(frozen=True)
class Window:
    """Acceptable start times, both ends included."""

    min_ns: int
    max_ns: int


@dataclass(frozen=True)
class Inspection:
    """What a request holds. `body` is inflated; `without_ids` counts spans that lack both ids."""

    body: bytes
    total: int
    rejected: Counter[Reason]
    without_ids: int

    @property
    def rejected_count(self) -> int:
        return self.rejected.total()

    @property
    def is_all_rejected(self) -> bool:
        return self.total > 0 and self.rejected_count == self.total

    @property
    def looks_like_logs(self) -> bool:
        """Log records on the path for traces parse as spans without ids."""
        return self.total > 0 and self.without_ids == self.total


def inspect(export: Export, window: Window, limits: wire.CountLimits, hold: Hold) -> Inspection:
    """Look at a request without altering it. `hold` hears how many bytes it unpacks to, and may raise.

    Raises MalformedExport, ExportTooLarge or UnsupportedEncoding.
    """
    body = inflate(export.body, INFLATED_CAP_BYTES, hold) if export.encoding is Encoding.GZIP else export.body
    try:
        if export.media_type is MediaType.JSON:
            _bound_json(body, limits)
            return _look_at_json(export.signal, body, window, limits)
        _count(export.signal, body, limits)
        return _look_at_protobuf(export.signal, body, window)
    except wire.TooMany as over:
        raise ExportTooLarge(over.what, over.seen, over.limit) from over
    except (wire.WireError, DecodeError) as cause:
        if body[:1] == _ZLIB_FIRST_BYTE:
            raise UnsupportedEncoding("deflate") from cause
        raise MalformedExport("the body is not an OTLP protobuf request") from cause


def records(export: Export, seen: Inspection, head: RawRecord, window: Window) -> list[RawRecord]:
    """What carries the request: one record with the original bytes, several above the record cap, none when empty.

    `head` has the headers that they share. Raises ExportTooLarge when a single span is over the cap.
    """
    if seen.total == 0:
        return []
    if seen.is_all_rejected:
        return [_record(head, seen, None, Encoding.IDENTITY)]
    if len(export.body) <= RAW_RECORD_CAP_BYTES:
        return [_record(head, seen, export.body, export.encoding)]
    return [_piece(head, export, piece, window) for piece in _split(export, seen.body)]


def _record(head: RawRecord, seen: Inspection, value: bytes | None, encoding: Encoding) -> RawRecord:
    return replace(
        head,
        span_count=seen.total,
        rejected_count=seen.rejected_count,
        value=value,
        encoding=encoding,
        rejected={reason.value: count for reason, count in seen.rejected.items()} if value is None else {},
    )


def _split(export: Export, body: bytes) -> list[bytes]:
    try:
        if export.media_type is MediaType.JSON:
            return split_json(export.signal, body, RAW_RECORD_CAP_BYTES)
        return split_protobuf(body, RAW_RECORD_CAP_BYTES)
    except wire.TooMany as over:
        raise ExportTooLarge(over.what, over.seen, over.limit) from over


def _piece(head: RawRecord, export: Export, piece: bytes, window: Window) -> RawRecord:
    """A piece was counted with the whole; new is only how many of *its* spans are rejected."""
    if export.media_type is MediaType.JSON:
        seen = _look_at_json(export.signal, piece, window, wire.CountLimits())
    else:
        seen = _look_at_protobuf(export.signal, piece, window)
    return _record(head, seen, None if seen.is_all_rejected else piece, Encoding.IDENTITY)


def _count(signal: Signal, body: bytes, limits: wire.CountLimits) -> None:
    wire.count(body, wire.SPAN if signal is Signal.SPANS else wire.LOG_RECORD, limits)


def _look_at_protobuf(signal: Signal, body: bytes, window: Window) -> Inspection:
    return _look_at_traces(body, window) if signal is Signal.SPANS else _look_at_logs(body, window)


def _look_at_traces(body: bytes, window: Window) -> Inspection:
    lowest, highest = window.min_ns, window.max_ns
    rejected: Counter[Reason] = Counter()
    total = without_ids = 0
    for group in Traces.FromString(body).resource_spans:
        for scope in group.scope_spans:
            spans = scope.spans
            total += len(spans)
            for span in spans:
                trace_id, span_id = span.trace_id, span.span_id
                reason = verdict(trace_id, span_id, span.start_time_unix_nano, lowest, highest)
                if reason is not None:
                    rejected[reason] += 1
                    without_ids += not trace_id and not span_id
    return Inspection(body, total, rejected, without_ids)


def _look_at_logs(body: bytes, window: Window) -> Inspection:
    rejected: Counter[Reason] = Counter()
    total = 0
    for group in Logs.FromString(body).resource_logs:
        for scope in group.scope_logs:
            total += len(scope.log_records)
            for record in scope.log_records:
                time_ns = record.time_unix_nano or record.observed_time_unix_nano
                reason = log_verdict(record.trace_id, record.span_id, time_ns, window.min_ns, window.max_ns)
                if reason is not None:
                    rejected[reason] += 1
    return Inspection(body, total, rejected, 0)


def _bound_json(body: bytes, limits: wire.CountLimits) -> None:
    """Before a parser builds anything: how much would it build, and how deep?"""
    most = limits.elements * _JSON_PER_ELEMENT
    seen = outline(body, most)
    if seen.elements > most:
        raise ExportTooLarge("JSON objects and arrays", seen.elements, most)
    if not seen.nests_within(MAX_NESTING):
        raise MalformedExport(f"the JSON nests deeper than {MAX_NESTING}")


def _look_at_json(signal: Signal, body: bytes, window: Window, limits: wire.CountLimits) -> Inspection:
    try:
        if signal is Signal.SPANS:
            return _look_at_json_traces(json_head.parse_traces(body), body, window, limits)
        return _look_at_json_logs(json_head.parse_logs(body), body, window, limits)
    except (ValueError, RecursionError) as cause:  # the parser's message names a path, and may quote no content
        raise MalformedExport("the body is not an OTLP JSON request") from cause


def _look_at_json_traces(
    request: json_head.Traces, body: bytes, window: Window, limits: wire.CountLimits
) -> Inspection:
    spans = list(request.items())
    _hold_json(request.group_counts(), len(spans), sum(map(json_head.elements_of, spans)), limits)
    reasons = (json_head.span_verdict(span, window.min_ns, window.max_ns) for span in spans)
    rejected = Counter(reason for reason in reasons if reason is not None)
    return Inspection(body, len(spans), rejected, sum(map(json_head.has_no_ids, spans)))


def _look_at_json_logs(request: json_head.Logs, body: bytes, window: Window, limits: wire.CountLimits) -> Inspection:
    logs = list(request.items())
    _hold_json(request.group_counts(), len(logs), sum(len(log.attributes or ()) for log in logs), limits)
    reasons = (json_head.record_verdict(log, window.min_ns, window.max_ns) for log in logs)
    return Inspection(body, len(logs), Counter(reason for reason in reasons if reason is not None), 0)


def _hold_json(groups: tuple[int, int], items: int, elements: int, limits: wire.CountLimits) -> None:
    for what, seen, limit in (
        ("resource groups", groups[0], limits.resource_groups),
        ("scope groups", groups[1], limits.scope_groups),
        ("spans or log records", items, limits.items),
        ("attributes, events and links", elements, limits.elements),
    ):
        if seen > limit:
            raise ExportTooLarge(what, seen, limit)
