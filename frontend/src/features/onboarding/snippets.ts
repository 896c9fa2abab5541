export const SNIPPETS = ['Python', 'Environment', 'curl', 'Collector'] as const;
export type Snippet = (typeof SNIPPETS)[number];

/** Where to send, and with which key. */
export type Target = { host: string; key: string };

/** Ports of the receiver as OpenTelemetry and Assay both have them by default. */
const [HTTP_PORT, GRPC_PORT] = [4318, 4317];

export const KEY_PLACEHOLDER = '<your API key>';

/** What to paste to send a first span. */
export function snippetOf(kind: Snippet, target: Target): string {
  return { Python: python, Environment: environment, curl, Collector: collector }[kind](target);
}

function python({ host, key }: Target): string {
  return `# pip install opentelemetry-sdk opentelemetry-exporter-otlp-proto-http
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

exporter = OTLPSpanExporter("http://${host}:${HTTP_PORT}/v1/traces", headers={"x-api-key": "${key}"})
provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(exporter))

with provider.get_tracer("hello").start_as_current_span("chat gpt-4o-mini") as span:
    span.set_attribute("gen_ai.operation.name", "chat")
    span.set_attribute("gen_ai.request.model", "gpt-4o-mini")
provider.shutdown()`;
}

function environment({ host, key }: Target): string {
  return `export OTEL_EXPORTER_OTLP_ENDPOINT="http://${host}:${HTTP_PORT}"
export OTEL_EXPORTER_OTLP_PROTOCOL="http/protobuf"
export OTEL_EXPORTER_OTLP_HEADERS="x-api-key=${key}"`;
}

function curl({ host, key }: Target): string {
  return `now=$(date +%s)
curl http://${host}:${HTTP_PORT}/v1/traces -H 'content-type: application/json' -H 'x-api-key: ${key}' -d '{
  "resourceSpans": [{"scopeSpans": [{"spans": [{
    "traceId": "'$(openssl rand -hex 16)'", "spanId": "'$(openssl rand -hex 8)'", "name": "hello from curl",
    "startTimeUnixNano": "'$now'000000000", "endTimeUnixNano": "'$now'250000000"
  }]}]}]
}'`;
}

function collector({ host, key }: Target): string {
  return `exporters:
  otlp/assay:
    endpoint: "${host}:${GRPC_PORT}"
    tls: { insecure: true }
    headers: { x-api-key: "${key}" }
service:
  pipelines:
    traces: { receivers: [otlp], exporters: [otlp/assay] }`;
}
