"""`make demo`: sends sample traces in three dialects and waits until the API shows them."""

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import httpx
from assay_kit.clock import SystemClock
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter as GrpcExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter as HttpExporter
from opentelemetry.sdk.trace.export import SpanExporter

from assay_local.demo import openinference, openllmetry, otel_genai
from assay_local.demo.recorder import MS, ExportRefused, Recorder, send
from assay_local.demo.stories import REFUND, RESEARCH, TRAVEL, Story
from assay_local.errors import Refused
from assay_local.layout import Layout
from assay_local.outputs import read_outputs
from assay_local.settings import read_settings

VISIBLE_WITHIN_S: Final = 30.0
_AGO_MS: Final = (240_000, 150_000, 60_000)  # the stories happened in the last minutes, one after the other


@dataclass(frozen=True)
class Dialect:
    """How one instrumentation library would have recorded a story."""

    name: str
    scope: str
    scope_version: str
    record: Callable[[Story, Recorder], None]


DIALECTS: Final = (
    Dialect("OpenTelemetry GenAI", otel_genai.SCOPE, otel_genai.SCOPE_VERSION, otel_genai.record),
    Dialect("OpenInference", openinference.SCOPE, openinference.SCOPE_VERSION, openinference.record),
    Dialect("OpenLLMetry", openllmetry.SCOPE, openllmetry.SCOPE_VERSION, openllmetry.record),
)
STORIES: Final = (TRAVEL, REFUND, RESEARCH)


def main() -> int:
    """Send, wait, say where to look. Returns the exit code."""
    settings = read_settings()
    outputs = read_outputs(Layout(state=settings.state_dir, cache=settings.cache_dir))
    now_ns = SystemClock().now_ns()
    try:
        sent = [(dialect, _send(dialect, now_ns, outputs)) for dialect in DIALECTS]
    except ExportRefused:
        print("The receiver did not take the sample traces; `make status` and `make logs P=receiver` say why.")
        return 1
    waiting = [trace_id for _, trace_ids in sent for trace_id in trace_ids]
    late = _wait_until_visible(waiting, outputs)
    for dialect, trace_ids in sent:
        print(f"{dialect.name}:")
        for trace_id in trace_ids:
            print(f"  {outputs['ASSAY_UI_URL']}/p/{outputs['ASSAY_PROJECT_ID']}/traces/{trace_id}")
    if late:
        print(
            f"{len(late)} of {len(waiting)} traces were not visible after {VISIBLE_WITHIN_S:.0f} s; see `make status`."
        )
        return 1
    print(f"{len(waiting)} sample traces are on the screen: {outputs['ASSAY_UI_URL']}")
    return 0


def _send(dialect: Dialect, now_ns: int, outputs: Mapping[str, str]) -> list[str]:
    trace_ids = []
    for story, ago_ms in zip(STORIES, _AGO_MS, strict=True):
        recorder = Recorder(
            service=story.agent,
            scope=dialect.scope,
            scope_version=dialect.scope_version,
            start_ns=now_ns - ago_ms * MS,
        )
        dialect.record(story, recorder)
        trace_ids.append(send(recorder.finished(), _exporter(dialect, outputs)))
    return trace_ids


def _exporter(dialect: Dialect, outputs: Mapping[str, str]) -> SpanExporter:
    """One dialect goes over gRPC, so that the demo shows both doors."""
    key = outputs["ASSAY_API_KEY"]
    if dialect.record is otel_genai.record:
        return GrpcExporter(endpoint=outputs["ASSAY_OTLP_GRPC"], insecure=True, headers=(("x-api-key", key),))
    return HttpExporter(endpoint=f"{outputs['OTEL_EXPORTER_OTLP_ENDPOINT']}/v1/traces", headers={"x-api-key": key})


def _wait_until_visible(trace_ids: Sequence[str], outputs: Mapping[str, str]) -> list[str]:
    """The traces that the API still does not list when the time is over."""
    headers = {"Authorization": f"Bearer {outputs['ASSAY_API_KEY']}"}
    missing = list(trace_ids)
    deadline = time.monotonic() + VISIBLE_WITHIN_S
    with httpx.Client(base_url=outputs["ASSAY_URL"], headers=headers, timeout=10) as client:
        while missing and time.monotonic() < deadline:
            listed = client.get("/api/traces", params={"limit": 100}).raise_for_status().json()["items"]
            settled = {item["trace_id"] for item in listed}
            missing = [trace_id for trace_id in missing if trace_id not in settled]
            if missing:
                time.sleep(0.3)
    return missing


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Refused, httpx.HTTPError) as refused:
        sys.exit(f"demo: {refused}")
