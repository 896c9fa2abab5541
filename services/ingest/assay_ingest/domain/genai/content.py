"""A span's texts: which attribute gives which side, and in what form it is stored.

A text that is stored as the sender wrote it names its attribute, so that it need not be stored a second time.
"""

from typing import Any, cast

from assay_ingest.domain.genai.decode import unpacked
from assay_ingest.domain.genai.messages import is_canonical, read_instructions, read_messages, texts_of
from assay_ingest.domain.genai.model import NO_CONTENT, Content, Format, Json, Kind, Message, SpanFacts
from assay_ingest.domain.span import Span, Value

INPUT_MESSAGES = "gen_ai.input.messages"
OUTPUT_MESSAGES = "gen_ai.output.messages"
INSTRUCTIONS = "gen_ai.system_instructions"
TOOL_DEFINITIONS = "gen_ai.tool.definitions"
TOOL_ARGUMENTS = "gen_ai.tool.call.arguments"
TOOL_RESULT = "gen_ai.tool.call.result"
DOCUMENTS = "gen_ai.retrieval.documents"
CONTENT_KEYS = frozenset(
    {INPUT_MESSAGES, OUTPUT_MESSAGES, INSTRUCTIONS, TOOL_DEFINITIONS, TOOL_ARGUMENTS, TOOL_RESULT, DOCUMENTS}
)
"""Attributes that are content, not something to filter by."""

_SCHEMA_KEYS = ("parameters", "input_schema", "inputSchema")


def map_content(facts: SpanFacts, span: Span, json: Json) -> list[str]:
    """Fill the facts' messages, tool payloads and stored texts; the winners come back."""
    winners = _read_conversation(facts, span, json)
    if facts.kind is Kind.TOOL:
        winners += _read_tool_payloads(facts, span, json)
    winners += _read_tool_definitions(facts, span, json)
    if (documents := span.attributes.get(DOCUMENTS)) is not None:
        facts.retrieval["documents"] = unpacked(documents, json)
        winners.append(f"retrieval.documents={DOCUMENTS}")
    return winners


def _read_conversation(facts: SpanFacts, span: Span, json: Json) -> list[str]:
    winners = []
    given = span.attributes
    instructions = read_instructions(given[INSTRUCTIONS], json) if INSTRUCTIONS in given else []
    facts.input_messages, facts.input = _side(INPUT_MESSAGES, given, json, speaker="user")
    facts.output_messages, facts.output = _side(OUTPUT_MESSAGES, given, json, speaker="assistant")
    if facts.input_messages or instructions:
        winners.append(f"input_messages={INPUT_MESSAGES if facts.input_messages else INSTRUCTIONS}")
    if facts.output_messages:
        winners.append(f"output_messages={OUTPUT_MESSAGES}")
    if instructions:
        facts.input_messages = instructions + facts.input_messages
        facts.input = Content(json.dumps(facts.input_messages), Format.MESSAGES)
    facts.system_instructions = _instructions(facts.input_messages, given)
    return winners


def _side(source: str, given: dict[str, Value], json: Json, *, speaker: str) -> tuple[list[Message], Content]:
    """The messages of one side, and their text: the sender's own when it is canonical, else written anew."""
    sent = given.get(source)
    if sent is None:
        return [], NO_CONTENT
    found = unpacked(sent, json)
    if isinstance(sent, str) and sent[:1] == "[" and is_canonical(found):
        return cast("list[Message]", found), Content(sent, Format.MESSAGES, source)
    messages = read_messages(found, speaker=speaker)
    return messages, Content(json.dumps(messages), Format.MESSAGES) if messages else NO_CONTENT


def _instructions(messages: list[Message], given: dict[str, Value]) -> Content:
    text = "\n".join(texts_of(message for message in messages if message["role"] == "system"))
    return Content(text, Format.TEXT, INSTRUCTIONS if text and text == given.get(INSTRUCTIONS) else "")


def _read_tool_payloads(facts: SpanFacts, span: Span, json: Json) -> list[str]:
    """A tool's arguments and result are its input and output."""
    winners = []
    arguments, result = span.attributes.get(TOOL_ARGUMENTS), span.attributes.get(TOOL_RESULT)
    if arguments is not None:
        facts.tool["arguments"] = unpacked(arguments, json)
        facts.input = _payload(arguments, facts.tool["arguments"], TOOL_ARGUMENTS, json)
        winners.append(f"tool.arguments={TOOL_ARGUMENTS}")
    if result is not None:
        facts.tool["result"] = unpacked(result, json)
        facts.output = _payload(result, facts.tool["result"], TOOL_RESULT, json)
        winners.append(f"tool.result={TOOL_RESULT}")
    return winners


def _payload(sent: Value, meant: Value, source: str, json: Json) -> Content:
    if isinstance(sent, str):
        return Content(sent, Format.TEXT if isinstance(meant, str) else Format.JSON, source)
    return Content(json.dumps(sent), Format.JSON)


def _read_tool_definitions(facts: SpanFacts, span: Span, json: Json) -> list[str]:
    sent = span.attributes.get(TOOL_DEFINITIONS)
    found = unpacked(sent, json)
    if not isinstance(found, list):
        return []
    facts.tool_definitions = [_definition(unpacked(item, json)) for item in found]
    same = isinstance(sent, str) and facts.tool_definitions == found
    text = sent if same and isinstance(sent, str) else json.dumps(facts.tool_definitions)
    facts.tool_definitions_text = Content(text, Format.JSON, TOOL_DEFINITIONS if same else "")
    return [f"tool_definitions={TOOL_DEFINITIONS}"]


def _definition(item: Value) -> dict[str, Any]:
    """`{name, description, parameters}`, unwrapped from `{type: function, function: {...}}`."""
    if not isinstance(item, dict):
        return {"name": str(item)}
    inner = item.get("function")
    body = inner if isinstance(inner, dict) else item
    schema = next((body[key] for key in _SCHEMA_KEYS if key in body), None)
    named = {"name": body.get("name"), "description": body.get("description"), "parameters": schema}
    return {key: value for key, value in named.items() if value is not None}
