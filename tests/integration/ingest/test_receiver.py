"""The receiver over real sockets and a real broker, driven by real SDK exporters and by raw bytes."""

import gzip
import json
import socket
from collections.abc import Iterator
from uuid import UUID

import grpc
import httpx
import pytest
from assay_contracts.topics import OTLP_LOGS
from assay_ingest.app.receiver import Receiver
from assay_ingest.bus.records import Encoding, MediaType
from assay_kit.clock import SystemClock
from assay_kit.ids import uuid7
from google.rpc.error_details_pb2 import BadRequest, RetryInfo
from google.rpc.status_pb2 import Status
from grpc_health.v1 import health_pb2, health_pb2_grpc
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter as GrpcExporter
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter as HttpExporter
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.support.key_service import KeyTable, a_key, key_id, serve_keys
from tests.support.otlp import SentSpan, a_trace, json_request, new_trace_id, request
from tests.support.receiver import Published, running_receiver

EXPORT = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
LOGS_EXPORT = "/opentelemetry.proto.collector.logs.v1.LogsService/Export"
PROTOBUF, JSON = "application/x-protobuf", "application/json"
READ_ONLY_KEY, UNKNOWN_KEY = a_key(2), a_key(3)


@pytest.fixture(scope="module")
def table() -> KeyTable:
    return KeyTable()


@pytest.fixture(scope="module")
def receiver(kafka_brokers: str, table: KeyTable) -> Iterator[Receiver]:
    with serve_keys(table) as gateway, running_receiver(kafka_brokers, gateway) as running:
        yield running


@pytest.fixture
def project_id() -> UUID:
    return uuid7()


@pytest.fixture
def key(table: KeyTable, project_id: UUID) -> str:
    """A good key of a project that nobody else uses."""
    number = project_id.int % 10**12
    table.allow(a_key(number), project_id, key_id=key_id(number))
    table.allow(READ_ONLY_KEY, project_id, key_id=key_id(2), scopes=("read",))
    return a_key(number)


@pytest.fixture
def published(kafka_brokers: str, receiver: Receiver) -> Published:
    return Published(kafka_brokers)


@pytest.fixture
def http(receiver: Receiver, key: str) -> Iterator[httpx.Client]:
    headers = {"x-api-key": key, "content-type": PROTOBUF}
    with httpx.Client(base_url=f"http://127.0.0.1:{receiver.http.port}", headers=headers) as client:
        yield client


@pytest.fixture
def channel(receiver: Receiver) -> Iterator[grpc.Channel]:
    with grpc.insecure_channel(f"127.0.0.1:{receiver.grpc_port}") as opened:
        yield opened


def now_ns() -> int:
    return SystemClock().now_ns()


def a_body(spans: int = 3) -> bytes:
    return request(a_trace(now_ns(), spans)).SerializeToString()


def sdk_spans(count: int) -> tuple[ReadableSpan, ...]:
    memory = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(memory))
    for number in range(count):
        with provider.get_tracer("tests").start_as_current_span(f"step {number}"):
            pass
    return memory.get_finished_spans()


def an_exporter(receiver: Receiver, kind: str, key: str) -> SpanExporter:
    headers = {"x-api-key": key}
    if kind.startswith("http"):
        packing = Compression.Gzip if kind.endswith("gzip") else Compression.NoCompression
        return HttpExporter(f"http://127.0.0.1:{receiver.http.port}/v1/traces", headers=headers, compression=packing)
    packed = grpc.Compression.Gzip if kind.endswith("gzip") else grpc.Compression.NoCompression
    address = f"127.0.0.1:{receiver.grpc_port}"
    return GrpcExporter(address, insecure=True, headers=headers, compression=packed, timeout=5)


def call(channel: grpc.Channel, body: bytes, *metadata: tuple[str, str], method: str = EXPORT) -> bytes:
    answer: bytes = channel.unary_unary(method)(body, metadata=metadata, timeout=10)
    return answer


def refusal(channel: grpc.Channel, body: bytes, *metadata: tuple[str, str], method: str = EXPORT) -> grpc.RpcError:
    with pytest.raises(grpc.RpcError) as refused:
        call(channel, body, *metadata, method=method)
    return refused.value


@pytest.mark.parametrize("kind", ["http", "http gzip", "grpc", "grpc gzip"])
def test_a_real_exporter_delivers_its_spans_in_the_packing_it_chose(
    receiver: Receiver, published: Published, project_id: UUID, key: str, kind: str
) -> None:
    exporter = an_exporter(receiver, kind, key)
    assert exporter.export(sdk_spans(5)) is SpanExportResult.SUCCESS
    exporter.shutdown()
    [record] = published.records(project_id)
    assert record.value is not None
    assert record.encoding is (Encoding.GZIP if kind.endswith("gzip") else Encoding.IDENTITY)
    body = gzip.decompress(record.value) if kind.endswith("gzip") else record.value
    spans = ExportTraceServiceRequest.FromString(body).resource_spans[0].scope_spans[0].spans
    assert [span.name for span in spans] == [f"step {number}" for number in range(5)]
    assert (record.span_count, record.rejected_count, record.issuer) == (5, 0, None)
    assert record.min_start_ns < record.received_at_ns < record.max_start_ns


def test_the_bytes_on_the_topic_are_the_bytes_that_came(
    http: httpx.Client, channel: grpc.Channel, key: str, published: Published, project_id: UUID
) -> None:
    bodies = [a_body(), gzip.compress(a_body()), json_request(a_trace(now_ns())), gzip.compress(a_body())]
    assert http.post("/v1/traces", content=bodies[0]).status_code == 200
    assert http.post("/v1/traces", content=bodies[1], headers={"content-encoding": "gzip"}).status_code == 200
    assert http.post("/v1/traces", content=bodies[2], headers={"content-type": JSON}).status_code == 200
    assert call(channel, bodies[3], ("authorization", f"Bearer {key}")) == b""
    records = {record.value: record for record in published.records(project_id)}
    assert set(records) == set(bodies)
    assert records[bodies[2]].media_type is MediaType.JSON


def test_success_is_an_empty_answer_in_the_form_of_the_request(http: httpx.Client) -> None:
    binary = http.post("/v1/traces", content=a_body())
    assert (binary.status_code, binary.headers["content-type"], binary.content) == (200, PROTOBUF, b"")
    text = http.post("/v1/traces", content=b"{}", headers={"content-type": f"{JSON}; charset=utf-8"})
    assert (text.status_code, text.headers["content-type"], text.content) == (200, JSON, b"{}")


def test_some_invalid_spans_are_named_and_the_rest_goes_on(
    http: httpx.Client, channel: grpc.Channel, key: str, published: Published, project_id: UUID
) -> None:
    sent = [*a_trace(now_ns(), 2), SentSpan(new_trace_id(), b"", start_ns=now_ns()), SentSpan(b"", b"", start_ns=1)]
    body = request(sent).SerializeToString()
    for answer in (http.post("/v1/traces", content=body).content, call(channel, body, ("x-api-key", key))):
        partial = ExportTraceServiceResponse.FromString(answer).partial_success
        assert partial.rejected_spans == 2
        assert "trace id" in partial.error_message
        assert "span id" in partial.error_message
    text = http.post("/v1/traces", content=json_request(sent), headers={"content-type": JSON}).json()
    assert text["partialSuccess"]["rejectedSpans"] == "2"
    assert [(r.span_count, r.rejected_count) for r in published.records(project_id)] == [(4, 2)] * 3


def test_logs_have_their_own_path_method_and_topic(
    http: httpx.Client, channel: grpc.Channel, key: str, published: Published, project_id: UUID
) -> None:
    logs = ExportLogsServiceRequest()
    logs.resource_logs.add().scope_logs.add().log_records.add(time_unix_nano=now_ns()).body.string_value = "hello"
    body = logs.SerializeToString()
    assert http.post("/v1/logs", content=body).content == b""
    assert call(channel, body, ("x-api-key", key), method=LOGS_EXPORT) == b""
    assert [record.value for record in published.records(project_id, OTLP_LOGS)] == [body, body]
    misled = ExportTraceServiceResponse.FromString(http.post("/v1/traces", content=body).content)
    assert "/v1/logs" in misled.partial_success.error_message


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"x-api-key": ""}, 401, grpc.StatusCode.UNAUTHENTICATED),
        ({"x-api-key": "nonsense"}, 401, grpc.StatusCode.UNAUTHENTICATED),
        ({"x-api-key": UNKNOWN_KEY}, 401, grpc.StatusCode.UNAUTHENTICATED),
        ({"authorization": f"Bearer {UNKNOWN_KEY}"}, 401, grpc.StatusCode.UNAUTHENTICATED),
        ({"x-api-key": READ_ONLY_KEY}, 403, grpc.StatusCode.PERMISSION_DENIED),
    ],
)
def test_a_bad_key_is_refused_for_good_on_both_transports(
    http: httpx.Client, channel: grpc.Channel, headers: dict[str, str], status: int, code: grpc.StatusCode
) -> None:
    answer = http.post("/v1/traces", content=a_body(), headers=headers)
    assert answer.status_code == status
    assert Status.FromString(answer.content).code == code.value[0]
    assert "retry-after" not in answer.headers
    refused = refusal(channel, a_body(), *headers.items())
    assert refused.code() is code
    assert "google.rpc.retryinfo-bin" not in dict(refused.trailing_metadata())


@pytest.mark.parametrize("body", [b"garbage", b"\x0a\x7f", gzip.compress(b"garbage", mtime=0), b"\x1f\x8bcut off"])
def test_garbage_is_an_invalid_argument_with_a_bad_request(
    http: httpx.Client, channel: grpc.Channel, key: str, body: bytes
) -> None:
    packing = {"content-encoding": "gzip"} if body[:1] == b"\x1f" else {}
    answer = http.post("/v1/traces", content=body, headers=packing)
    assert answer.status_code == 400
    status = Status.FromString(answer.content)
    assert status.details[0].Unpack(BadRequest())
    assert refusal(channel, body, ("x-api-key", key)).code() is grpc.StatusCode.INVALID_ARGUMENT


def test_an_error_about_json_is_json(http: httpx.Client) -> None:
    answer = http.post("/v1/traces", content=b"{", headers={"content-type": JSON})
    assert (answer.status_code, answer.headers["content-type"]) == (400, JSON)
    assert json.loads(answer.content)["code"] == 3


def test_paths_methods_types_and_encodings_that_we_do_not_know(
    http: httpx.Client, channel: grpc.Channel, key: str
) -> None:
    assert http.post("/v1/metrics", content=b"").status_code == 404
    assert http.get("/v1/traces").status_code == 405
    assert http.post("/v1/traces", content=b"", headers={"content-type": "text/plain"}).status_code == 415
    assert http.post("/v1/traces", content=b"", headers={"content-encoding": "br"}).status_code == 415
    metrics = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export"
    assert refusal(channel, b"", ("x-api-key", key), method=metrics).code() is grpc.StatusCode.UNIMPLEMENTED


def test_a_bomb_is_refused_for_good(http: httpx.Client, channel: grpc.Channel, key: str) -> None:
    spans = b"\x12\x00" * 10_000_000
    scope = b"\x12" + _size(len(spans)) + spans
    bomb = gzip.compress(b"\x0a" + _size(len(scope)) + scope)
    answer = http.post("/v1/traces", content=bomb, headers={"content-encoding": "gzip"})
    assert answer.status_code == 413
    assert "retry-after" not in answer.headers
    refused = refusal(channel, bomb, ("x-api-key", key))
    assert refused.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert "google.rpc.retryinfo-bin" not in dict(refused.trailing_metadata())


def test_an_announced_body_over_the_cap_is_refused_before_it_is_sent(receiver: Receiver) -> None:
    with socket.create_connection(("127.0.0.1", receiver.http.port), timeout=5) as connection:
        too_long = 64 * 1024 * 1024 + 1
        head = f"POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: {PROTOBUF}\r\ncontent-length: {too_long}\r\n\r\n"
        connection.sendall(head.encode())
        assert connection.recv(1024).startswith(b"HTTP/1.1 413 ")


def test_a_request_over_the_record_cap_becomes_several_records(
    http: httpx.Client, published: Published, project_id: UUID
) -> None:
    sent = [
        SentSpan(new_trace_id(), bytes([1, *[number] * 7]), start_ns=now_ns(), attributes={"text": "x" * 1_000_000})
        for number in range(20)
    ]
    assert http.post("/v1/traces", content=request(sent).SerializeToString(), timeout=30).status_code == 200
    records = published.records(project_id)
    assert len(records) == 2
    assert sum(record.span_count for record in records) == 20
    assert len({record.ingest_id for record in records}) == 1
    assert all(len(record.value or b"") <= 16 * 1024 * 1024 for record in records)


def test_many_requests_use_one_connection(http: httpx.Client, published: Published, project_id: UUID) -> None:
    assert {http.post("/v1/traces", content=a_body(1)).status_code for _ in range(20)} == {200}
    assert sum(record.span_count for record in published.records(project_id)) == 20


def test_the_health_service_shares_the_port(channel: grpc.Channel) -> None:
    stub = health_pb2_grpc.HealthStub(channel)
    assert stub.Check(health_pb2.HealthCheckRequest()).status == health_pb2.HealthCheckResponse.SERVING


def test_a_gateway_that_is_away_is_our_fault_and_passes(kafka_brokers: str) -> None:
    """Never 401: clients would drop their data."""
    with running_receiver(kafka_brokers, gateway_port=1) as receiver:
        url = f"http://127.0.0.1:{receiver.http.port}/v1/traces"
        answer = httpx.post(url, content=a_body(), headers={"x-api-key": a_key(9), "content-type": PROTOBUF})
        assert answer.status_code == 503
        assert 1 <= int(answer.headers["retry-after"]) <= 5
        with grpc.insecure_channel(f"127.0.0.1:{receiver.grpc_port}") as channel:
            refused = refusal(channel, a_body(), ("x-api-key", a_key(9)))
    assert refused.code() is grpc.StatusCode.UNAVAILABLE
    trailers = dict(refused.trailing_metadata())
    bare = RetryInfo.FromString(trailers["google.rpc.retryinfo-bin"])
    packed = RetryInfo()
    assert Status.FromString(trailers["grpc-status-details-bin"]).details[0].Unpack(packed)
    assert 1.0 <= bare.retry_delay.ToMilliseconds() / 1000 <= 5.0
    assert packed == bare


def test_a_project_over_its_rate_is_told_when_to_come_back(kafka_brokers: str, table: KeyTable) -> None:
    project = uuid7()
    table.allow(a_key(77), project, key_id=key_id(77))
    with serve_keys(table) as gateway, running_receiver(kafka_brokers, gateway, limits_factor=0.0001) as receiver:
        url = f"http://127.0.0.1:{receiver.http.port}/v1/traces"
        headers = {"x-api-key": a_key(77), "content-type": PROTOBUF}
        answers = [httpx.post(url, content=a_body(100), headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert int(answers[1].headers["retry-after"]) >= 1


def _size(number: int) -> bytes:
    encoded = bytearray()
    while number >= 0x80:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*encoded, number])
