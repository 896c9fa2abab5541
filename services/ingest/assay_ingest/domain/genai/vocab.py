"""Words and their canonical forms: providers, roles, finish reasons."""

from typing import Final

_PROVIDERS: Final = {
    "az.ai.openai": "azure.ai.openai",
    "azure": "azure.ai.openai",
    "az.ai.inference": "azure.ai.inference",
    "vertex_ai": "gcp.vertex_ai",
    "vertexai": "gcp.vertex_ai",
    "gemini": "gcp.gemini",
    "google": "gcp.gen_ai",
    "bedrock": "aws.bedrock",
    "aws": "aws.bedrock",
    "amazon-bedrock": "aws.bedrock",
    "xai": "x_ai",
}
_MODEL_PROVIDERS: Final = (
    (("us.", "eu.", "apac.", "anthropic.", "amazon."), "aws.bedrock"),
    (("gpt-", "o1", "o3", "o4", "text-embedding-"), "openai"),
    (("claude-",), "anthropic"),
    (("gemini-",), "gcp.gemini"),
)
_HOST_PROVIDERS: Final = (
    ("api.openai.com", "openai"),
    ("api.anthropic.com", "anthropic"),
    (".openai.azure.com", "azure.ai.openai"),
    ("generativelanguage.googleapis.com", "gcp.gemini"),
    ("aiplatform.googleapis.com", "gcp.vertex_ai"),
    ("api.mistral.ai", "mistral_ai"),
)
_ROLES: Final = {
    "human": "user",
    "ai": "assistant",
    "model": "assistant",
    "function": "tool",
    "developer": "system",
    "tool-call": "assistant",
    "tool-response": "tool",
}
ROLES: Final = frozenset({"system", "user", "assistant", "tool"})
_FINISH_REASONS: Final = {
    "tool_calls": "tool_call",
    "tool_use": "tool_call",
    "tool-calls": "tool_call",
    "function_call": "tool_call",
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "safety": "content_filter",
}


def provider(sent: str) -> str:
    """OTel's name of a provider, without an API suffix."""
    word = sent.lower()
    if word.startswith("mistral"):
        return "mistral_ai"
    for suffix in (".chat", ".messages"):
        word = word.removesuffix(suffix)
    return _PROVIDERS.get(word, word)


def inferred_provider(host: str, model: str) -> str:
    """The provider behind a host name, else behind a model name; "" when neither tells."""
    for ending, name in _HOST_PROVIDERS:
        if host.endswith(ending):
            return name
    for prefixes, name in _MODEL_PROVIDERS:
        if model.startswith(prefixes):
            return name
    return ""


def role(sent: str) -> str:
    """Canonical role of a message; an unknown one speaks as the user."""
    word = _ROLES.get(sent.lower(), sent.lower())
    return word if word in ROLES else "user"


def finish_reason(sent: str) -> str:
    """Canonical finish reason, else the raw word in lower case."""
    word = sent.removeprefix("FinishReason.").lower()
    return _FINISH_REASONS.get(word, word)
