"""Spans and raw records as the writer meets them, with everything a test does not care about filled in."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from assay_ingest.bus.records import Encoding, MediaType, RawRecord
from assay_ingest.domain.span import Event, Origin, Resource, Scope, Span, Value, filter_texts

SECOND_NS = 10**9
DAY_NS = 86_400 * SECOND_NS
RECEIVED_NS = 1_790_000_000 * SECOND_NS
PROJECT = UUID("019f0000-0000-7000-8000-00000000000a")


def a_record(value: bytes | None, **fields: Any) -> RawRecord:  # noqa: ANN401 - any header
    """A protobuf record received at RECEIVED_NS, with the window of 30 days."""
    given: dict[str, Any] = {
        "project_id": PROJECT,
        "media_type": MediaType.PROTOBUF,
        "encoding": Encoding.IDENTITY,
        "received_at_ns": RECEIVED_NS,
        "ingest_id": UUID("019f0000-0000-7000-8000-00000000000b"),
        "span_count": 1,
        "rejected_count": 0,
        "min_start_ns": RECEIVED_NS - 30 * DAY_NS,
        "max_start_ns": RECEIVED_NS + DAY_NS,
        "value": value,
    }
    return RawRecord(**given | fields)


def an_origin(**fields: Any) -> Origin:  # noqa: ANN401 - any field
    given: dict[str, Any] = {
        "project_id": PROJECT,
        "topic": "otlp.spans.v1",
        "partition": 0,
        "offset": 7,
        "received_at_ns": RECEIVED_NS,
        "ingest_id": UUID(int=1),
        "retention_days": 30,
        "trusted": False,
    }
    return Origin(**given | fields)


def an_arrived_span(
    attributes: Mapping[str, Value] | None = None,
    *,
    scope: str = "tests",
    resource: Mapping[str, Value] | None = None,
    raw_attributes: Sequence[tuple[str, bytes]] | None = None,
    exception: Event | None = None,
    **fields: Any,  # noqa: ANN401 - any field of a span
) -> Span:
    """A valid span. Without `raw_attributes` each attribute gets its key as its wire bytes."""
    sent = dict(attributes or {})
    described = dict(resource or {})
    given: dict[str, Any] = {
        "origin": an_origin(),
        "resource": Resource(b"resource", described, filter_texts(described)),
        "scope": Scope(b"scope", scope, "1"),
        "trace_id": bytes(15) + b"\x01",
        "span_id": bytes(7) + b"\x01",
        "parent_span_id": bytes(8),
        "name": "step",
        "otlp_kind": 1,
        "start_ns": RECEIVED_NS - SECOND_NS,
        "end_ns": RECEIVED_NS,
        "status_code": 0,
        "status_message": "",
        "trace_state": "",
        "flags": 0,
        "attributes": sent,
        "raw_attributes": [(key, key.encode()) for key in sent] if raw_attributes is None else list(raw_attributes),
        "raw_events": [],
        "raw_links": [],
        "exception": exception,
        "dropped_attributes": 0,
        "dropped_events": 0,
        "dropped_links": 0,
        "truncated": {},
        "warnings": [],
        "raw_extra": {},
    }
    return Span(**given | fields)
