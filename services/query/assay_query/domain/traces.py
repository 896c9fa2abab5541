"""Traces and spans as read from the views: values only, times in nanoseconds, ids in hex, unknown is None."""

from dataclasses import dataclass
from decimal import Decimal

from assay_query.domain.words import (
    CostSource,
    Kind,
    ScoreKind,
    ScoreSource,
    ScoreStatus,
    ScoreTarget,
    Status,
    UsageRole,
)


@dataclass(frozen=True)
class Usage:
    """Tokens; input and output hold all their sub-counts."""

    input: int | None
    output: int | None
    total: int | None
    cache_read: int | None
    cache_write: int | None
    reasoning: int | None


@dataclass(frozen=True)
class Cost:
    """US dollars. `source` is none, provided, computed or mixed."""

    total: Decimal | None
    input: Decimal | None
    output: Decimal | None
    source: CostSource


@dataclass(frozen=True)
class SpanCost(Cost):
    """The cost of one span with its parts; `computed_total` only beside a provided cost."""

    cache_read: Decimal | None
    cache_write: Decimal | None
    reasoning: Decimal | None
    price_id: str | None
    computed_total: Decimal | None


@dataclass(frozen=True)
class Trace:
    """One row of the list."""

    trace_id: str
    name: str
    status: Status
    start_ns: int
    end_ns: int
    duration_ns: int
    span_count: int
    error_count: int
    kinds: tuple[Kind, ...]
    models: tuple[str, ...]
    providers: tuple[str, ...]
    usage: Usage
    cost: Cost
    input_preview: str | None
    output_preview: str | None
    session_id: str | None
    user_id: str | None
    tags: tuple[str, ...]
    environment: str | None
    release: str | None
    service_name: str | None
    app_root_span_id: str | None
    root_inferred: bool
    settled: bool
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Span:
    """One span without its texts."""

    span_id: str
    parent_span_id: str | None
    name: str
    kind: Kind
    start_ns: int
    end_ns: int
    duration_ns: int
    status: Status
    level: str
    model: str | None
    provider: str | None
    usage: Usage | None
    usage_role: UsageRole
    input_bytes: int
    output_bytes: int


@dataclass(frozen=True)
class UsageFact:
    """The settler's verdict on one usage-bearing span."""

    counted: bool
    duplicate_of: str | None
    cost: SpanCost


@dataclass(frozen=True)
class Score:
    """A live score of a trace or of one of its spans."""

    id: str
    name: str
    kind: ScoreKind
    target: ScoreTarget
    trace_id: str
    span_id: str | None
    value: float | None
    label: str | None
    text: str | None
    passed: bool | None
    status: ScoreStatus
    source: ScoreSource
    author: str | None
    explanation: str | None
    created_ns: int


@dataclass(frozen=True)
class Bounds:
    """Between which starts the spans of a trace lie, both inclusive."""

    min_start_ns: int
    max_start_ns: int


@dataclass(frozen=True)
class Totals:
    """What is known of a trace from its spans alone."""

    start_ns: int
    end_ns: int
    span_count: int
    error_count: int
