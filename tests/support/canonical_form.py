"""The canonical model as the API names it, from what the mapping found; and the subset match that vectors ask for."""

import json
from typing import Any

from assay_ingest.domain.genai.model import Json, SpanFacts, Usage

PLAIN_JSON = Json(json.loads, lambda value: json.dumps(value, ensure_ascii=False))


def canonical_form(facts: SpanFacts) -> dict[str, Any]:
    """Present fields only, under the API's names."""
    found = {
        "kind": facts.kind.value,
        "operation": facts.operation,
        "provider": facts.provider,
        "framework": facts.framework,
        "model_request": facts.model_request,
        "model_response": facts.model_response,
        "response_id": facts.response_id,
        "input_messages": facts.input_messages,
        "output_messages": facts.output_messages,
        "system_instructions": facts.system_instructions.text,
        "tool_definitions": facts.tool_definitions,
        "tool": facts.tool,
        "usage": _usage(facts.usage),
        "usage_role": facts.usage_role.value,
        "params": facts.params,
        "finish_reasons": facts.finish_reasons,
        "stream": facts.stream,
        "ttft_ms": facts.ttft_ns / 1e6 or None,
        "session_id": facts.session_id,
        "user_id": facts.user_id,
        "tags": facts.tags,
        "environment": facts.environment,
        "agent": facts.agent,
        "retrieval": facts.retrieval,
        "embedding": facts.embedding,
        "error": facts.error,
    }
    return {name: value for name, value in found.items() if value not in ("", None, [], {})}


def differences(expected: Any, found: Any, path: str = "") -> list[str]:  # noqa: ANN401 - parsed JSON
    """Where `found` lacks what `expected` names: nested keys count, lists match element by element, null is absent."""
    if expected is None:
        return [] if found is None else [f"{path}: expected nothing, found {found!r}"]
    if isinstance(expected, dict):
        given = found if isinstance(found, dict) else {}
        return [line for key in expected for line in differences(expected[key], given.get(key), f"{path}.{key}")]
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        pairs = enumerate(zip(expected, found, strict=True))
        return [line for index, (want, got) in pairs for line in differences(want, got, f"{path}[{index}]")]
    same = abs(expected - found) < 1e-9 if isinstance(expected, float) and found is not None else expected == found
    return [] if same else [f"{path}: expected {expected!r}, found {found!r}"]


def _usage(usage: Usage) -> dict[str, int]:
    counts = {
        "input": usage.input,
        "output": usage.output,
        "total": usage.total,
        "cache_read": usage.cache_read,
        "cache_write": usage.cache_write,
        "reasoning": usage.reasoning,
    }
    return {bucket: count for bucket, count in counts.items() if count is not None} | dict(usage.extra)
