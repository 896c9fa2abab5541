"""OTLP requests for tests: spans with chosen ids and times, as protobuf or JSON."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span

Attribute = str | bool | int | float


@dataclass(frozen=True)
class SentSpan:
    """One span as a test wants it sent."""

    trace_id: bytes
    span_id: bytes
    name: str = "step"
    parent_span_id: bytes = b""
    start_ns: int = 0
    duration_ns: int = 1_000_000
    attributes: Mapping[str, Attribute] = field(default_factory=dict)


def new_trace_id() -> bytes:
    return secrets.token_bytes(16)


def new_span_id() -> bytes:
    return secrets.token_bytes(8)


def a_trace(start_ns: int, spans: int = 3, *, name: str = "request") -> list[SentSpan]:
    """A root and its children, one after the other."""
    trace_id, root = new_trace_id(), new_span_id()
    first = SentSpan(trace_id, root, name, start_ns=start_ns, duration_ns=spans * 1_000_000)
    rest = [
        SentSpan(trace_id, new_span_id(), f"{name} {number}", root, start_ns + number * 1_000_000)
        for number in range(1, spans)
    ]
    return [first, *rest]


def request(spans: Sequence[SentSpan], *, service: str = "tests", scope: str = "tests") -> ExportTraceServiceRequest:
    """One export of these spans."""
    export = ExportTraceServiceRequest()
    group = export.resource_spans.add()
    group.resource.attributes.append(_key_value("service.name", service))
    scoped = group.scope_spans.add()
    scoped.scope.name = scope
    scoped.spans.extend(_span(span) for span in spans)
    return export


def json_request(spans: Sequence[SentSpan], *, service: str = "tests", scope: str = "tests") -> bytes:
    """The same export as OTLP/JSON: ids in hex, 64-bit integers as text."""
    document = {
        "resourceSpans": [
            {
                "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": service}}]},
                "scopeSpans": [{"scope": {"name": scope}, "spans": [_json_span(span) for span in spans]}],
            }
        ]
    }
    return json.dumps(document).encode()


def _span(sent: SentSpan) -> Span:
    return Span(
        trace_id=sent.trace_id,
        span_id=sent.span_id,
        parent_span_id=sent.parent_span_id,
        name=sent.name,
        kind=Span.SPAN_KIND_INTERNAL,
        start_time_unix_nano=sent.start_ns,
        end_time_unix_nano=sent.start_ns + sent.duration_ns,
        attributes=[_key_value(key, value) for key, value in sent.attributes.items()],
    )


def _json_span(sent: SentSpan) -> dict[str, object]:
    return {
        "traceId": sent.trace_id.hex(),
        "spanId": sent.span_id.hex(),
        "parentSpanId": sent.parent_span_id.hex(),
        "name": sent.name,
        "kind": 1,
        "startTimeUnixNano": str(sent.start_ns),
        "endTimeUnixNano": str(sent.start_ns + sent.duration_ns),
        "attributes": [{"key": key, "value": _json_value(value)} for key, value in sent.attributes.items()],
    }


def _key_value(key: str, value: Attribute) -> KeyValue:
    match value:
        case bool():
            return KeyValue(key=key, value=AnyValue(bool_value=value))
        case int():
            return KeyValue(key=key, value=AnyValue(int_value=value))
        case float():
            return KeyValue(key=key, value=AnyValue(double_value=value))
        case str():
            return KeyValue(key=key, value=AnyValue(string_value=value))


def _json_value(value: Attribute) -> dict[str, object]:
    match value:
        case bool():
            return {"boolValue": value}
        case int():
            return {"intValue": str(value)}
        case float():
            return {"doubleValue": value}
        case str():
            return {"stringValue": value}
