"""Splitting: nothing lost, nothing reordered, nothing over the cap."""

import pytest
from assay_ingest.domain.splice import split_protobuf
from assay_ingest.domain.wire import TooMany
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

CAP = 600
groups = st.lists(st.lists(st.lists(st.integers(0, 150), max_size=6), max_size=3), max_size=3)


def a_request(shape: list[list[list[int]]]) -> ExportTraceServiceRequest:
    """Resource groups of scope groups of name lengths."""
    request = ExportTraceServiceRequest()
    for number, scopes in enumerate(shape):
        group = request.resource_spans.add(schema_url=f"schema {number}")
        group.resource.attributes.add(key="service.name").value.string_value = f"service {number}"
        for index, spans in enumerate(scopes):
            scope = group.scope_spans.add()
            scope.scope.name = f"scope {index}"
            for length in spans:
                scope.spans.add(name="n" * length)
    return request


def spans_in_order(body: bytes) -> list[tuple[bytes, str, bytes, bytes]]:
    request = ExportTraceServiceRequest.FromString(body)
    return [
        (
            group.resource.SerializeToString(),
            group.schema_url,
            scope.scope.SerializeToString(),
            span.SerializeToString(),
        )
        for group in request.resource_spans
        for scope in group.scope_spans
        for span in scope.spans
    ]


@given(groups)
def test_the_pieces_hold_the_same_spans_under_the_same_resource_and_scope(shape: list[list[list[int]]]) -> None:
    body = a_request(shape).SerializeToString()
    pieces = split_protobuf(body, CAP)
    assert all(len(piece) <= CAP for piece in pieces)
    assert [span for piece in pieces for span in spans_in_order(piece)] == spans_in_order(body)


def test_a_piece_is_filled_before_the_next_one_begins() -> None:
    body = a_request([[[100] * 40]]).SerializeToString()
    pieces = split_protobuf(body, CAP)
    assert len(pieces) <= len(body) // (CAP // 2)
    assert len(pieces) > 1


def test_a_span_that_fits_in_no_piece_is_named() -> None:
    with pytest.raises(TooMany) as over:
        split_protobuf(a_request([[[10, 700]]]).SerializeToString(), CAP)
    assert over.value.what == "bytes of a single span"
