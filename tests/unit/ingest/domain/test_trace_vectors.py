"""Traces as instrumentation libraries really send them, with what must come of them."""

import json
from pathlib import Path
from typing import Any

import pytest
from assay_ingest.domain.summary import settle
from assay_ingest.domain.trace import Settlement, SpanRow

from tests.support.span_rows import a_span, in_order, usage_columns

VECTORS = Path(__file__).resolve().parents[5] / "shared" / "vectors" / "convention_vectors.json"


def trace_vectors() -> list[Any]:
    if not VECTORS.exists():
        return [pytest.param({}, marks=pytest.mark.skip(reason="shared/vectors/convention_vectors.json is not here"))]
    vectors = json.loads(VECTORS.read_text())["trace_vectors"]
    return [pytest.param(vector, id=vector["id"]) for vector in vectors]


@pytest.mark.parametrize("vector", trace_vectors())
def test_a_trace_settles_as_its_vector_says(vector: dict[str, Any]) -> None:
    settled = settle(in_order([row_of(span) for span in vector["spans"]]))
    assert {name: answers(settled)[name] for name in vector["expect"]} == expected(vector["expect"])


def row_of(span: dict[str, Any]) -> SpanRow:
    texts = {name: span[name] for name in ("kind", "name", "response_id", "session_id", "user_id") if name in span}
    usage = usage_columns((span["usage"]["input"], span["usage"]["output"])) if "usage" in span else {}
    return a_span(
        span["span_id"],
        span["parent_span_id"] or "",
        has_messages=span.get("has_messages", False),
        usage_role=span.get("usage_role", "none"),
        input_preview=span.get("input", ""),
        output_preview=span.get("output", ""),
        **texts,
        **usage,
    )


def expected(expect: dict[str, Any]) -> dict[str, Any]:
    return {name: set(value) if name == "counted" else value for name, value in expect.items()}


def answers(settled: Settlement) -> dict[str, Any]:
    summary = settled.summary
    counted = [fact for fact in settled.facts if fact.counted]
    return {
        "input": summary.tokens.input,
        "output": summary.tokens.output,
        "llm_calls": sum(fact.kind == "llm" and fact.usage_role == "own" for fact in counted),
        "counted": {fact.span_id for fact in counted},
        "root": summary.root_span_id,
        "root_is_inferred": summary.root_inferred,
        "app_root": summary.app_root_span_id,
        "trace_name": summary.name,
        "trace_input": summary.input_preview,
        "trace_output": summary.output_preview,
        "user_id": summary.user_id,
        "session_id": summary.session_id,
    }
