"""What kind of span this is and which convention it speaks, from the span alone. First match wins."""

from functools import lru_cache
from typing import Final

from assay_ingest.domain.genai.model import Kind, UsageRole
from assay_ingest.domain.span import Attributes

_FAMILIES: Final = (("gen_ai.", "otel"),)
"""Key prefix -> convention, for scopes that say nothing."""

_OPERATIONS: Final = {
    **dict.fromkeys(
        ("chat", "text_completion", "generate_content", "completion", "generate", "chat.completions", "llm_call"),
        Kind.LLM,
    ),
    "embeddings": Kind.EMBEDDING,
    "rerank": Kind.RERANKER,
    **dict.fromkeys(("retrieval", "search_memory"), Kind.RETRIEVER),
    **dict.fromkeys(("execute_tool", "tool_call"), Kind.TOOL),
    **dict.fromkeys(("invoke_agent", "create_agent", "agent_call"), Kind.AGENT),
    **dict.fromkeys(
        (
            "invoke_workflow",
            "plan",
            "agent_step",
            "execute_event_loop_cycle",
            "execute_task",
            "handoff",
            "chain",
            "framework",
        ),
        Kind.CHAIN,
    ),
}
_OWN: Final = frozenset({Kind.LLM, Kind.EMBEDDING, Kind.RERANKER})
_AGGREGATED: Final = "gen_ai.aggregated_usage."


@lru_cache(maxsize=4096)  # bounded: the keys come from outside
def convention(keys: tuple[str, ...]) -> str:
    """The first known key family, `none` without one."""
    for key in keys:
        for prefix, name in _FAMILIES:
            if key.startswith(prefix):
                return name
    return "none"


def kind(operation: str, attributes: Attributes, *, has_model: bool, has_usage_or_messages: bool) -> Kind:
    """By operation name, then by what only a tool or an LLM call carries. A model name alone makes no LLM span."""
    by_operation = _OPERATIONS.get(operation)
    if by_operation is not None:
        return by_operation
    if _names_a_tool(attributes):
        return Kind.TOOL
    return Kind.LLM if has_model and has_usage_or_messages else Kind.OTHER


def usage_role(kind_of_span: Kind, attributes: Attributes, *, has_usage: bool) -> UsageRole:
    """Own for spans that call a model, even without numbers; other spans only sum up what lies below them."""
    if any(key.startswith(_AGGREGATED) for key in attributes):
        return UsageRole.ROLLUP
    if kind_of_span in _OWN:
        return UsageRole.OWN
    return UsageRole.ROLLUP if has_usage else UsageRole.NONE


def _names_a_tool(attributes: Attributes) -> bool:
    return (
        "gen_ai.tool.name" in attributes
        or "gen_ai.tool.call.id" in attributes
        or attributes.get("mcp.method.name") == "tools/call"
    )
