"""Messages in OTel's parts form: read from what the sender wrote, asked for their texts. Content is never dropped."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from assay_ingest.domain.genai import vocab
from assay_ingest.domain.genai.decode import unpacked
from assay_ingest.domain.genai.model import Json, Message
from assay_ingest.domain.span import Value

_PART_KEYS: Final = {
    "text": "content",
    "reasoning": "content",
    "tool_call": "name",
    "tool_call_response": "response",
    "blob": "content",
    "uri": "uri",
    "file": "file_id",
    "server_tool_call": "name",
    "server_tool_call_response": "server_tool_call_response",
    "compaction": "content",
    "data": "value",
}
"""Canonical part types and the key without which a part of that type is not canonical."""


def read_messages(found: Value, *, speaker: str) -> list[Message]:
    """The messages in an unpacked value; `speaker` is the role of plain text and of messages without one.

    Only messages with at least one part count: an empty shell must not hide a better source.
    """
    items = found if isinstance(found, list) else [found]
    messages = [_message(item, speaker) for item in items if item not in (None, "", {})]
    return [message for message in messages if message["parts"]]


def read_instructions(value: Value, json: Json) -> list[Message]:
    """System instructions as system messages: a text, a list of parts, or a list of whole messages."""
    found = unpacked(value, json)
    items = found if isinstance(found, list) else [found]
    if any(isinstance(item, dict) and ("parts" in item or "role" in item) for item in items):
        return read_messages(found, speaker="system")
    parts = [_part(item) for item in items if item not in (None, "", {})]
    return [{"role": "system", "parts": parts}] if parts else []


def is_canonical(value: Any) -> bool:  # noqa: ANN401 - parsed JSON
    """Whether a parsed text already is a list of messages in the stored form; keys beyond it do no harm."""
    return isinstance(value, list) and bool(value) and all(_is_canonical_message(item) for item in value)


def texts_of(messages: Iterable[Message]) -> list[str]:
    """The plain texts of the messages in order: what people read and search."""
    return [
        part["content"]
        for message in messages
        for part in message["parts"]
        if part.get("type") == "text" and isinstance(part.get("content"), str)
    ]


def last_text(messages: Sequence[Message], role: str) -> str:
    """The last text that this role said, "" if it said none."""
    said = texts_of(message for message in messages if message["role"] == role)
    return said[-1] if said else ""


def new_turns(messages: Sequence[Message]) -> list[Message]:
    """The user messages behind the last assistant message: what this call added to the conversation."""
    spoken = [index for index, message in enumerate(messages) if message["role"] == "assistant"]
    return [message for message in messages[spoken[-1] + 1 if spoken else 0 :] if message["role"] == "user"]


def finish_reasons_of(messages: Iterable[Message]) -> list[str]:
    """The finish reasons that stand in output messages."""
    return [reason for message in messages if isinstance(reason := message.get("finish_reason"), str) and reason]


def _message(item: Any, speaker: str) -> Message:  # noqa: ANN401 - parsed JSON
    if not isinstance(item, dict) or not ({"role", "parts", "content"} & item.keys()):
        return {"role": speaker, "parts": [_part(item)]}
    parts = [_part(part) for part in _parts_in(item)]
    sent = item.get("role")
    role = vocab.role(sent) if isinstance(sent, str) and sent else speaker
    if parts and all(part["type"] == "tool_call_response" for part in parts):
        role = "tool"
    kept = {key: item[key] for key in ("name", "finish_reason") if item.get(key)}
    return {"role": role, "parts": parts} | kept


def _parts_in(item: dict[str, Any]) -> list[Any]:
    body = item["parts"] if item.get("parts") else item.get("content")
    if isinstance(body, list):
        return body
    return [] if body in (None, "") else [body]


def _part(item: Any) -> dict[str, Any]:  # noqa: ANN401 - parsed JSON
    if isinstance(item, str):
        return {"type": "text", "content": item}
    if not isinstance(item, dict):
        return {"type": "data", "value": item}
    if item.get("type") == "tool_call_response" and "response" not in item and "result" in item:
        item = {("response" if key == "result" else key): value for key, value in item.items()}
    if item.get("type") == "text" and "content" not in item and isinstance(item.get("text"), str):
        item = {("content" if key == "text" else key): value for key, value in item.items()}
    return item if _is_canonical_part(item) else {"type": "data", "value": item}


def _is_canonical_message(item: Any) -> bool:  # noqa: ANN401 - parsed JSON
    if not isinstance(item, dict) or item.get("role") not in vocab.ROLES or not isinstance(item.get("parts"), list):
        return False
    parts = item["parts"]
    if not parts or not all(_is_canonical_part(part) for part in parts):
        return False
    return item["role"] == "tool" or any(part["type"] != "tool_call_response" for part in parts)


def _is_canonical_part(part: Any) -> bool:  # noqa: ANN401 - parsed JSON
    if not isinstance(part, dict):
        return False
    needed = _PART_KEYS.get(part.get("type", ""))
    return needed is not None and needed in part
