"""What the receiver sees in a request, and that the writer sees the same."""

import gzip
from uuid import UUID

import pytest
from assay_ingest.bus.decode import Decoder
from assay_ingest.bus.otlp import Export, Inspection, Window, inspect, records
from assay_ingest.bus.records import Encoding, MediaType, RawRecord
from assay_ingest.bus.split_json import split_json
from assay_ingest.domain.identity import Reason
from assay_ingest.domain.signal import Signal
from assay_ingest.domain.wire import CountLimits
from assay_ingest.errors import ExportTooLarge, MalformedExport, UnsupportedEncoding
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest

from tests.support.otlp import SentSpan, json_request, request

WINDOW = Window(1_000, 2_000)
LIMITS = CountLimits()
ids = st.sampled_from([b"", b"\1" * 8, b"\2" * 16, bytes(8), bytes(16), b"\3" * 7])
sent_spans = st.builds(
    SentSpan,
    trace_id=ids,
    span_id=ids,
    parent_span_id=ids,
    start_ns=st.sampled_from([0, 999, 1_000, 1_500, 2_000, 2_001]),
)


def a_span(start_ns: int = 1_500, *, trace_id: bytes = b"\2" * 16, span_id: bytes = b"\1" * 8) -> SentSpan:
    return SentSpan(trace_id, span_id, start_ns=start_ns)


def look(body: bytes, media_type: MediaType = MediaType.PROTOBUF, signal: Signal = Signal.SPANS) -> Inspection:
    return inspect(Export(signal, body, media_type, Encoding.IDENTITY), WINDOW, LIMITS, lambda _: None)


def head_for(media_type: MediaType) -> RawRecord:
    return RawRecord(
        project_id=UUID(int=1),
        media_type=media_type,
        received_at_ns=1_600,
        ingest_id=UUID(int=2),
        span_count=0,
        rejected_count=0,
        min_start_ns=WINDOW.min_ns,
        max_start_ns=WINDOW.max_ns,
        value=None,
    )


@given(st.lists(sent_spans, max_size=6), st.sampled_from(MediaType), st.booleans())
def test_receiver_and_writer_reject_the_same_spans(sent: list[SentSpan], media_type: MediaType, packed: bool) -> None:
    body = json_request(sent) if media_type is MediaType.JSON else request(sent).SerializeToString()
    encoding = Encoding.GZIP if packed else Encoding.IDENTITY
    export = Export(Signal.SPANS, gzip.compress(body) if packed else body, media_type, encoding)
    seen = inspect(export, WINDOW, LIMITS, lambda _: None)
    for record in records(export, seen, head_for(media_type), WINDOW):
        decoded = Decoder().decode(record, "otlp.spans.v1", 0, 0)
        assert decoded.rejected == {reason.value: count for reason, count in seen.rejected.items()}
        assert len(decoded.spans) + decoded.rejected.total() == seen.total == record.span_count


def test_each_bad_span_is_counted_under_its_reason() -> None:
    sent = [a_span(), a_span(1), a_span(9_999), a_span(trace_id=b"x"), a_span(span_id=b"")]
    for media_type, body in (
        (MediaType.PROTOBUF, request(sent).SerializeToString()),
        (MediaType.JSON, json_request(sent)),
    ):
        seen = look(body, media_type)
        assert seen.total == 5
        assert set(seen.rejected) == {Reason.TOO_OLD, Reason.TOO_NEW, Reason.BAD_TRACE_ID, Reason.BAD_SPAN_ID}


def test_an_empty_request_makes_no_record() -> None:
    for media_type, body in ((MediaType.PROTOBUF, b""), (MediaType.JSON, b"{}"), (MediaType.JSON, json_request([]))):
        export = Export(Signal.SPANS, body, media_type, Encoding.IDENTITY)
        assert records(export, look(body, media_type), head_for(media_type), WINDOW) == []


def test_the_original_bytes_travel_and_still_packed() -> None:
    packed = gzip.compress(request([a_span(), a_span(1)]).SerializeToString())
    export = Export(Signal.SPANS, packed, MediaType.PROTOBUF, Encoding.GZIP)
    [record] = records(export, inspect(export, WINDOW, LIMITS, lambda _: None), head_for(export.media_type), WINDOW)
    assert (record.value, record.encoding) == (packed, Encoding.GZIP)
    assert (record.span_count, record.rejected_count) == (2, 1)


def test_when_all_spans_are_rejected_the_record_has_no_value_but_the_reasons() -> None:
    body = request([a_span(1), a_span(2)]).SerializeToString()
    export = Export(Signal.SPANS, body, MediaType.PROTOBUF, Encoding.IDENTITY)
    [record] = records(export, look(body), head_for(export.media_type), WINDOW)
    assert record.value is None
    assert record.rejected == {"too_old": 2}


def test_log_records_on_the_path_for_traces_are_recognised() -> None:
    logs = ExportLogsServiceRequest()
    logs.resource_logs.add().scope_logs.add().log_records.add(time_unix_nano=1_500).body.string_value = "hello"
    assert look(logs.SerializeToString()).looks_like_logs
    assert not look(request([a_span(1)]).SerializeToString()).looks_like_logs


def test_logs_are_judged_by_time_else_observed_time() -> None:
    logs = ExportLogsServiceRequest()
    records_of = logs.resource_logs.add().scope_logs.add().log_records
    records_of.add(time_unix_nano=1_500)
    records_of.add(observed_time_unix_nano=1_500)
    records_of.add(time_unix_nano=1, observed_time_unix_nano=1_500)
    assert look(logs.SerializeToString(), signal=Signal.LOGS).rejected == {Reason.TOO_OLD: 1}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"resourceSpans": {}}',
        b'{"resourceSpans": [{"scopeSpans": [{"spans": [{"attributes": {"a": 1}}]}]}]}',
        b'{"resourceSpans": [{"scopeSpans": [{"spans": [{"kind": "SPAN_KIND_SERVER"}]}]}]}',
        b'{"resourceSpans": [{"scopeSpans": [{"spans": [{"startTimeUnixNano": NaN}]}]}]}',
        b'{"resourceSpans": [{"scopeSpans": [{"spans": [{"startTimeUnixNano": "soon"}]}]}]}',
        b'{"unknown": ' + b"[" * 129 + b"]" * 129 + b"}",
        b'{"unknown": ' + b"[" * 100_000,
    ],
)
def test_what_is_no_otlp_json_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedExport):
        look(body, MediaType.JSON)


def test_unknown_keys_nulls_and_snake_case_are_ignored_in_json() -> None:
    body = (
        b'{"resourceSpans": [{"scopeSpans": [{"spans": [{"traceId": "5B8EFFF798038103D269B633813FC60C",'
        b' "spanId": "eee19b7ec3c1b174", "parentSpanId": null, "startTimeUnixNano": 1500, "start_time_unix_nano": 1,'
        b' "links": null, "attributes": null, "new": [{"x": 1e999}]}], "schemaUrl": null}]}], "partial": 1}'
    )
    seen = look(body, MediaType.JSON)
    assert (seen.total, seen.rejected_count) == (1, 0)


def test_bad_parent_and_link_ids_reject_their_span_in_json() -> None:
    span = b'{"traceId": "%s", "spanId": "%s", "startTimeUnixNano": "1500", %%s}' % (b"02" * 16, b"01" * 8)
    body = b'{"resourceSpans": [{"scopeSpans": [{"spans": [%s, %s]}]}]}' % (
        span % b'"parentSpanId": "xyz"',
        span % b'"links": [{"traceId": "02"}]',
    )
    assert look(body, MediaType.JSON).rejected == {Reason.BAD_PARENT_ID: 1, Reason.BAD_LINK_ID: 1}


def test_a_deflated_body_is_named_as_such() -> None:
    with pytest.raises(UnsupportedEncoding):
        look(b"\x78\x9c\x03\x00\x00\x00\x00\x01")


@pytest.mark.parametrize("body", [b"garbage", b"\x0a\x05\x12", b"\xff" * 20])
def test_garbage_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedExport):
        look(body)


def test_limits_hold_for_json_too() -> None:
    sent = [a_span() for _ in range(4)]
    export = Export(Signal.SPANS, json_request(sent), MediaType.JSON, Encoding.IDENTITY)
    with pytest.raises(ExportTooLarge):
        inspect(export, WINDOW, CountLimits(items=3), lambda _: None)
    with pytest.raises(ExportTooLarge):
        inspect(export, WINDOW, CountLimits(elements=1), lambda _: None)


def test_a_split_json_request_keeps_each_span_and_what_surrounds_it() -> None:
    sent = [a_span(1_000 + number) for number in range(50)]
    body = json_request(sent)
    pieces = split_json(Signal.SPANS, body, 2_000)
    assert len(pieces) > 1
    assert all(len(piece) <= 2_000 for piece in pieces)
    assert sum(look(piece, MediaType.JSON).total for piece in pieces) == 50
    assert all(b'"service.name"' in piece for piece in pieces)
