"""One span, from an OpenTelemetry exporter to the list that the page shows."""

import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import httpx
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import format_trace_id

from assay_local.errors import LocalError

_VISIBLE_WITHIN_S: Final = 30.0
_PAUSE_S: Final = 0.25
_NAME: Final = "assay doctor"


def examine(outputs: Mapping[str, str], _say: Callable[[str], None]) -> str:
    trace_id = _send(outputs)
    took_s = _wait_until_listed(outputs, trace_id)
    return f"trace {trace_id} in GET /api/traces {took_s:.1f} s after its export"


class _Watched(SpanExporter):
    """The real exporter; keeps the result, which the SDK swallows."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter
        self.result: SpanExportResult | None = None

    def export(self, spans: Any) -> SpanExportResult:  # noqa: ANN401 - handed through as the SDK gives it
        self.result = self._exporter.export(spans)
        return self.result

    def shutdown(self) -> None:
        self._exporter.shutdown()


def _send(outputs: Mapping[str, str]) -> str:
    """Export one span; its trace id."""
    name, _, value = outputs["OTEL_EXPORTER_OTLP_HEADERS"].partition("=")
    endpoint = f"{outputs['OTEL_EXPORTER_OTLP_ENDPOINT']}/v1/traces"
    exporter = _Watched(OTLPSpanExporter(endpoint=endpoint, headers={name: value}))
    provider = TracerProvider(resource=Resource.create({"service.name": "assay-doctor"}))
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    with provider.get_tracer("assay.doctor").start_as_current_span(_NAME) as span:
        span.set_attribute("gen_ai.operation.name", "chat")
    provider.shutdown()
    if exporter.result is not SpanExportResult.SUCCESS or not isinstance(span, ReadableSpan):
        raise LocalError(f"the receiver at {endpoint} did not take the span; see `make logs P=receiver`")
    return format_trace_id(span.get_span_context().trace_id)


def _wait_until_listed(outputs: Mapping[str, str], trace_id: str) -> float:
    started = time.monotonic()
    headers = {"authorization": f"Bearer {outputs['ASSAY_API_KEY']}"}
    with httpx.Client(base_url=outputs["ASSAY_URL"], headers=headers, trust_env=False) as client:
        while time.monotonic() - started < _VISIBLE_WITHIN_S:
            answer = client.get("/api/traces", params={"name": _NAME, "limit": 50})
            answer.raise_for_status()
            if any(item["trace_id"] == trace_id for item in answer.json()["items"]):
                return time.monotonic() - started
            time.sleep(_PAUSE_S)
    raise LocalError(f"trace {trace_id} was acknowledged but is not listed after {_VISIBLE_WITHIN_S:.0f} s")
