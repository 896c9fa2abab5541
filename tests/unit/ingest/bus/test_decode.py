"""A record's bytes -> spans: the same from every transport, and nothing malformed costs a span."""

import base64
import gzip
import json
from collections import Counter
from typing import Any

import pytest
from assay_ingest.bus import otlp_flat_pb2 as flat
from assay_ingest.bus.decode import MAX_VALUE_BYTES, Decoded, Decoder
from assay_ingest.bus.json_head import parse_traces, span_verdict
from assay_ingest.bus.records import Encoding, MediaType
from assay_ingest.domain.span import Span
from assay_ingest.errors import UnreadableValue
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Status

from tests.support.arrived_spans import DAY_NS, RECEIVED_NS, a_record
from tests.support.otlp import Attribute, SentSpan, json_request, request

TRACE, SPAN = bytes(15) + b"\x01", bytes(7) + b"\x02"
ATTRIBUTES: dict[str, Attribute] = {"text": "größer", "flag": True, "whole": 2**53 + 1, "part": 0.5, "empty": ""}
SENT = SentSpan(TRACE, SPAN, "step", parent_span_id=bytes(7) + b"\x09", start_ns=RECEIVED_NS, attributes=ATTRIBUTES)


def decode(value: bytes | None, **fields: Any) -> Decoded:  # noqa: ANN401 - any header
    return Decoder().decode(a_record(value, **fields), "otlp.spans.v1", 3, 7)


def one(value: bytes, **fields: Any) -> Span:  # noqa: ANN401 - any header
    (span,) = decode(value, **fields).spans
    return span


def with_flat(change: Any) -> bytes:  # noqa: ANN401 - a function on the flat span
    """SENT as protobuf, with its flat message changed before it is packed again."""
    export = flat.ExportTraces.FromString(request([SENT]).SerializeToString())
    change(export.resource_spans[0].scope_spans[0].spans[0])
    return export.SerializeToString()


def test_protobuf_and_json_give_the_same_span() -> None:
    from_json = one(json_request([SENT]), media_type=MediaType.JSON)
    assert from_json == one(request([SENT]).SerializeToString())
    assert from_json.attributes == ATTRIBUTES
    assert from_json.resource.texts == {"service.name": "tests"}


def test_gzip_changes_nothing() -> None:
    body = request([SENT]).SerializeToString()
    assert one(gzip.compress(body, mtime=0), encoding=Encoding.GZIP) == one(body)


def test_wire_bytes_of_attributes_are_kept_in_order_with_duplicates() -> None:
    pairs = [KeyValue(key="k", value=AnyValue(string_value=text)) for text in ("first", "last")]
    export = request([SentSpan(TRACE, SPAN, start_ns=RECEIVED_NS)])
    export.resource_spans[0].scope_spans[0].spans[0].attributes.extend(pairs)
    span = one(export.SerializeToString())
    assert [raw for _, raw in span.raw_attributes] == [pair.SerializeToString() for pair in pairs]
    assert span.attributes == {"k": "last"}


def test_structures_keep_their_shape() -> None:
    pair = KeyValue(key="list", value=AnyValue(array_value=ArrayValue(values=[AnyValue(int_value=1), AnyValue()])))
    span = one(with_flat(lambda span: span.attributes.append(pair.SerializeToString())))
    assert span.attributes["list"] == [1, None]


def test_nesting_beyond_32_becomes_text() -> None:
    value = AnyValue(string_value="deep")
    for _ in range(40):
        value = AnyValue(array_value=ArrayValue(values=[value]))
    pair = KeyValue(key="nested", value=value)
    found: Any = one(with_flat(lambda span: span.attributes.append(pair.SerializeToString()))).attributes["nested"]
    depth = 0
    while isinstance(found, list):
        (found,) = found
        depth += 1
    assert (depth, type(found)) == (31, str)


def test_a_malformed_attribute_is_set_aside_and_the_span_stays() -> None:
    span = one(with_flat(lambda span: span.attributes.append(b"\xff\xff")))
    assert span.warnings == ["malformed_attribute"]
    assert base64.b64decode(span.raw_extra["attributes.5"]) == b"\xff\xff"
    assert span.attributes == ATTRIBUTES


def test_a_malformed_json_attribute_is_set_aside_and_the_span_stays() -> None:
    document = json.loads(json_request([SENT]))
    attributes = document["resourceSpans"][0]["scopeSpans"][0]["spans"][0]["attributes"]
    attributes.append({"key": "k", "value": {"intValue": "many"}})
    span = one(json.dumps(document).encode(), media_type=MediaType.JSON)
    assert span.warnings == ["malformed_attribute"]
    assert b"many" in base64.b64decode(span.raw_extra["attributes.5"])


def test_invalid_utf8_becomes_replacement_characters_and_its_bytes_stay() -> None:
    pair = flat.KeyValue(key=b"k", value=flat.AnyValue(string_value=b"a\xffb")).SerializeToString()
    span = one(with_flat(lambda span: span.attributes.append(pair)))
    assert span.attributes["k"] == "a\ufffdb"
    assert ("k", pair) in span.raw_attributes


def test_a_value_above_the_cap_is_cut_and_measured() -> None:
    text = "ä" * MAX_VALUE_BYTES
    span = one(request([SentSpan(TRACE, SPAN, start_ns=RECEIVED_NS, attributes={"long": text})]).SerializeToString())
    kept = span.attributes["long"]
    assert isinstance(kept, str)
    assert kept.endswith("]")
    assert len(kept.encode()) <= MAX_VALUE_BYTES
    assert span.truncated["long"].size_bytes == 2 * MAX_VALUE_BYTES


@pytest.mark.parametrize("end_ns", [0, RECEIVED_NS - 1, 2**64 - 1])
def test_an_impossible_end_gives_no_duration(end_ns: int) -> None:
    def change(span: flat.Span) -> None:
        span.end_time_unix_nano = end_ns

    span = one(with_flat(change))
    assert (span.duration_ns, span.warnings, span.raw_extra) == (
        0,
        ["bad_end_time"],
        {"end_time_unix_nano": str(end_ns)},
    )


def test_a_start_ahead_of_its_receipt_is_warned_about() -> None:
    ahead = SentSpan(TRACE, SPAN, start_ns=RECEIVED_NS + 61 * 10**9)
    assert one(request([ahead]).SerializeToString()).warnings == ["clock_skew"]


@pytest.mark.parametrize(("issuer", "kept"), [(None, False), ("evals", True)])
def test_only_evals_may_mark_a_span_internal(issuer: str | None, kept: bool) -> None:
    sent = SentSpan(TRACE, SPAN, start_ns=RECEIVED_NS, attributes={"assay.internal": True, "k": "v"})
    span = one(request([sent]).SerializeToString(), issuer=issuer)
    assert ("assay.internal" in span.attributes) is kept
    assert ("assay.internal" in dict(span.raw_attributes)) is kept


def test_a_status_is_read_with_its_message() -> None:
    status = Status(code=Status.STATUS_CODE_ERROR, message="boom").SerializeToString()

    def change(span: flat.Span) -> None:
        span.status = status

    span = one(with_flat(change))
    assert (span.status_code, span.status_message) == (2, "boom")


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (SentSpan(bytes(16), SPAN, start_ns=RECEIVED_NS), "bad_trace_id"),
        (SentSpan(TRACE, b"short", start_ns=RECEIVED_NS), "bad_span_id"),
        (SentSpan(TRACE, SPAN, start_ns=RECEIVED_NS - 31 * DAY_NS), "too_old"),
        (SentSpan(TRACE, SPAN, start_ns=RECEIVED_NS + 2 * DAY_NS), "too_new"),
    ],
)
@pytest.mark.parametrize("media_type", list(MediaType))
def test_an_invalid_span_is_dropped_by_reason_and_its_neighbour_stays(
    sent: SentSpan, reason: str, media_type: MediaType
) -> None:
    make = json_request if media_type is MediaType.JSON else lambda spans: request(spans).SerializeToString()
    decoded = decode(make([sent, SENT]), media_type=media_type)
    assert (decoded.rejected, len(decoded.spans)) == (Counter({reason: 1}), 1)


IDS = ["", "00", "zz", "0" * 16, "1" * 16, "0A" * 8, "0" * 32, "f" * 32, "f" * 31, "ä" * 16]


@pytest.mark.parametrize("parent", IDS)
@pytest.mark.parametrize("link", [None, *IDS])
def test_json_is_judged_as_the_receiver_judged_it(parent: str, link: str | None) -> None:
    links = [] if link is None else [{"traceId": "f" * 32, "spanId": link}]
    sent = {"traceId": "f" * 32, "spanId": "1" * 16, "parentSpanId": parent, "links": links}
    span = sent | {"startTimeUnixNano": str(RECEIVED_NS)}
    body = json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]}).encode()
    record = a_record(body, media_type=MediaType.JSON)
    (seen,) = parse_traces(body).items()
    reason = span_verdict(seen, record.min_start_ns, record.max_start_ns)
    assert list(decode(body, media_type=MediaType.JSON).rejected) == ([] if reason is None else [reason])


def test_a_record_without_value_carries_its_counts() -> None:
    assert decode(None, rejected={"too_old": 4}).rejected == Counter({"too_old": 4})


@pytest.mark.parametrize(
    ("value", "fields"),
    [
        (b"\xff\xff", {}),
        (b"[]", {"media_type": MediaType.JSON}),
        (b"{", {"media_type": MediaType.JSON}),
        (b"not gzip", {"encoding": Encoding.GZIP}),
        (gzip.compress(b"x" * 1000, mtime=0)[:-9], {"encoding": Encoding.GZIP}),
    ],
)
def test_what_nobody_can_read_is_named(value: bytes, fields: dict[str, Any]) -> None:
    with pytest.raises(UnreadableValue):
        decode(value, **fields)
