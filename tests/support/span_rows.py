"""Builders for what the settler reads: a test names only what it cares about."""

from collections.abc import Sequence
from typing import Any

from assay_ingest.domain.trace import SpanRow, Tokens

SECOND_NS = 1_000_000_000
START_NS = 1_700_000_000 * SECOND_NS

_BLANK = SpanRow(
    span_id="",
    parent_span_id="",
    version=1,
    start_ns=START_NS,
    end_ns=START_NS + SECOND_NS,
    duration_ns=SECOND_NS,
    name="span",
    kind="other",
    status="unset",
    error_type="",
    service_name="",
    environment="",
    release="",
    scope_name="",
    internal=False,
    synthetic=False,
    has_messages=False,
    trace_name="",
    session_id="",
    user_id="",
    tags=(),
    agent_name="",
    prompt_name="",
    prompt_version="",
    model="",
    provider="",
    response_id="",
    finish_reason="",
    ttft_ns=0,
    usage_role="none",
    usage_set=0,
    tokens=Tokens(),
    input_preview="",
    output_preview="",
    trace_input_preview="",
    trace_output_preview="",
)


def a_span(span_id: str, parent: str = "", **fields: Any) -> SpanRow:  # noqa: ANN401 - any column of a row
    """A span that reports nothing but itself."""
    return _BLANK._replace(span_id=span_id, parent_span_id=parent, **fields)


def a_call(span_id: str, parent: str = "", *, used: tuple[int, int] = (100, 5), **fields: Any) -> SpanRow:  # noqa: ANN401 - any column of a row
    """An llm span with its own usage (input, output)."""
    return a_span(span_id, parent, kind="llm", usage_role="own", **usage_columns(used), **fields)


def a_rollup(span_id: str, parent: str = "", *, used: tuple[int, int] = (100, 5), **fields: Any) -> SpanRow:  # noqa: ANN401 - any column of a row
    """An agent span that repeats the sum of its children."""
    return a_span(span_id, parent, kind="agent", usage_role="rollup", **usage_columns(used), **fields)


def usage_columns(used: tuple[int, int]) -> dict[str, Any]:
    """The token columns of a span that reports input, output and total."""
    return {"usage_set": 7, "tokens": Tokens(used[0], used[1], sum(used))}


def in_order(rows: Sequence[SpanRow]) -> list[SpanRow]:
    """The rows, each starting a second after the one before."""
    return [row._replace(start_ns=START_NS + i * SECOND_NS) for i, row in enumerate(rows)]
