"""What is stored of a span: texts once, previews, search text, filters, version and expiry."""

import json
from datetime import date
from typing import Any

import pytest
from assay_ingest.app.writer import fast_json
from assay_ingest.domain.canonical import PREVIEW_CHARS, SEARCH_BYTES, StoredSpan, canonical, newest_of
from assay_ingest.domain.genai.model import Json
from assay_ingest.domain.span import Value

from tests.support.arrived_spans import RECEIVED_NS, an_arrived_span, an_origin
from tests.support.canonical_form import PLAIN_JSON

INPUT, OUTPUT = "gen_ai.input.messages", "gen_ai.output.messages"


def text(role: str, content: str) -> dict[str, Any]:
    return {"role": role, "parts": [{"type": "text", "content": content}]}


def a_call(*conversation: dict[str, Any], answer: str = "Sunny.", **attributes: Value) -> StoredSpan:
    sent = {
        "gen_ai.operation.name": "chat",
        INPUT: json.dumps(conversation),
        OUTPUT: json.dumps([text("assistant", answer)]),
    }
    return canonical(an_arrived_span(sent | attributes), PLAIN_JSON)


def test_canonical_messages_are_stored_as_sent_and_only_once() -> None:
    stored = a_call(text("user", "Weather?"))
    assert stored.facts.input.text == stored.span.attributes[INPUT]
    assert stored.verbatim == {INPUT: "input", OUTPUT: "output"}
    assert stored.raw_attributes == [b"gen_ai.operation.name"]


def test_a_key_sent_twice_is_kept_raw() -> None:
    sent = {INPUT: json.dumps([text("user", "Hi")])}
    raw = [(INPUT, b"first"), (INPUT, b"last")]
    stored = canonical(an_arrived_span(sent, raw_attributes=raw), PLAIN_JSON)
    assert stored.raw_attributes == [b"first", b"last"]


def test_system_instructions_come_first_and_the_sent_texts_stay_raw() -> None:
    stored = a_call(text("user", "Hi"), **{"gen_ai.system_instructions": '[{"type":"text","content":"Be brief."}]'})
    assert json.loads(stored.facts.input.text) == [text("system", "Be brief."), text("user", "Hi")]
    assert stored.facts.system_instructions.text == "Be brief."
    assert INPUT not in stored.verbatim


def test_previews_show_the_last_user_and_assistant_text() -> None:
    stored = a_call(text("user", "First"), text("assistant", "Ok"), text("user", "x" * 300), answer="Done")
    assert stored.input_preview == "x" * PREVIEW_CHARS
    assert stored.output_preview == "Done"


def test_search_finds_new_turns_and_answers_but_not_the_history() -> None:
    stored = a_call(text("user", "old"), text("assistant", "past"), text("user", "new"), answer="fresh")
    assert stored.search_text.split() == ["new", "fresh"]


def test_search_text_is_bounded_and_ends_between_characters() -> None:
    stored = a_call(text("user", "ä" * SEARCH_BYTES))
    assert len(stored.search_text.encode()) <= SEARCH_BYTES
    assert set(stored.search_text) <= {"ä", "\n"}


def test_scripts_without_spaces_are_searched_by_their_runs() -> None:
    assert a_call(text("user", "see 東京 and ไทย")).search_ngrams == "東京 ไทย"


def test_a_tool_call_stores_its_arguments_and_result_as_input_and_output() -> None:
    sent = {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "weather",
        "gen_ai.tool.call.arguments": '{"city":"Paris"}',
        "gen_ai.tool.call.result": "sunny",
    }
    facts = canonical(an_arrived_span(sent), PLAIN_JSON).facts
    assert (facts.input.text, facts.input.format) == ('{"city":"Paris"}', "json")
    assert (facts.output.text, facts.output.format) == ("sunny", "text")


def test_filters_hold_short_values_and_no_content() -> None:
    stored = a_call(text("user", "Hi"), short="v", long="x" * 1025, flag=True, number=3)
    assert stored.attr_str == {"gen_ai.operation.name": "chat", "short": "v", "flag": "true"}
    assert stored.attr_num == {"number": 3.0}


def test_unmapped_shapes_keep_their_attributes() -> None:
    sent = {"llm.model_name": "gpt-4o", "openinference.span.kind": "LLM"}
    stored = canonical(an_arrived_span(sent), PLAIN_JSON)
    assert (stored.facts.convention, stored.facts.kind) == ("none", "other")
    assert stored.attr_str == sent
    assert len(stored.raw_attributes) == 2


def test_a_span_that_the_mapping_cannot_digest_is_stored_unmapped() -> None:
    def explode(_text: str) -> Any:  # noqa: ANN401 - as a JSON codec
        raise RuntimeError("a bug of ours")

    sent = {INPUT: "[1]"}
    stored = canonical(an_arrived_span(sent), Json(explode, json.dumps))
    assert stored.warnings == ["mapping_failed"]
    assert stored.raw_attributes == [INPUT.encode()]


def test_expiry_follows_the_start_and_the_projects_retention() -> None:
    span = an_arrived_span(start_ns=RECEIVED_NS, origin=an_origin(retention_days=7))
    assert canonical(span, PLAIN_JSON).expire_on == date(2026, 9, 29)


@pytest.mark.parametrize("order", [1, -1])
def test_of_one_identity_the_newest_version_stays(order: int) -> None:
    spans = [an_arrived_span(name=name, origin=an_origin(received_at_ns=RECEIVED_NS + age)) for name, age in
             (("old", 0), ("new", 10**9))][::order]  # fmt: skip
    (kept,) = newest_of(canonical(span, PLAIN_JSON) for span in spans)
    assert kept.span.name == "new"


def test_of_equal_versions_the_last_stays() -> None:
    (kept,) = newest_of(canonical(an_arrived_span(name=name), PLAIN_JSON) for name in ("first", "last"))
    assert kept.span.name == "last"


def test_json_that_is_too_deep_to_write_costs_the_mapping_and_not_the_span() -> None:
    deep = "[" * 500 + "]" * 500
    stored = canonical(an_arrived_span({"gen_ai.retrieval.documents": deep}), fast_json())
    assert stored.warnings == ["mapping_failed"]
    assert (stored.canon, stored.raw_attributes) == ("", [b"gen_ai.retrieval.documents"])


def test_what_has_no_column_is_json_by_field() -> None:
    sent: dict[str, Value] = {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "t",
        "gen_ai.tool.call.id": "c",
    }
    stored = canonical(an_arrived_span(sent | {"gen_ai.tool.call.arguments": "x", "error.type": "boom"}), PLAIN_JSON)
    assert json.loads(stored.canon) == {"tool": {"name": "t", "call_id": "c"}, "error": {"type": "boom"}}
