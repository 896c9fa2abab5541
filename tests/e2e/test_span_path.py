"""A span's whole way: a real OpenTelemetry client exports it, and the API shows it."""

import gzip
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from typing import Any

import grpc
import httpx
import pytest
from google.rpc.status_pb2 import Status
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter as GrpcExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter as HttpExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter

from tests.support.api import Api
from tests.support.otlp import a_trace, json_request, request

Env = Mapping[str, str]
PROTOBUF = "application/x-protobuf"
JSON = "application/json"
EXPORT = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"


@pytest.fixture
def api(stack_env: Env) -> Iterator[Api]:
    with closing(Api(stack_env["ASSAY_URL"], stack_env["ASSAY_API_KEY"])) as client:
        yield client


def grpc_exporter(env: Env) -> SpanExporter:
    return GrpcExporter(endpoint=env["ASSAY_OTLP_GRPC"], insecure=True, headers=(("x-api-key", env["ASSAY_API_KEY"]),))


def grpc_gzip_exporter(env: Env) -> SpanExporter:
    headers = (("authorization", f"Bearer {env['ASSAY_API_KEY']}"),)
    return GrpcExporter(
        endpoint=env["ASSAY_OTLP_GRPC"], insecure=True, headers=headers, compression=grpc.Compression.Gzip
    )


def http_exporter(env: Env) -> SpanExporter:
    endpoint = f"{env['OTEL_EXPORTER_OTLP_ENDPOINT']}/v1/traces"
    return HttpExporter(endpoint=endpoint, headers={"x-api-key": env["ASSAY_API_KEY"]})


@pytest.mark.parametrize("exporter", [grpc_exporter, grpc_gzip_exporter, http_exporter])
def test_what_a_real_sdk_exports_is_shown_with_its_content(
    exporter: Callable[[Env], SpanExporter], stack_env: Env, api: Api
) -> None:
    provider = TracerProvider(resource=Resource.create({"service.name": "shop"}))
    provider.add_span_processor(SimpleSpanProcessor(exporter(stack_env)))
    tracer = provider.get_tracer("shop", "1.2")
    with (
        tracer.start_as_current_span(
            "invoke_agent seller", attributes={"gen_ai.operation.name": "invoke_agent"}
        ) as root,
        tracer.start_as_current_span("chat gpt-4o", attributes=_CHAT),
    ):
        pass
    provider.shutdown()
    trace_id = f"{root.get_span_context().trace_id:032x}"

    trace = api.wait_for_trace(trace_id, spans=2)
    assert trace["name"] == "invoke_agent seller"
    assert [span["kind"] for span in trace["spans"]] == ["agent", "llm"]
    assert (trace["usage"]["input"], trace["usage"]["output"]) == (12, 5)
    span = api.span(trace_id, trace["spans"][1]["span_id"])
    assert span["input_messages"][-1]["parts"] == [{"type": "text", "content": "How much is the red one?"}]
    assert span["output_messages"][0]["parts"] == [{"type": "text", "content": "Nine euros."}]
    assert span["resource"]["service.name"] == "shop"


_CHAT: dict[str, str | int] = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-4o",
    "gen_ai.response.model": "gpt-4o-2024-08-06",
    "gen_ai.usage.input_tokens": 12,
    "gen_ai.usage.output_tokens": 5,
    "gen_ai.input.messages": '[{"role":"user","parts":[{"type":"text","content":"How much is the red one?"}]}]',
    "gen_ai.output.messages": '[{"role":"assistant","parts":[{"type":"text","content":"Nine euros."}]}]',
}


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("content_type", [PROTOBUF, JSON])
def test_http_takes_both_encodings_packed_or_not(content_type: str, packed: bool, stack_env: Env, api: Api) -> None:
    spans = a_trace(time.time_ns(), 3)
    body = request(spans).SerializeToString() if content_type == PROTOBUF else json_request(spans)
    answer = post(stack_env, gzip.compress(body) if packed else body, content_type, packed=packed)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == content_type
    assert answer.content == (b"" if content_type == PROTOBUF else b"{}")
    trace = api.wait_for_trace(spans[0].trace_id.hex(), spans=3)
    assert {span["span_id"] for span in trace["spans"]} == {span.span_id.hex() for span in spans}


def test_a_new_trace_joins_the_list(stack_env: Env, api: Api) -> None:
    spans = a_trace(time.time_ns(), 2, name="fresh")
    assert post(stack_env, request(spans).SerializeToString(), PROTOBUF).status_code == 200
    api.wait_until_listed(spans[0].trace_id.hex(), timeout_s=20)


def test_the_same_export_twice_is_one_trace_with_the_same_spans(stack_env: Env, api: Api) -> None:
    spans = a_trace(time.time_ns(), 4)
    body = request(spans).SerializeToString()
    for _ in range(3):
        assert post(stack_env, body, PROTOBUF).status_code == 200
    trace = api.wait_for_trace(spans[0].trace_id.hex(), spans=4)
    assert (trace["span_count"], len(trace["spans"])) == (4, 4)


@pytest.mark.parametrize("key", ["", "nonsense", "asy_000000000000_00000000000000000000000000000000_000000"])
def test_a_wrong_key_is_unauthenticated_over_both_transports(key: str, stack_env: Env) -> None:
    body = request(a_trace(time.time_ns(), 1)).SerializeToString()
    assert post(stack_env, body, PROTOBUF, key=key).status_code == 401
    with grpc.insecure_channel(stack_env["ASSAY_OTLP_GRPC"]) as channel, pytest.raises(grpc.RpcError) as refused:
        channel.unary_unary(EXPORT, request_serializer=None)(body, metadata=(("x-api-key", key),), timeout=10)
    assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED


def test_garbage_is_refused_with_a_status_in_the_requests_encoding(stack_env: Env) -> None:
    as_protobuf = post(stack_env, b"\xff\xff\xff\xff", PROTOBUF)
    as_json = post(stack_env, b"{not json", JSON)
    assert (as_protobuf.status_code, as_json.status_code) == (400, 400)
    assert Status.FromString(as_protobuf.content).message
    assert as_json.json()["message"]


def test_the_api_asks_for_a_key(stack_env: Env) -> None:
    answer = httpx.get(f"{stack_env['ASSAY_URL']}/api/traces")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["request_id"]


def test_the_first_owner_signs_in_and_sees_the_traces(stack_env: Env) -> None:
    credentials = {"email": stack_env["ASSAY_EMAIL"], "password": stack_env["ASSAY_PASSWORD"]}
    login = httpx.post(f"{stack_env['ASSAY_URL']}/api/auth/login", json=credentials).raise_for_status().json()
    headers = {"Authorization": f"Bearer {login['token']}", "X-Assay-Project": stack_env["ASSAY_PROJECT_ID"]}
    listed = httpx.get(f"{stack_env['ASSAY_URL']}/api/traces", headers=headers)
    assert listed.status_code == 200
    assert "items" in listed.json()


def post(env: Env, body: bytes, content_type: str, *, packed: bool = False, key: str | None = None) -> httpx.Response:
    headers: dict[str, Any] = {"content-type": content_type, "x-api-key": env["ASSAY_API_KEY"] if key is None else key}
    if packed:
        headers["content-encoding"] = "gzip"
    return httpx.post(f"{env['OTEL_EXPORTER_OTLP_ENDPOINT']}/v1/traces", content=body, headers=headers, timeout=15)
