"""The smallest program that shows up in Assay: an OpenTelemetry SDK, and the three variables of `.local/env`."""

import json

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor


def message(role: str, text: str) -> str:
    return json.dumps([{"role": role, "parts": [{"type": "text", "content": text}]}])


provider = TracerProvider(resource=Resource.create({"service.name": "hello"}))
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)
tracer = trace.get_tracer("hello")

# An instrumentation library sets these attributes for you; here they are by hand.
CHAT: dict[str, str | int] = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-4o-mini",
    "gen_ai.response.model": "gpt-4o-mini-2024-07-18",
    "gen_ai.usage.input_tokens": 9,
    "gen_ai.usage.output_tokens": 4,
    "gen_ai.input.messages": message("user", "Say hello to Assay."),
    "gen_ai.output.messages": message("assistant", "Hello, Assay!"),
}

with tracer.start_as_current_span("hello") as root, tracer.start_as_current_span("chat gpt-4o-mini", attributes=CHAT):
    pass

provider.shutdown()
print(f"sent trace {root.get_span_context().trace_id:032x}")  # noqa: T201 - what the reader wants to see
