"""The canonical model: what Assay knows of a span, by the names of the API. Values only."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, NamedTuple

from assay_ingest.domain.span import Value

MAPPING_VERSION = 1
"""Stored on each row; raised by every change that can alter a result."""


class Json(NamedTuple):
    """The JSON codec, handed in. `loads` raises ValueError; `dumps` writes compact UTF-8 text."""

    loads: Callable[[str], Any]
    dumps: Callable[[Any], str]


class Kind(StrEnum):
    """What a span does."""

    LLM = "llm"
    AGENT = "agent"
    TOOL = "tool"
    CHAIN = "chain"
    RETRIEVER = "retriever"
    EMBEDDING = "embedding"
    RERANKER = "reranker"
    GUARDRAIL = "guardrail"
    EVALUATOR = "evaluator"
    OTHER = "other"


class UsageRole(StrEnum):
    """Own: the usage of this span's own call. Rollup: a sum over the calls below it."""

    NONE = "none"
    OWN = "own"
    ROLLUP = "rollup"


@dataclass(frozen=True, slots=True)
class Usage:
    """Token counts, None where unknown. `input` includes cached tokens, `output` includes reasoning."""

    input: int | None = None
    output: int | None = None
    total: int | None = None
    cache_read: int | None = None
    cache_write: int | None = None
    reasoning: int | None = None
    extra: Mapping[str, int] = field(default_factory=dict)
    """The rarer buckets by their canonical names: cache_write_5m, cache_write_1h, input_audio, ..."""

    @property
    def is_known(self) -> bool:
        return any(count is not None for count in (self.input, self.output, self.total)) or bool(self.extra)


@dataclass(frozen=True, slots=True)
class SentCost:
    """Cost in USD as the sender states it, None where it does not."""

    total: Decimal | None = None
    input: Decimal | None = None
    output: Decimal | None = None
    cache_read: Decimal | None = None
    cache_write: Decimal | None = None
    reasoning: Decimal | None = None


class Format(StrEnum):
    """How a stored text is to be read. Messages: the canonical message list as JSON."""

    TEXT = "text"
    JSON = "json"
    MESSAGES = "messages"


@dataclass(frozen=True, slots=True)
class Content:
    """One side of a span's content. `source` is the attribute it equals byte for byte, "" if it was rewritten."""

    text: str = ""
    format: Format = Format.TEXT
    source: str = ""


NO_USAGE: Final = Usage()
NO_COST: Final = SentCost()
NO_CONTENT: Final = Content()
"""Shared by all spans that have none."""

Message = dict[str, Any]
"""`{"role": system|user|assistant|tool, "parts": [{"type": ..., ...}]}`; other keys of the sender may stand beside."""


@dataclass(slots=True)
class SpanFacts:
    """What the mapping found. Empty text, None and empty containers mean absent."""

    kind: Kind = Kind.OTHER
    operation: str = ""
    convention: str = "none"
    framework: str = ""
    provider: str = ""
    model_request: str = ""
    model_response: str = ""
    response_id: str = ""
    service_tier: str = ""
    params: dict[str, Value] = field(default_factory=dict)
    finish_reasons: list[str] = field(default_factory=list)
    stream: bool | None = None
    ttft_ns: int = 0
    usage: Usage = NO_USAGE
    usage_role: UsageRole = UsageRole.NONE
    cost: SentCost = NO_COST
    session_id: str = ""
    user_id: str = ""
    tags: list[str] = field(default_factory=list)
    environment: str = ""
    release: str = ""
    version: str = ""
    trace_name: str = ""
    agent: dict[str, str] = field(default_factory=dict)
    prompt: dict[str, str] = field(default_factory=dict)
    tool: dict[str, Value] = field(default_factory=dict)
    retrieval: dict[str, Value] = field(default_factory=dict)
    embedding: dict[str, Value] = field(default_factory=dict)
    metadata: dict[str, Value] = field(default_factory=dict)
    error: dict[str, str] = field(default_factory=dict)
    level: str = "default"
    input_messages: list[Message] = field(default_factory=list)
    output_messages: list[Message] = field(default_factory=list)
    input: Content = NO_CONTENT
    output: Content = NO_CONTENT
    system_instructions: Content = NO_CONTENT
    tool_definitions: list[dict[str, Any]] = field(default_factory=list)
    tool_definitions_text: Content = NO_CONTENT
    sources: str = ""
    """Winners as `field=key;...`."""
    warnings: Sequence[str] = ()

    @property
    def model(self) -> str:
        return self.model_response or self.model_request

    @property
    def has_messages(self) -> bool:
        return bool(self.input_messages or self.output_messages)
