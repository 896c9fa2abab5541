"""The head of an OTLP/JSON request: the ids and times that the verdict needs. Everything else is skipped unread.

Unknown keys are ignored, null is the default, names are lowerCamelCase only, 64-bit numbers come as text or number.
"""

import binascii
from collections.abc import Iterator
from typing import Annotated, Final

import msgspec

from assay_ingest.domain.identity import SPAN_ID_BYTES, TRACE_ID_BYTES, Reason, log_verdict, verdict

_NO_ID: Final = b"?"  # of a length that no id has
Nanoseconds = Annotated[int, msgspec.Meta(ge=0)]


class _Skipped(msgspec.Struct, frozen=True, gc=False):
    """An object whose content does not matter here; that it is an object does."""


class Link(msgspec.Struct, rename="camel", gc=False):
    """The span a link points at."""

    trace_id: str | None = None
    span_id: str | None = None


class Span(msgspec.Struct, rename="camel"):
    """What decides about one span. `attributes` and `events` must be lists of objects."""

    trace_id: str | None = None
    span_id: str | None = None
    parent_span_id: str | None = None
    start_time_unix_nano: Nanoseconds | None = None
    kind: int | None = None
    attributes: list[_Skipped] | None = None
    events: list[_Skipped] | None = None
    links: list[Link] | None = None


class ScopeSpans(msgspec.Struct, rename="camel"):
    spans: list[Span] | None = None


class ResourceSpans(msgspec.Struct, rename="camel"):
    scope_spans: list[ScopeSpans] | None = None


class Traces(msgspec.Struct, rename="camel"):
    """ExportTraceServiceRequest."""

    resource_spans: list[ResourceSpans] | None = None

    def group_counts(self) -> tuple[int, int]:
        """Resource groups and scope groups."""
        groups = self.resource_spans or ()
        return len(groups), sum(len(group.scope_spans or ()) for group in groups)

    def items(self) -> Iterator[Span]:
        for group in self.resource_spans or ():
            for scope in group.scope_spans or ():
                yield from scope.spans or ()


class LogRecord(msgspec.Struct, rename="camel"):
    """What decides about one log record."""

    trace_id: str | None = None
    span_id: str | None = None
    time_unix_nano: Nanoseconds | None = None
    observed_time_unix_nano: Nanoseconds | None = None
    attributes: list[_Skipped] | None = None


class ScopeLogs(msgspec.Struct, rename="camel"):
    log_records: list[LogRecord] | None = None


class ResourceLogs(msgspec.Struct, rename="camel"):
    scope_logs: list[ScopeLogs] | None = None


class Logs(msgspec.Struct, rename="camel"):
    """ExportLogsServiceRequest."""

    resource_logs: list[ResourceLogs] | None = None

    def group_counts(self) -> tuple[int, int]:
        """Resource groups and scope groups."""
        groups = self.resource_logs or ()
        return len(groups), sum(len(group.scope_logs or ()) for group in groups)

    def items(self) -> Iterator[LogRecord]:
        for group in self.resource_logs or ():
            for scope in group.scope_logs or ():
                yield from scope.log_records or ()


_TRACES: Final = msgspec.json.Decoder(Traces, strict=False)  # lax only in that numbers may be text
_LOGS: Final = msgspec.json.Decoder(Logs, strict=False)


def parse_traces(body: bytes) -> Traces:
    """Raises ValueError (msgspec's errors are) or RecursionError."""
    return _TRACES.decode(body)


def parse_logs(body: bytes) -> Logs:
    """Raises ValueError (msgspec's errors are) or RecursionError."""
    return _LOGS.decode(body)


def span_verdict(span: Span, min_start_ns: int, max_start_ns: int) -> Reason | None:
    """As `verdict`; in JSON the ids of parent and links must be ids too."""
    reason = verdict(_id(span.trace_id), _id(span.span_id), span.start_time_unix_nano or 0, min_start_ns, max_start_ns)
    if reason is not None:
        return reason
    if len(_id(span.parent_span_id)) not in (0, SPAN_ID_BYTES):
        return Reason.BAD_PARENT_ID
    return None if all(map(_is_good_link, span.links or ())) else Reason.BAD_LINK_ID


def record_verdict(record: LogRecord, min_start_ns: int, max_start_ns: int) -> Reason | None:
    """As `log_verdict`."""
    time_ns = record.time_unix_nano or record.observed_time_unix_nano or 0
    return log_verdict(_id(record.trace_id), _id(record.span_id), time_ns, min_start_ns, max_start_ns)


def elements_of(span: Span) -> int:
    """Attributes, events and links."""
    return len(span.attributes or ()) + len(span.events or ()) + len(span.links or ())


def has_no_ids(span: Span) -> bool:
    """Whether this is hardly a span."""
    return not span.trace_id and not span.span_id


def _is_good_link(link: Link) -> bool:
    return len(_id(link.trace_id)) == TRACE_ID_BYTES and len(_id(link.span_id)) == SPAN_ID_BYTES


def _id(text: str | None) -> bytes:
    """Hex in either case; what is not hex becomes bytes of a length that no id has."""
    if not text:
        return b""
    try:
        return binascii.unhexlify(text)
    except ValueError:
        return _NO_ID
