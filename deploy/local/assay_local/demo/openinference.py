"""A story as OpenInference writes it down (`openinference.span.kind`, flattened `llm.*` messages)."""

import json
from typing import Final

from assay_local.demo.recorder import Attributes, Recorder
from assay_local.demo.stories import Story, ToolCall, Turn

SCOPE: Final = "openinference.instrumentation.openai"
SCOPE_VERSION: Final = "0.1.41"

Flat = dict[str, str | bool | int | float]


def record(story: Story, to: Recorder) -> None:
    """Agent span, one LLM span a turn, one TOOL span a call."""
    agent: Attributes = {
        "openinference.span.kind": "AGENT",
        "agent.name": story.agent,
        "input.value": story.question,
        "input.mime_type": "text/plain",
        "output.value": story.turns[-1].text,
        "session.id": story.session,
        "user.id": story.user,
        "tag.tags": story.tags,
    }
    history: list[Flat] = [_text("system", story.system), _text("user", story.question)]
    with to.span(story.agent, agent):
        for turn in story.turns:
            _llm(story, turn, history, to)
            history = [*history, _assistant(turn), *(_tool_result(call) for call in turn.tool_calls)]
            for call in turn.tool_calls:
                _tool(call, to)


def _llm(story: Story, turn: Turn, history: list[Flat], to: Recorder) -> None:
    attributes: Flat = {
        "openinference.span.kind": "LLM",
        "llm.system": story.provider,
        "llm.provider": story.provider,
        "llm.model_name": story.model_response,
        "llm.invocation_parameters": json.dumps({"model": story.model_request, "temperature": 0.2}),
        "llm.token_count.prompt": turn.input_tokens,
        "llm.token_count.completion": turn.output_tokens,
        "llm.token_count.total": turn.input_tokens + turn.output_tokens,
        "llm.token_count.prompt_details.cache_read": turn.cached_tokens,
        "input.value": json.dumps({"model": story.model_request, "messages": len(history)}),
        "input.mime_type": "application/json",
        "output.value": turn.text or json.dumps([call.name for call in turn.tool_calls]),
        "session.id": story.session,
    }
    for number, message in enumerate(history):
        attributes |= _flattened(f"llm.input_messages.{number}", message)
    attributes |= _flattened("llm.output_messages.0", _assistant(turn))
    with to.span("ChatCompletion", attributes):
        to.pass_ms(turn.duration_ms)


def _tool(call: ToolCall, to: Recorder) -> None:
    attributes: Flat = {
        "openinference.span.kind": "TOOL",
        "tool.name": call.name,
        "tool.description": call.description,
        "tool.id": call.call_id,
        "input.value": json.dumps(call.arguments),
        "input.mime_type": "application/json",
    }
    if call.error is None:
        attributes |= {"output.value": json.dumps(call.result), "output.mime_type": "application/json"}
    with to.span(call.name, attributes, error=call.error):
        to.pass_ms(call.duration_ms)


def _text(role: str, content: str) -> Flat:
    return {"message.role": role, "message.content": content}


def _assistant(turn: Turn) -> Flat:
    message: Flat = {"message.role": "assistant"}
    if turn.text:
        message["message.content"] = turn.text
    for number, call in enumerate(turn.tool_calls):
        prefix = f"message.tool_calls.{number}.tool_call"
        message |= {
            f"{prefix}.id": call.call_id,
            f"{prefix}.function.name": call.name,
            f"{prefix}.function.arguments": json.dumps(call.arguments),
        }
    return message


def _tool_result(call: ToolCall) -> Flat:
    content = json.dumps(call.result) if call.error is None else call.error
    return _text("tool", content) | {"message.tool_call_id": call.call_id}


def _flattened(prefix: str, message: Flat) -> Flat:
    return {f"{prefix}.{name}": value for name, value in message.items()}
