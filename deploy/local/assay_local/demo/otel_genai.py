"""A story as OpenTelemetry's GenAI conventions write it down (`gen_ai.*`, messages as JSON)."""

import json
from typing import Any, Final

from opentelemetry.trace import SpanKind

from assay_local.demo.recorder import Attributes, Recorder
from assay_local.demo.stories import Story, ToolCall, Turn

SCOPE: Final = "opentelemetry.instrumentation.openai_v2"
SCOPE_VERSION: Final = "2.4b0"


def record(story: Story, to: Recorder) -> None:
    """Agent span, one chat span a turn, one execute_tool span a call."""
    messages: list[dict[str, Any]] = [_text("user", story.question)]
    agent = {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.name": story.agent,
        "gen_ai.provider.name": story.provider,
        "gen_ai.conversation.id": story.session,
        "user.id": story.user,
        "gen_ai.input.messages": json.dumps(messages),
    }
    with to.span(f"invoke_agent {story.agent}", agent) as agent_span:
        for number, turn in enumerate(story.turns):
            answer = _answer(turn)
            _chat(story, turn, messages, answer, number, to)
            messages = [*messages, answer, *(_tool_response(call) for call in turn.tool_calls)]
            for call in turn.tool_calls:
                _tool(call, to)
        agent_span.set_attribute("gen_ai.output.messages", json.dumps([_answer(story.turns[-1])]))


def _chat(
    story: Story, turn: Turn, messages: list[dict[str, Any]], answer: dict[str, Any], number: int, to: Recorder
) -> None:
    attributes: Attributes = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": story.provider,
        "gen_ai.request.model": story.model_request,
        "gen_ai.request.temperature": 0.2,
        "gen_ai.request.max_tokens": 800,
        "gen_ai.response.model": story.model_response,
        "gen_ai.response.id": f"chatcmpl-{story.session}-{number}-{to.now_ns:x}",
        "gen_ai.response.finish_reasons": ("tool_calls",) if turn.tool_calls else ("stop",),
        "gen_ai.usage.input_tokens": turn.input_tokens,
        "gen_ai.usage.output_tokens": turn.output_tokens,
        "gen_ai.usage.cache_read.input_tokens": turn.cached_tokens,
        "gen_ai.conversation.id": story.session,
        "gen_ai.system_instructions": json.dumps([{"type": "text", "content": story.system}]),
        "gen_ai.input.messages": json.dumps(messages),
        "gen_ai.output.messages": json.dumps([answer]),
        "gen_ai.tool.definitions": json.dumps([_definition(call) for t in story.turns for call in t.tool_calls]),
        "server.address": f"api.{story.provider}.com",
    }
    with to.span(f"chat {story.model_request}", attributes, kind=SpanKind.CLIENT):
        to.pass_ms(turn.duration_ms)


def _tool(call: ToolCall, to: Recorder) -> None:
    attributes = {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": call.name,
        "gen_ai.tool.type": "function",
        "gen_ai.tool.description": call.description,
        "gen_ai.tool.call.id": call.call_id,
        "gen_ai.tool.call.arguments": json.dumps(call.arguments),
    }
    if call.error is None:
        attributes["gen_ai.tool.call.result"] = json.dumps(call.result)
    else:
        attributes["error.type"] = call.error.partition(":")[0]
    with to.span(f"execute_tool {call.name}", attributes, error=call.error):
        to.pass_ms(call.duration_ms)


def _answer(turn: Turn) -> dict[str, Any]:
    parts: list[dict[str, Any]] = [{"type": "text", "content": turn.text}] if turn.text else []
    parts += [
        {"type": "tool_call", "id": call.call_id, "name": call.name, "arguments": call.arguments}
        for call in turn.tool_calls
    ]
    return {"role": "assistant", "parts": parts, "finish_reason": "tool_call" if turn.tool_calls else "stop"}


def _tool_response(call: ToolCall) -> dict[str, Any]:
    response = call.result if call.error is None else {"error": call.error}
    return {"role": "tool", "parts": [{"type": "tool_call_response", "id": call.call_id, "response": response}]}


def _text(role: str, content: str) -> dict[str, Any]:
    return {"role": role, "parts": [{"type": "text", "content": content}]}


def _definition(call: ToolCall) -> dict[str, Any]:
    properties = {name: {"type": "string"} for name in call.arguments}
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    return {"type": "function", "name": call.name, "description": call.description, "parameters": schema}
