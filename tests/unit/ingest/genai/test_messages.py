"""Messages: every shape of the current conventions ends in the same form, and nothing is dropped."""

import json
from typing import Any

import pytest
from assay_ingest.domain.genai.messages import (
    is_canonical,
    last_text,
    new_turns,
    read_instructions,
    read_messages,
    texts_of,
)

from tests.support.canonical_form import PLAIN_JSON

HI = {"type": "text", "content": "Hi"}


def message(role: str, *parts: dict[str, Any]) -> dict[str, Any]:
    return {"role": role, "parts": list(parts)}


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("Hi", [message("user", HI)]),
        (["Hi"], [message("user", HI)]),
        ([{"role": "human", "parts": [HI]}], [message("user", HI)]),
        ([{"role": "developer", "content": "Hi"}], [message("system", HI)]),
        ([{"role": "user", "content": [HI]}], [message("user", HI)]),
        ([{"role": "user", "parts": ["Hi"]}], [message("user", HI)]),
        ([{"role": "user", "parts": [{"type": "text", "text": "Hi"}]}], [message("user", HI)]),
        ([{"role": "assistant", "parts": []}], []),
        ([{"role": "user", "parts": [{"type": "hologram", "x": 1}]}],
         [message("user", {"type": "data", "value": {"type": "hologram", "x": 1}})]),
        ({"any": "thing"}, [message("user", {"type": "data", "value": {"any": "thing"}})]),
    ],
)  # fmt: skip
def test_shapes_become_parts(sent: Any, expected: list[dict[str, Any]]) -> None:  # noqa: ANN401 - parsed JSON
    found = read_messages(sent, speaker="user")
    assert found == expected
    assert all(is_canonical([one]) for one in found)


def test_a_message_of_tool_answers_is_the_tools() -> None:
    sent: Any = [{"role": "user", "parts": [{"type": "tool_call_response", "id": "c", "result": 21}]}]
    answer = {"type": "tool_call_response", "id": "c", "response": 21}
    assert read_messages(sent, speaker="user") == [message("tool", answer)]


def test_the_finish_reason_stays_with_its_message() -> None:
    sent: Any = [{"role": "assistant", "parts": [HI], "finish_reason": "stop", "name": None}]
    assert read_messages(sent, speaker="user") == [message("assistant", HI) | {"finish_reason": "stop"}]


@pytest.mark.parametrize(
    "sent",
    [
        "Hi",
        json.dumps([HI]),
        [HI],
        json.dumps([{"role": "system", "parts": [HI]}]),
        [{"role": "system", "content": "Hi"}],
    ],
)
def test_instructions_are_a_system_message_in_every_shape(sent: Any) -> None:  # noqa: ANN401 - an attribute value
    assert read_instructions(sent, PLAIN_JSON) == [message("system", HI)]


@pytest.mark.parametrize(
    "sent",
    [
        [],
        {"role": "user", "parts": [HI]},
        [{"role": "bot", "parts": [HI]}],
        [{"role": "user", "content": "Hi"}],
        [{"role": "user", "parts": []}],
        [{"role": "user", "parts": [{"type": "text", "text": "Hi"}]}],
        [{"role": "user", "parts": [{"type": "tool_call_response", "id": "c", "response": 1}]}],
    ],
)
def test_other_forms_are_written_anew(sent: Any) -> None:  # noqa: ANN401 - parsed JSON
    assert not is_canonical(sent)


def test_only_what_came_after_the_last_answer_is_new() -> None:
    talk = [message("user", HI), message("assistant", HI), message("tool", HI), message("user", HI, HI)]
    assert new_turns(talk) == [talk[3]]
    assert new_turns(talk[:1]) == talk[:1]


def test_texts_leave_out_what_is_no_text() -> None:
    talk = [message("assistant", {"type": "reasoning", "content": "hm"}, HI, {"type": "blob", "content": "AA=="})]
    assert texts_of(talk) == ["Hi"]
    assert (last_text(talk, "assistant"), last_text(talk, "user")) == ("Hi", "")
