"""Hostile and odd stored content becomes an answer all the same."""

from dataclasses import replace

import pytest
from assay_query.api.shape_span import span as shaped
from assay_query.domain.span_detail import SpanContent, SpanFacts
from assay_query.domain.traces import Span
from assay_query.usecases.read_span import WholeSpan

NARROW = Span("01" * 8, None, "chat", "llm", 0, 1, 1, "ok", "default", None, None, None, "none", 0, 0)
FACTS = SpanFacts(
    NARROW, None, None, None, None, None, None, None, None, "", (), None, None, {}, None, None, None, (), None, None,
    None, None, None, None, None, "", None, None, 0, 0, 0, (), "inline",
)  # fmt: skip
CONTENT = SpanContent("", "", "", "", "text", "text", "", (), (), (), b"", b"", {})


def test_a_span_whose_texts_are_gone_is_still_shown() -> None:
    found = shaped("ab" * 16, WholeSpan(FACTS, None, None))
    assert (found.name, found.input, found.attributes, found.content_truncated) == ("chat", None, {}, [])


@pytest.mark.parametrize(
    "canon",
    ["[]", "{", "null", '{"tool": 5, "agent": [], "error": "x", "prompt": 1, "metadata": null}', '"\\ud800"'],
)
def test_canonical_json_of_another_shape_is_survived(canon: str) -> None:
    found = shaped("ab" * 16, WholeSpan(FACTS, replace(CONTENT, canon=canon), None))
    found.model_dump_json()
    assert (found.tool, found.agent, found.prompt, found.error) == (None, None, None, None)


def test_numbers_where_texts_belong_become_texts() -> None:
    canon = '{"agent": {"id": 7, "name": {"a": 1}}, "error": {"message": ["x"]}}'
    found = shaped("ab" * 16, WholeSpan(FACTS, replace(CONTENT, canon=canon), None))
    assert found.agent is not None
    assert (found.agent.id, found.agent.name) == ("7", '{"a": 1}')
    assert found.error is not None
    assert found.error.message == '["x"]'


@pytest.mark.parametrize(
    ("text", "form", "messages", "plain"),
    [
        ('[{"role":"user"}]', "messages", [{"role": "user"}], None),
        ("not json", "messages", ["not json"], None),
        ('{"q": 1}', "json", None, {"q": 1}),
        ("not json", "json", None, "not json"),
        ('{"q": 1}', "text", None, '{"q": 1}'),
    ],
)
def test_each_stored_format_is_shown_under_its_name(
    text: str, form: str, messages: list[object] | None, plain: object
) -> None:
    content = replace(CONTENT, input=text, input_format=form)  # type: ignore[arg-type] # the cases are the formats
    found = shaped("ab" * 16, WholeSpan(FACTS, content, None))
    assert (found.input_messages, found.input) == (messages, plain)


def test_many_attributes_stay_an_object_when_cut() -> None:
    content = replace(CONTENT, input="x" * 100_000, verbatim={"gen_ai.prompt": "input"})
    found = shaped("ab" * 16, WholeSpan(FACTS, content, None))
    assert set(found.attributes) == {"gen_ai.prompt"}
    assert found.content_truncated == ["input", "attributes"]
