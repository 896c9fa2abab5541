"""What the settler reads of a span and what it says about a trace. Values only; the rules are in `summary`.

Ids are lower-case hex, "" for none. Texts are "" and numbers 0 where unknown; for tokens the bits of `usage_set` tell 0
from unknown. Named tuples, because a settle makes and hashes millions of them.
"""

from typing import Final, Literal, NamedTuple
from uuid import UUID

Status = Literal["unset", "ok", "error"]
UsageRole = Literal["none", "own", "rollup"]
"""Own: the usage of this span's own call. Rollup: a sum over the calls below it."""

SettleReason = Literal["data", "reprice", "remap"]
"""Why a trace is settled: new rows, new prices, or rows that were mapped again."""

RULES: Final = 1
"""Stored with each summary; raised by every change that can alter a result."""


class Tokens(NamedTuple):
    """Token counts. `input` includes cached tokens, `output` includes reasoning."""

    input: int = 0
    output: int = 0
    total: int = 0
    cache_read: int = 0
    cache_write: int = 0
    reasoning: int = 0


class SpanRow(NamedTuple):
    """The narrow columns of one span, newest version. `parent_span_id` of a root is "" or zeros."""

    span_id: str
    parent_span_id: str
    version: int
    start_ns: int
    end_ns: int
    duration_ns: int
    name: str
    kind: str
    status: Status
    error_type: str
    service_name: str
    environment: str
    release: str
    scope_name: str
    internal: bool
    synthetic: bool
    has_messages: bool
    trace_name: str
    session_id: str
    user_id: str
    tags: tuple[str, ...]
    agent_name: str
    prompt_name: str
    prompt_version: str
    model: str
    provider: str
    response_id: str
    finish_reason: str
    ttft_ns: int
    usage_role: UsageRole
    usage_set: int
    tokens: Tokens
    input_preview: str
    output_preview: str
    trace_input_preview: str
    trace_output_preview: str

    @property
    def reports_usage(self) -> bool:
        """Whether the sender gave any token count, 0 included."""
        return self.usage_set != 0

    @property
    def is_own_call(self) -> bool:
        return self.usage_role == "own"


class UsageFact(NamedTuple):
    """The verdict on one span with a usage role. Sums take counted facts only."""

    span_id: str
    start_ns: int
    counted: bool
    duplicate_of: str
    response_id: str
    kind: str
    usage_role: UsageRole
    usage_set: int
    tokens: Tokens
    is_error: bool
    name: str
    model: str
    provider: str
    duration_ns: int
    ttft_ns: int
    error_type: str
    finish_reason: str
    service_name: str
    environment: str
    release: str
    user_id: str
    session_id: str
    prompt_name: str
    prompt_version: str
    internal: bool


class TraceSummary(NamedTuple):
    """The list row of a trace. `root_inferred`: no span without parent arrived, so the earliest top stands in.

    `cost_unknown_count`: counted spans without a cost. `span_names`: distinct names, one a line, at most 1 KiB.
    """

    start_ns: int
    end_ns: int
    name: str
    status: Status
    service_name: str
    environment: str
    release: str
    session_id: str
    user_id: str
    tags: tuple[str, ...]
    root_span_id: str
    app_root_span_id: str
    has_root: bool
    root_inferred: bool
    internal: bool
    span_count: int
    error_count: int
    kinds: tuple[str, ...]
    models: tuple[str, ...]
    providers: tuple[str, ...]
    usage_set: int
    tokens: Tokens
    cost_unknown_count: int
    input_preview: str
    output_preview: str
    span_names: str
    warnings: tuple[str, ...]


class Settlement(NamedTuple):
    """Everything derived from the rows of one trace."""

    summary: TraceSummary
    facts: tuple[UsageFact, ...]


class SettledTrace(NamedTuple):
    """What is announced. `quiet_since_ns`: when the newest row was received."""

    project_id: UUID
    trace_id: str
    version: int
    root_ended: bool
    quiet_since_ns: int
    environment: str
    internal: bool
    reason: SettleReason = "data"
