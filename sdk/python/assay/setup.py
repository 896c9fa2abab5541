"""Sets OpenTelemetry up for Assay; everything else is OpenTelemetry's own API."""

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from assay.settings import api_key_from_environment


def init(service_name: str, *, endpoint: str | None = None, api_key: str | None = None) -> TracerProvider:
    """Send this program's spans to Assay and return the provider, whose `shutdown()` sends what is left.

    `endpoint` is the receiver's base URL, such as `http://127.0.0.1:4318`; without it OTEL_EXPORTER_OTLP_ENDPOINT
    counts. `api_key` needs scope `ingest`; without it ASSAY_API_KEY or OTEL_EXPORTER_OTLP_HEADERS counts. The provider
    becomes the global one unless the program has set one already (OpenTelemetry allows that once).
    """
    key = api_key or api_key_from_environment()
    exporter = OTLPSpanExporter(
        endpoint=f"{endpoint.rstrip('/')}/v1/traces" if endpoint else None,
        headers={"x-api-key": key} if key else None,
    )
    provider = TracerProvider(resource=Resource.create({"service.name": service_name}))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    return provider
