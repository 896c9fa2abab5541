"""Kinds, winners, costs and errors of spans, beyond what the vectors show."""

from decimal import Decimal
from typing import Any

import pytest
from assay_ingest.domain.genai.fields import CONTEXT, GENAI, context_rows, genai_rows, read_fields
from assay_ingest.domain.genai.mapping import map_span
from assay_ingest.domain.genai.model import SpanFacts
from assay_ingest.domain.span import Value
from hypothesis import given
from hypothesis import strategies as st

from tests.support.arrived_spans import an_arrived_span
from tests.support.canonical_form import PLAIN_JSON

KEYS = sorted({key for field in (*GENAI, *CONTEXT) for key in field.sources if not key.startswith("resource:")})
VALUES: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(["", "none", "7", "true"]),
)


def mapped(attributes: dict[str, Value], **fields: Any) -> SpanFacts:  # noqa: ANN401 - any field of a span
    return map_span(an_arrived_span(attributes, **fields), PLAIN_JSON)


@pytest.mark.parametrize(
    ("attributes", "kind"),
    [
        ({"gen_ai.operation.name": "invoke_agent"}, "agent"),
        ({"gen_ai.operation.name": "invoke_workflow"}, "chain"),
        ({"gen_ai.operation.name": "fetch_response", "gen_ai.request.model": "m"}, "other"),
        ({"gen_ai.tool.name": "t"}, "tool"),
        ({"gen_ai.request.model": "m"}, "other"),
        ({"gen_ai.request.model": "m", "gen_ai.usage.input_tokens": 1}, "llm"),
        ({"gen_ai.operation.name": "conjure", "gen_ai.tool.call.id": "c"}, "tool"),
        ({"http.route": "/"}, "other"),
    ],
)
def test_the_kind_follows_the_operation_and_never_a_model_name_alone(attributes: dict[str, Value], kind: str) -> None:
    assert mapped(attributes).kind == kind


@pytest.mark.parametrize(
    ("attributes", "role"),
    [
        ({"gen_ai.operation.name": "chat"}, "own"),
        ({"gen_ai.operation.name": "invoke_agent", "gen_ai.usage.input_tokens": 1}, "rollup"),
        ({"gen_ai.operation.name": "invoke_agent"}, "none"),
        ({"gen_ai.operation.name": "chat", "gen_ai.aggregated_usage.input_tokens": 1}, "rollup"),
    ],
)
def test_only_a_models_own_call_owns_its_usage(attributes: dict[str, Value], role: str) -> None:
    assert mapped(attributes).usage_role == role


def test_winners_are_named() -> None:
    sent: dict[str, Value] = {"gen_ai.operation.name": "chat", "gen_ai.response.model": "unknown", "user.id": "u"}
    facts = mapped(sent, resource={"service.version": "7"})
    assert facts.sources.split(";") == [
        "user_id=user.id",
        "release=resource:service.version",
        "operation=gen_ai.operation.name",
    ]
    assert facts.model_response == ""


def test_a_sent_cost_keeps_its_decimal_text() -> None:
    facts = mapped({"gen_ai.operation.name": "chat", "gen_ai.usage.cost": 0.1, "gen_ai.usage.output_cost": "0.07"})
    assert (facts.cost.total, facts.cost.input, facts.cost.output) == (Decimal("0.1"), None, Decimal("0.07"))


def test_a_cost_that_no_column_holds_is_unknown_and_warned_about() -> None:
    facts = mapped({"gen_ai.operation.name": "chat", "gen_ai.usage.cost": 10**6})
    assert (facts.cost.total, list(facts.warnings)) == (None, ["cost_overflow"])


@pytest.mark.parametrize(("host", "model", "provider"), [
    ("x.openai.azure.com", "gpt-4o", "azure.ai.openai"),
    ("", "claude-sonnet-4-5", "anthropic"),
    ("", "eu.anthropic.claude", "aws.bedrock"),
    ("proxy.local", "llama3", ""),
])  # fmt: skip
def test_a_provider_that_nobody_names_is_inferred_or_unknown(host: str, model: str, provider: str) -> None:
    sent: dict[str, Value] = {"gen_ai.request.model": model, "server.address": host}
    assert mapped(sent).provider == provider


@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=20))
def test_the_plan_of_the_keys_finds_what_the_whole_table_finds(attributes: dict[str, Value]) -> None:
    keys = tuple(attributes)
    padded = dict.fromkeys(KEYS) | attributes  # every row then has its sources present
    assert read_fields(genai_rows(keys), attributes, {}).values == read_fields(GENAI, padded, {}).values
    assert read_fields(context_rows(keys), attributes, {}).values == read_fields(CONTEXT, padded, {}).values


@given(
    st.dictionaries(st.sampled_from([*KEYS, "gen_ai.input.messages", "gen_ai.tool.definitions"]), VALUES, max_size=20)
)
def test_no_attribute_breaks_the_mapping(attributes: dict[str, Value]) -> None:
    mapped(attributes)
