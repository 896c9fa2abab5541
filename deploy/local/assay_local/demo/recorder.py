"""Writes spans with chosen times through the real SDK, and hands them to an exporter whose verdict counts."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

MS: Final = 1_000_000
Attributes = Mapping[str, str | bool | int | float | Sequence[str]]


class Recorder:
    """One program's spans on a timeline of its own: `pass_ms` moves the time that spans start and end at."""

    def __init__(self, *, service: str, scope: str, scope_version: str, start_ns: int) -> None:
        self._memory = InMemorySpanExporter()
        resource = Resource.create({"service.name": service, "deployment.environment.name": "demo"})
        provider = TracerProvider(resource=resource)
        provider.add_span_processor(SimpleSpanProcessor(self._memory))
        self._tracer = provider.get_tracer(scope, scope_version)
        self._now_ns = start_ns

    @property
    def now_ns(self) -> int:
        return self._now_ns

    def pass_ms(self, duration_ms: int) -> None:
        """Let time go by."""
        self._now_ns += duration_ms * MS

    @contextmanager
    def span(
        self, name: str, attributes: Attributes, *, kind: SpanKind = SpanKind.INTERNAL, error: str | None = None
    ) -> Iterator[trace.Span]:
        """A span around what the block does; `error` marks it as failed."""
        with self._tracer.start_as_current_span(
            name, kind=kind, attributes=attributes, start_time=self._now_ns, end_on_exit=False
        ) as span:
            yield span
            if error is not None:
                kind_of_error, _, message = error.partition(": ")
                span.add_event(
                    "exception",
                    {"exception.type": kind_of_error, "exception.message": message},
                    timestamp=self._now_ns,
                )
                span.set_status(StatusCode.ERROR, error)
        span.end(self._now_ns)

    def finished(self) -> Sequence[ReadableSpan]:
        return self._memory.get_finished_spans()


class ExportRefused(Exception):
    """The endpoint did not take the spans; the exporter has logged why."""


def send(spans: Sequence[ReadableSpan], exporter: SpanExporter) -> str:
    """Export and return the trace id in hex. Raises ExportRefused: a demo that claims success must have had it."""
    try:
        if exporter.export(spans) is not SpanExportResult.SUCCESS:
            raise ExportRefused
    finally:
        exporter.shutdown()
    context = spans[-1].get_span_context()
    return trace.format_trace_id(context.trace_id) if context else ""
