"""The answers of this API, field for field (architecture.md §7, conventions.md §2). Unknown values are null.

Money is decimal text, times are RFC 3339 with nine fractional digits, ids are lower-case hex.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from assay_query.domain.words import (
    CostSource,
    IoState,
    Kind,
    ScoreSource,
    ScoreStatus,
    ScoreTarget,
    Status,
    TextFormat,
    UsageRole,
)

Money = Annotated[
    str, Field(description="US dollars, plain decimal text", pattern=r"^-?\d+(\.\d+)?$", examples=["0.0042"])
]
Time = Annotated[str, Field(description="UTC, nanoseconds", examples=["2026-03-02T10:00:00.000000000Z"])]
TraceId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
SpanId = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
JsonValue = Annotated[Any, Field(description="Any JSON value")]

Part = Literal["input", "output"]


class Shape(BaseModel):
    """Base of every answer."""

    model_config = ConfigDict(frozen=True, json_schema_serialization_defaults_required=True)


class FieldProblem(Shape):
    field: str
    detail: str


class ProblemDetails(Shape):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    errors: list[FieldProblem] = []


class Usage(Shape):
    """Tokens; `input` and `output` include their sub-counts."""

    input: int | None = None
    output: int | None = None
    total: int | None = None
    cache_read: int | None = None
    cache_write: int | None = None
    reasoning: int | None = None


class SpanUsage(Usage):
    """Tokens of one span with the rarer sub-counts."""

    cache_write_5m: int | None = None
    cache_write_1h: int | None = None
    input_audio: int | None = None
    output_audio: int | None = None
    input_image: int | None = None
    input_text: int | None = None
    input_video: int | None = None


class Cost(Shape):
    """`total` is null when no counted span has a known price."""

    total: Money | None = None
    input: Money | None = None
    output: Money | None = None
    source: CostSource = "none"


class SpanCost(Cost):
    """`computed_total` stands only beside a cost that the sender provided."""

    cache_read: Money | None = None
    cache_write: Money | None = None
    reasoning: Money | None = None
    price_id: str | None = None
    computed_total: Money | None = None


class _Score(Shape):
    id: str
    name: str
    target: ScoreTarget
    trace_id: TraceId
    span_id: SpanId | None
    status: ScoreStatus
    passed: bool | None
    source: ScoreSource
    author: str | None
    explanation: str | None
    created_at: Time


class NumericScore(_Score):
    kind: Literal["numeric"] = "numeric"
    value: float | None


class BooleanScore(_Score):
    kind: Literal["boolean"] = "boolean"
    value: bool | None


class CategoricalScore(_Score):
    kind: Literal["categorical"] = "categorical"
    label: str | None
    value: float | None


class TextScore(_Score):
    kind: Literal["text"] = "text"
    text: str | None


Score = Annotated[NumericScore | BooleanScore | CategoricalScore | TextScore, Field(discriminator="kind")]


class TraceSummary(Shape):
    """One trace. Before its first settle only start, end, counts, name and status are known (`settled` is false)."""

    trace_id: TraceId
    name: str
    status: Status
    start_time: Time
    end_time: Time
    duration_ms: float
    span_count: int
    error_count: int
    kinds: list[Kind] | None = None
    models: list[str] | None = None
    providers: list[str] | None = None
    usage: Usage | None = None
    cost: Cost | None = None
    input_preview: str | None = None
    output_preview: str | None = None
    session_id: str | None = None
    user_id: str | None = None
    tags: list[str] | None = None
    environment: str | None = None
    release: str | None = None
    service_name: str | None = None
    app_root_span_id: SpanId | None = None
    root_inferred: bool | None = None
    settled: bool
    warnings: list[str] | None = None
    scores: list[Score] = []


class TracePage(Shape):
    """One page. `as_of` is what to send as `updated_after` to learn what changed since."""

    items: list[TraceSummary]
    next_cursor: str | None
    as_of: Time


class SpanSummary(Shape):
    """One span without content. `cost`, `counted` and `duplicate_of` are null until the trace is settled once."""

    span_id: SpanId
    parent_span_id: SpanId | None
    name: str
    kind: Kind
    start_time: Time
    end_time: Time
    duration_ms: float
    status: Status
    model: str | None
    provider: str | None
    usage: Usage | None
    usage_role: UsageRole
    cost: Cost | None
    counted: bool | None
    duplicate_of: SpanId | None
    level: str
    io_bytes: Annotated[int, Field(description="Bytes of the stored input and output together")]


class TraceDetail(TraceSummary):
    """A trace with its spans by start time, at most 10,000 of them."""

    spans: list[SpanSummary]
    truncated: bool


class SpanEvent(Shape):
    name: str
    time: Time
    attributes: dict[str, JsonValue]


class SpanLink(Shape):
    trace_id: str
    span_id: str
    trace_state: str
    attributes: dict[str, JsonValue]


class SpanScope(Shape):
    name: str
    version: str
    attributes: dict[str, JsonValue]


class Error(Shape):
    type: str | None = None
    message: str | None = None
    stacktrace: str | None = None


class Tool(Shape):
    name: str | None = None
    call_id: str | None = None
    type: str | None = None
    description: str | None = None
    arguments: JsonValue = None
    result: JsonValue = None


class Prompt(Shape):
    name: str | None = None
    version: str | None = None
    template: JsonValue = None
    variables: JsonValue = None


class Agent(Shape):
    id: str | None = None
    name: str | None = None
    description: str | None = None
    version: str | None = None


class Span(Shape):
    """Everything known of one span. Content above 64 KiB is cut: see `content_bytes` and `content_truncated`."""

    trace_id: TraceId
    span_id: SpanId
    parent_span_id: SpanId | None
    name: str
    kind: Kind
    start_time: Time
    end_time: Time
    duration_ms: float
    status: Status
    status_message: str | None
    level: str
    operation: str | None
    provider: str | None
    framework: str | None
    model: str | None
    model_request: str | None
    model_response: str | None
    response_id: str | None
    convention: str | None
    input_messages: list[JsonValue] | None
    output_messages: list[JsonValue] | None
    system_instructions: str | None
    tool_definitions: JsonValue = None
    input: JsonValue = None
    output: JsonValue = None
    tool: Tool | None
    usage: SpanUsage | None
    usage_role: UsageRole
    cost: SpanCost | None
    counted: bool | None
    duplicate_of: SpanId | None
    params: dict[str, JsonValue]
    finish_reasons: list[str]
    stream: bool | None
    ttft_ms: float | None
    session_id: str | None
    user_id: str | None
    tags: list[str]
    metadata: JsonValue = None
    environment: str | None
    release: str | None
    version: str | None
    trace_name: str | None
    service_name: str | None
    prompt: Prompt | None
    agent: Agent | None
    retrieval: JsonValue = None
    embedding: JsonValue = None
    error: Error | None
    evaluations: JsonValue = None
    attributes: dict[str, JsonValue]
    resource: dict[str, JsonValue]
    scope: SpanScope
    events: list[SpanEvent]
    links: list[SpanLink]
    trace_state: str | None
    dropped_attributes: int
    dropped_events: int
    dropped_links: int
    warnings: list[str]
    content_bytes: dict[str, int]
    content_truncated: list[str]
    io_bytes: int
    io_state: Annotated[IoState, Field(description="truncated: cut when it was stored")]


class SpanText(Shape):
    """A byte range of a stored text, on character borders. `next_offset` is null at its end."""

    part: Part
    format: TextFormat
    content_type: Literal["text/plain", "application/json"]
    offset: int
    next_offset: int | None
    total_bytes: int
    text: str


class SkeletonColumns(Shape):
    """One entry per span, in order of start. Indexes point into the dictionaries beside; null = unknown."""

    span_id: list[str]
    parent: Annotated[list[int], Field(description="Index of the parent; -1 for a root or a parent that is missing")]
    orphan: Annotated[list[bool], Field(description="Has a parent that is not among these spans")]
    name: list[int]
    model: Annotated[list[int], Field(description="-1 = none")]
    kind: list[int]
    start_us: Annotated[list[float], Field(description="Microseconds from the trace's start")]
    duration_us: list[float]
    status: list[int]
    level: list[int]
    tokens: list[int | None]
    cost: list[Money | None]
    usage_role: list[int]
    counted: list[bool | None]
    duplicate_of: Annotated[list[int], Field(description="Index of the span that counts instead; -1 = none")]
    score_count: list[int]
    io_bytes: list[int]


class TraceSkeleton(Shape):
    """A trace by columns, for drawing it. `complete`: every span's parent is there and none was left out."""

    trace: TraceSummary
    total: int
    truncated: bool
    complete: bool
    missing_parents: int
    names: list[str]
    models: list[str]
    kinds: list[Kind]
    statuses: list[Status]
    levels: list[str]
    usage_roles: list[UsageRole]
    columns: SkeletonColumns
