"""One span whole: its narrow facts, its texts as stored and its raw OTLP parts. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass

from assay_query.domain.traces import Span
from assay_query.domain.words import IoState, TextFormat


@dataclass(frozen=True)
class SpanFacts:
    """What the page of a span shows beside the list's columns. None and empty = unknown."""

    span: Span
    status_message: str | None
    error_type: str | None
    operation: str | None
    framework: str | None
    convention: str | None
    model_request: str | None
    model_response: str | None
    response_id: str | None
    params: str
    finish_reasons: tuple[str, ...]
    stream: bool | None
    ttft_ns: int | None
    usage_extra: Mapping[str, int]
    trace_name: str | None
    session_id: str | None
    user_id: str | None
    tags: tuple[str, ...]
    environment: str | None
    release: str | None
    version: str | None
    agent_name: str | None
    tool_name: str | None
    prompt_name: str | None
    prompt_version: str | None
    evaluations: str
    service_name: str | None
    trace_state: str | None
    dropped_attributes: int
    dropped_events: int
    dropped_links: int
    warnings: tuple[str, ...]
    io_state: IoState


@dataclass(frozen=True)
class SpanContent:
    """The row of `span_io`. Formats are text, json or messages; `canon` is JSON by canonical field.

    `verbatim` maps an attribute that is missing in `raw_attrs` to the text field that holds its value.
    """

    input: str
    output: str
    system_instructions: str
    tool_definitions: str
    input_format: TextFormat
    output_format: TextFormat
    canon: str
    raw_attrs: tuple[bytes, ...]
    events: tuple[bytes, ...]
    links: tuple[bytes, ...]
    resource: bytes
    scope: bytes
    verbatim: Mapping[str, str]


@dataclass(frozen=True)
class TextSlice:
    """A byte range of a stored text. `total_bytes` is the size of the whole text."""

    raw: bytes
    total_bytes: int
    format: TextFormat
