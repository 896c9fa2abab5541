"""Counting on the wire: agrees with the parser, and stops at the first limit."""

from collections.abc import Callable

import pytest
from assay_ingest.domain.wire import LOG_RECORD, SPAN, CountLimits, Counts, TooMany, WireError, count
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

COUNT_ALL = CountLimits(elements=1)  # so small that every body is searched for elements


def a_request(shape: list[list[tuple[int, int, int]]]) -> ExportTraceServiceRequest:
    """Resource groups of scope groups of (spans, attributes per span, events per span)."""
    request = ExportTraceServiceRequest()
    for scopes in shape:
        group = request.resource_spans.add()
        group.resource.attributes.add(key="service.name")
        for spans, attributes, events in scopes:
            scope = group.scope_spans.add()
            scope.scope.name = "x" * 300
            for _ in range(spans):
                span = scope.spans.add(name="n" * 200, trace_id=bytes(16))
                for _ in range(attributes):
                    span.attributes.add(key="k").value.string_value = "v" * 20
                for _ in range(events):
                    span.events.add(name="e").attributes.add(key="k")
                span.links.add()
    return request


shapes = st.lists(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 3)), max_size=4), max_size=4)


@given(shapes)
def test_counts_are_those_of_the_parser(shape: list[list[tuple[int, int, int]]]) -> None:
    scopes = [scope for group in shape for scope in group]
    spans = sum(spans for spans, _, _ in scopes)
    elements = len(shape) + sum(n * (attributes + 2 * events + 1) for n, attributes, events in scopes)
    limits = CountLimits(elements=10_000)
    body = a_request(shape).SerializeToString()
    padded = body + b"\x7a" + b"\xa0\x9c\x01" + bytes(20_000)  # an unknown field makes the body worth searching
    assert count(body, SPAN, limits) == Counts(len(shape), len(scopes), spans, 0)
    assert count(padded, SPAN, limits) == Counts(len(shape), len(scopes), spans, elements)


@pytest.mark.parametrize(
    ("limits", "what"),
    [
        (CountLimits(resource_groups=1), "resource groups"),
        (CountLimits(scope_groups=2), "scope groups"),
        (CountLimits(items=5), "spans or log records"),
        (CountLimits(elements=20), "attributes, events and links"),
    ],
)
def test_counting_stops_at_each_limit(limits: CountLimits, what: str) -> None:
    body = a_request([[(2, 3, 1), (2, 3, 1)], [(2, 3, 1)]]).SerializeToString()
    with pytest.raises(TooMany) as over:
        count(body, SPAN, limits)
    assert over.value.what == what
    assert over.value.seen == over.value.limit + 1


def test_log_records_and_their_attributes_are_counted() -> None:
    request = ExportLogsServiceRequest()
    record = request.resource_logs.add().scope_logs.add().log_records.add()
    record.attributes.add(key="a")
    record.attributes.add(key="b")
    with pytest.raises(TooMany):
        count(request.SerializeToString(), LOG_RECORD, COUNT_ALL)
    assert count(request.SerializeToString(), LOG_RECORD, CountLimits()).items == 1


@pytest.mark.parametrize(
    "body",
    [
        b"\x0a",  # a tag without a length
        b"\x0a\x05ab",  # a length beyond the end
        b"\x0a\x02\x12\x05",  # an inner length beyond its message
        b"\x7b\x7c",  # a group
        b"\x8a\x00\x00",  # field 1 written with a byte too many
        b"\x0f\x00",  # wire type 7
        b"\x00\x00",  # field number 0
        b"\x0a\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01",  # a length of eleven bytes
    ],
)
def test_what_is_not_protobuf_is_named(body: bytes) -> None:
    with pytest.raises(WireError):
        count(body, SPAN, CountLimits())


def test_unknown_fields_of_every_wire_type_are_skipped() -> None:
    unknown = b"\x78\x96\x01" + b"\x79" + bytes(8) + b"\x7d" + bytes(4) + b"\x7a\x02hi" + b"\xfa\x07\x02hi"
    known = a_request([[(2, 0, 0)]]).SerializeToString()
    assert count(unknown + known + unknown, SPAN, CountLimits()).items == 2


@pytest.mark.parametrize("wrap", [lambda u: u, lambda u: _field(0x0A, u), lambda u: _field(0x0A, _field(0x12, u))])
def test_fields_that_nobody_counts_are_bounded_too(wrap: Callable[[bytes], bytes]) -> None:
    with pytest.raises(TooMany) as over:
        count(wrap(b"\x78\x00" * 50), SPAN, CountLimits(skipped=49))
    assert over.value.what == "fields"


def test_counting_ends_at_the_limit_and_not_at_the_end_of_a_bomb() -> None:
    body = _field(0x0A, _field(0x12, b"\x12\x00" * 100_000))
    with pytest.raises(TooMany) as over:
        count(body, SPAN, CountLimits())
    assert over.value.seen == 50_001


def _field(tag: int, content: bytes) -> bytes:
    return bytes([tag]) + _size(len(content)) + content


def _size(number: int) -> bytes:
    encoded = bytearray()
    while number >= 0x80:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*encoded, number])
