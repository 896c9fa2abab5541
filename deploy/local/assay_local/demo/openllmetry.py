"""A story as OpenLLMetry writes it down (`traceloop.*`, flattened `gen_ai.prompt.N.*`)."""

import json
from typing import Final

from opentelemetry.trace import SpanKind

from assay_local.demo.recorder import Recorder
from assay_local.demo.stories import Story, ToolCall, Turn

SCOPE: Final = "opentelemetry.instrumentation.openai.v1"
SCOPE_VERSION: Final = "0.47.5"

Flat = dict[str, str | bool | int | float]


def record(story: Story, to: Recorder) -> None:
    """Workflow span, agent span, one chat span a turn, one tool span a call."""
    context: Flat = {
        "traceloop.workflow.name": story.agent,
        "traceloop.association.properties.session_id": story.session,
        "traceloop.association.properties.user_id": story.user,
    }
    workflow: Flat = context | {
        "traceloop.span.kind": "workflow",
        "traceloop.entity.name": story.agent,
        "traceloop.entity.input": json.dumps({"args": [story.question]}),
        "traceloop.entity.output": json.dumps(story.turns[-1].text),
    }
    history: list[Flat] = [
        {"role": "system", "content": story.system},
        {"role": "user", "content": story.question},
    ]
    with to.span(f"{story.agent}.workflow", workflow):
        for number, turn in enumerate(story.turns):
            _chat(story, turn, history, number, context, to)
            history = [*history, _assistant(turn), *(_tool_result(call) for call in turn.tool_calls)]
            for call in turn.tool_calls:
                _tool(call, context, to)


def _chat(story: Story, turn: Turn, history: list[Flat], number: int, context: Flat, to: Recorder) -> None:
    attributes: Flat = context | {
        "llm.request.type": "chat",
        "gen_ai.system": story.provider,
        "gen_ai.request.model": story.model_request,
        "gen_ai.response.model": story.model_response,
        "gen_ai.response.id": f"chatcmpl-{story.session}-{number}-{to.now_ns:x}",
        "gen_ai.usage.prompt_tokens": turn.input_tokens,
        "gen_ai.usage.completion_tokens": turn.output_tokens,
        "gen_ai.usage.cache_read_input_tokens": turn.cached_tokens,
        "llm.usage.total_tokens": turn.input_tokens + turn.output_tokens,
        "llm.is_streaming": False,
    }
    for index, message in enumerate(history):
        attributes |= {f"gen_ai.prompt.{index}.{name}": value for name, value in message.items()}
    attributes |= {f"gen_ai.completion.0.{name}": value for name, value in _assistant(turn).items()}
    attributes["gen_ai.completion.0.finish_reason"] = "tool_calls" if turn.tool_calls else "stop"
    with to.span("openai.chat", attributes, kind=SpanKind.CLIENT):
        to.pass_ms(turn.duration_ms)


def _tool(call: ToolCall, context: Flat, to: Recorder) -> None:
    attributes: Flat = context | {
        "traceloop.span.kind": "tool",
        "traceloop.entity.name": call.name,
        "traceloop.entity.input": json.dumps({"args": [], "kwargs": call.arguments}),
    }
    if call.error is None:
        attributes["traceloop.entity.output"] = json.dumps(call.result)
    with to.span(f"{call.name}.tool", attributes, error=call.error):
        to.pass_ms(call.duration_ms)


def _assistant(turn: Turn) -> Flat:
    message: Flat = {"role": "assistant"}
    if turn.text:
        message["content"] = turn.text
    for index, call in enumerate(turn.tool_calls):
        message |= {
            f"tool_calls.{index}.id": call.call_id,
            f"tool_calls.{index}.name": call.name,
            f"tool_calls.{index}.arguments": json.dumps(call.arguments),
        }
    return message


def _tool_result(call: ToolCall) -> Flat:
    content = json.dumps(call.result) if call.error is None else call.error
    return {"role": "tool", "content": content, "tool_call_id": call.call_id}
