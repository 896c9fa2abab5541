"""A record of `otlp.spans.v1` -> its valid spans and the reasons against the others.

Deterministic: a replay of the same record gives the same spans. The verdict is the receiver's own (`domain/identity`).
"""

import base64
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

import msgspec
from google.protobuf.message import DecodeError

from assay_ingest.bus.anyvalue import KeyValueDecoder
from assay_ingest.bus.inflate import inflate
from assay_ingest.bus.otlp_flat_pb2 import AnyValue, ExportTraces, KeyValue, Link, Status
from assay_ingest.bus.otlp_flat_pb2 import Event as FlatEvent
from assay_ingest.bus.otlp_flat_pb2 import Resource as FlatResource
from assay_ingest.bus.otlp_flat_pb2 import Scope as FlatScope
from assay_ingest.bus.otlp_flat_pb2 import Span as FlatSpan
from assay_ingest.bus.otlp_json import parse_json
from assay_ingest.bus.records import EVALS_ISSUER, Encoding, MediaType, RawRecord
from assay_ingest.domain.cut import Cut, cut_text
from assay_ingest.domain.identity import SPAN_ID_BYTES, TRACE_ID_BYTES, Reason, verdict
from assay_ingest.domain.span import NO_SPAN_ID, Attributes, Event, Origin, Resource, Scope, Span, Value, filter_texts
from assay_ingest.errors import ExportTooLarge, MalformedExport, UnreadableValue

INFLATED_CAP_BYTES: Final = 64 * 1024 * 1024
MAX_ATTRIBUTES: Final = 2_048
MAX_EVENTS: Final = 1_024
MAX_LINKS: Final = 1_024
MAX_VALUE_BYTES: Final = 1024 * 1024
_INTERNAL: Final = "assay.internal"
_SKEW_NS: Final = 60 * 10**9
_MAX_TIME_NS: Final = 2**63 - 1
_U32: Final = 2**32 - 1
_DAY_NS: Final = 24 * 3600 * 10**9
_MEMO_ENTRIES: Final = 4_096
_EXCEPTION: Final = "exception"

T = TypeVar("T")


@dataclass(slots=True)
class Decoded:
    """What a record holds. `rejected` counts spans by reason."""

    spans: list[Span] = field(default_factory=list)
    rejected: Counter[str] = field(default_factory=Counter)


class Decoder:
    """Decodes records one after another. Its memos hold what spans repeat: short attributes, resources, scopes."""

    def __init__(self) -> None:
        self._pairs = KeyValueDecoder()
        self._resources: dict[bytes, Resource] = {}
        self._scopes: dict[bytes, Scope] = {}
        self._statuses: dict[bytes, tuple[int, str]] = {}

    def decode(self, record: RawRecord, topic: str, partition: int, offset: int) -> Decoded:
        """The spans of one record in order. Raises UnreadableValue: the receiver let through what nobody can read."""
        if record.value is None:
            return Decoded(rejected=Counter(record.rejected))
        body = _inflated(record, record.value)
        request = _parse(body, record.media_type)
        origin = _origin(record, topic, partition, offset)
        decoded = Decoded()
        for resource, scope, span in self._walk(request):
            reason = _verdict(span, record)
            if reason is None:
                decoded.spans.append(self._span(span, origin, resource, scope))
            else:
                decoded.rejected[reason] += 1
        return decoded

    def _walk(self, request: ExportTraces) -> Iterator[tuple[Resource, Scope, FlatSpan]]:
        for group in request.resource_spans:
            resource = self._resource(group.resource)
            for inner in group.scope_spans:
                scope = self._scope(inner.scope)
                for span in inner.spans:
                    yield resource, scope, span

    def _span(self, flat: FlatSpan, origin: Origin, resource: Resource, scope: Scope) -> Span:
        """Long, because it runs once per span and every call costs: one pass from the flat message to a Span."""
        warnings: list[str] = []
        extra: dict[str, str] = {}
        start_ns = flat.start_time_unix_nano
        end_ns = flat.end_time_unix_nano
        if not start_ns <= end_ns <= _MAX_TIME_NS:
            warnings.append("bad_end_time")
            extra["end_time_unix_nano"] = str(end_ns)
            end_ns = start_ns
        if start_ns > origin.received_at_ns + _SKEW_NS:
            warnings.append("clock_skew")
        cuts: dict[str, Cut] = {}
        attributes, raw_attributes = self._attributes(flat.attributes[:MAX_ATTRIBUTES], warnings, extra, cuts)
        if not origin.trusted and _INTERNAL in attributes:
            del attributes[_INTERNAL]
            raw_attributes = [pair for pair in raw_attributes if pair[0] != _INTERNAL]
        over = _over_limits(flat)
        if any(over):
            warnings.append("too_many_items")
        code, message = self._status(flat.status)
        return Span(
            origin=origin,
            resource=resource,
            scope=scope,
            trace_id=flat.trace_id,
            span_id=flat.span_id,
            parent_span_id=_parent(flat.parent_span_id, warnings, extra),
            name=flat.name.decode("utf-8", "replace"),
            otlp_kind=flat.kind if 0 <= flat.kind <= 5 else 0,
            start_ns=start_ns,
            end_ns=end_ns,
            status_code=code,
            status_message=message,
            trace_state=flat.trace_state.decode("utf-8", "replace"),
            flags=flat.flags,
            attributes=attributes,
            raw_attributes=raw_attributes,
            raw_events=list(flat.events[:MAX_EVENTS]),
            raw_links=list(flat.links[:MAX_LINKS]),
            exception=self._exception(flat.events),
            dropped_attributes=min(flat.dropped_attributes_count + over[0], _U32),
            dropped_events=min(flat.dropped_events_count + over[1], _U32),
            dropped_links=min(flat.dropped_links_count + over[2], _U32),
            truncated=cuts,
            warnings=warnings,
            raw_extra=extra,
        )

    def _attributes(
        self, raws: Sequence[bytes], warnings: list[str], extra: dict[str, str], cuts: dict[str, Cut]
    ) -> tuple[Attributes, list[tuple[str, bytes]]]:
        """By key, and in the sender's order with their wire bytes. A malformed one goes into `extra`."""
        decode = self._pairs.decode
        attributes: Attributes = {}
        ordered: list[tuple[str, bytes]] = []
        for position, raw in enumerate(raws):
            try:
                key, value = decode(raw)
            except DecodeError:
                warnings.append("malformed_attribute")
                extra[f"attributes.{position}"] = base64.b64encode(raw).decode("ascii")
                continue
            if len(raw) > MAX_VALUE_BYTES:
                value, raw, cuts[key] = _cut(key, value)
            attributes[key] = value
            ordered.append((key, raw))
        return attributes, ordered

    def _exception(self, raws: Sequence[bytes]) -> Event | None:
        """The last recorded exception. The search in the bytes spares the others from being unpacked."""
        for raw in reversed(raws):
            if b"exception" in raw:
                event = self._event(raw)
                if event is not None and event.name == _EXCEPTION:
                    return event
        return None

    def _event(self, raw: bytes) -> Event | None:
        try:
            flat = FlatEvent.FromString(raw)
        except DecodeError:  # the bytes stay stored; only the mapping cannot read them
            return None
        attributes, _ = self._attributes(flat.attributes, [], {}, {})
        return Event(flat.name.decode("utf-8", "replace"), flat.time_unix_nano, attributes)

    def _resource(self, raw: bytes) -> Resource:
        known = self._resources.get(raw)
        if known is None:
            known = self._resource_of(raw)
            _remember(self._resources, raw, known)
        return known

    def _scope(self, raw: bytes) -> Scope:
        known = self._scopes.get(raw)
        if known is None:
            known = _scope(raw)
            _remember(self._scopes, raw, known)
        return known

    def _resource_of(self, raw: bytes) -> Resource:
        try:
            attributes, _ = self._attributes(FlatResource.FromString(raw).attributes, [], {}, {})
        except DecodeError:  # the bytes stay stored with each span
            return Resource(raw)
        return Resource(raw, attributes, filter_texts(attributes))

    def _status(self, raw: bytes) -> tuple[int, str]:
        known = self._statuses.get(raw)
        if known is None:
            known = _status(raw)
            _remember(self._statuses, raw, known)
        return known


def _inflated(record: RawRecord, value: bytes) -> bytes:
    if record.encoding is not Encoding.GZIP:
        return value
    try:
        return inflate(value, INFLATED_CAP_BYTES, lambda _size: None)
    except (MalformedExport, ExportTooLarge) as cause:
        raise UnreadableValue("content-encoding", type(cause).__name__) from cause


def _parse(body: bytes, media_type: MediaType) -> ExportTraces:
    try:
        return parse_json(body) if media_type is MediaType.JSON else ExportTraces.FromString(body)
    except (DecodeError, ValueError, TypeError, RecursionError) as cause:
        raise UnreadableValue("content-type", type(cause).__name__) from cause


def _origin(record: RawRecord, topic: str, partition: int, offset: int) -> Origin:
    return Origin(
        project_id=record.project_id,
        topic=topic,
        partition=partition,
        offset=offset,
        received_at_ns=record.received_at_ns,
        ingest_id=record.ingest_id,
        retention_days=round((record.received_at_ns - record.min_start_ns) / _DAY_NS),
        trusted=record.issuer == EVALS_ISSUER,
    )


def _verdict(span: FlatSpan, record: RawRecord) -> Reason | None:
    reason = verdict(span.trace_id, span.span_id, span.start_time_unix_nano, record.min_start_ns, record.max_start_ns)
    if reason is None and record.media_type is MediaType.JSON:
        return _json_verdict(span)
    return reason


def _json_verdict(span: FlatSpan) -> Reason | None:
    """In JSON, ids of parents and links must be ids too; in protobuf the receiver does not look at them."""
    if len(span.parent_span_id) not in (0, SPAN_ID_BYTES):
        return Reason.BAD_PARENT_ID
    links = (Link.FromString(raw) for raw in span.links)
    good = all(len(link.trace_id) == TRACE_ID_BYTES and len(link.span_id) == SPAN_ID_BYTES for link in links)
    return None if good else Reason.BAD_LINK_ID


def _cut(key: str, value: Value) -> tuple[str, bytes, Cut]:
    """A value over the cap as a shorter text, its wire bytes, and what was cut."""
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    shorter, cut = cut_text(text, MAX_VALUE_BYTES)
    pair = KeyValue(key=key.encode(), value=AnyValue(string_value=shorter.encode()))
    return shorter, pair.SerializeToString(), cut


def _parent(sent: bytes, warnings: list[str], extra: dict[str, str]) -> bytes:
    if len(sent) == SPAN_ID_BYTES:
        return sent
    if sent:
        warnings.append("bad_parent_id")
        extra["parent_span_id"] = sent.hex()
    return NO_SPAN_ID


def _over_limits(flat: FlatSpan) -> tuple[int, int, int]:
    return (
        max(0, len(flat.attributes) - MAX_ATTRIBUTES),
        max(0, len(flat.events) - MAX_EVENTS),
        max(0, len(flat.links) - MAX_LINKS),
    )


def _scope(raw: bytes) -> Scope:
    try:
        scope = FlatScope.FromString(raw)
    except DecodeError:  # the bytes stay stored with each span
        return Scope(raw)
    return Scope(raw, scope.name.decode("utf-8", "replace"), scope.version.decode("utf-8", "replace"))


def _status(raw: bytes) -> tuple[int, str]:
    try:
        status = Status.FromString(raw)
    except DecodeError:
        return 0, ""
    return status.code if status.code in (1, 2) else 0, status.message.decode("utf-8", "replace")


def _remember(memo: dict[bytes, T], key: bytes, value: T) -> None:
    if len(memo) >= _MEMO_ENTRIES:
        memo.clear()
    memo[key] = value
