"""The field table: which attribute fills which canonical field. A new source is a row here.

Sources are tried in order; a key that starts with `resource:` is looked up on the resource.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from assay_ingest.domain.genai import decode
from assay_ingest.domain.genai.decode import Reader
from assay_ingest.domain.span import Attributes

_RESOURCE: Final = "resource:"


class Field(NamedTuple):
    """A canonical field, its sources in order of preference, and how a value is read."""

    name: str
    sources: tuple[str, ...]
    read: Reader


GENAI: Final = (
    Field("operation", ("gen_ai.operation.name",), decode.text),
    Field("provider", ("gen_ai.provider.name",), decode.text),
    Field("model_request", ("gen_ai.request.model",), decode.text),
    Field("model_response", ("gen_ai.response.model",), decode.text),
    Field("response_id", ("gen_ai.response.id",), decode.text),
    Field(
        "service_tier",
        (
            "openai.response.service_tier",
            "gen_ai.openai.response.service_tier",
            "anthropic.response.service_tier",
        ),
        decode.text,
    ),
    Field(
        "finish_reasons",
        (
            "gen_ai.response.finish_reasons",
            "gen_ai.response.finish_reason",
            "anthropic.message.stop_reason",
        ),
        decode.strings,
    ),
    Field("stream", ("gen_ai.request.stream", "gen_ai.is_streaming"), decode.flag),
    Field(
        "ttft_ns",
        (
            "gen_ai.response.time_to_first_chunk",
            "gen_ai.client.operation.time_to_first_chunk",
            "gen_ai.server.time_to_first_token",
        ),
        decode.seconds_as_ns,
    ),
    Field("cost.total", ("gen_ai.usage.cost", "gen_ai.cost.total_cost"), decode.decimal),
    Field("cost.input", ("gen_ai.usage.input_cost", "gen_ai.cost.input_cost"), decode.decimal),
    Field("cost.output", ("gen_ai.usage.output_cost", "gen_ai.cost.output_cost"), decode.decimal),
    Field("agent.name", ("gen_ai.agent.name",), decode.text),
    Field("agent.id", ("gen_ai.agent.id",), decode.text),
    Field("agent.description", ("gen_ai.agent.description",), decode.text),
    Field("agent.version", ("gen_ai.agent.version",), decode.text),
    Field("prompt.name", ("gen_ai.prompt.name",), decode.text),
    Field("prompt.version", ("gen_ai.prompt.version",), decode.text),
    Field("tool.name", ("gen_ai.tool.name",), decode.text),
    Field("tool.call_id", ("gen_ai.tool.call.id",), decode.text),
    Field("tool.type", ("gen_ai.tool.type",), decode.text),
    Field("tool.description", ("gen_ai.tool.description",), decode.text),
    Field("retrieval.query", ("gen_ai.retrieval.query.text",), decode.text),
    Field("retrieval.top_k", ("gen_ai.retrieval.top_k",), decode.number),
    Field("embedding.dimensions", ("gen_ai.embeddings.dimension.count",), decode.count),
    Field("params.temperature", ("gen_ai.request.temperature",), decode.number),
    Field("params.top_p", ("gen_ai.request.top_p",), decode.number),
    Field("params.top_k", ("gen_ai.request.top_k",), decode.number),
    Field("params.max_tokens", ("gen_ai.request.max_tokens",), decode.count),
    Field("params.seed", ("gen_ai.request.seed",), decode.number),
    Field("params.frequency_penalty", ("gen_ai.request.frequency_penalty",), decode.number),
    Field("params.presence_penalty", ("gen_ai.request.presence_penalty",), decode.number),
    Field("params.stop_sequences", ("gen_ai.request.stop_sequences",), decode.strings),
    Field("params.choice_count", ("gen_ai.request.choice.count",), decode.count),
    Field(
        "params.reasoning_effort", ("gen_ai.request.reasoning.level", "gen_ai.request.reasoning_effort"), decode.text
    ),
    Field("params.response_format", ("gen_ai.output.type",), decode.text),
)
"""Fields of spans that carry a `gen_ai.` key."""

CONTEXT: Final = (
    Field("session_id", ("session.id", "gen_ai.conversation.id"), decode.text),
    Field("user_id", ("user.id", "enduser.id"), decode.text),
    Field("tags", ("tag.tags",), decode.comma_strings),
    Field(
        "environment",
        (
            "deployment.environment.name",
            "deployment.environment",
            "resource:deployment.environment.name",
            "resource:deployment.environment",
        ),
        decode.text,
    ),
    Field("release", ("resource:service.version",), decode.text),
    Field("version", ("gen_ai.agent.version",), decode.text),
)
"""Fields of every span."""


class Found(NamedTuple):
    """What a walk over the table found, by field, and the key that won each."""

    values: dict[str, Any]
    winners: list[str]


def read_fields(rows: Sequence[Field], span: Attributes, resource: Attributes) -> Found:
    """Walk rows of the table: the first source with a readable, non-empty value wins its field."""
    found = Found({}, [])
    for name, sources, read in rows:
        for key in sources:
            value = resource.get(key[len(_RESOURCE) :]) if key.startswith(_RESOURCE) else span[key]
            if value is None:
                continue
            meant = read(value)
            if meant is not None:
                found.values[name] = meant
                found.winners.append(f"{name}={key}")
                break
    return found


@lru_cache(maxsize=4096)  # bounded: the keys come from outside
def genai_rows(keys: tuple[str, ...]) -> list[Field]:
    """The rows of GENAI that can find something in spans with these keys. Spans of one library share their keys."""
    return _rows_for(keys, GENAI)


@lru_cache(maxsize=4096)  # bounded: the keys come from outside
def context_rows(keys: tuple[str, ...]) -> list[Field]:
    """As `genai_rows`, of CONTEXT."""
    return _rows_for(keys, CONTEXT)


def _rows_for(keys: tuple[str, ...], fields: tuple[Field, ...]) -> list[Field]:
    present = set(keys)
    rows = (
        Field(name, tuple(key for key in sources if key in present or key.startswith(_RESOURCE)), read)
        for name, sources, read in fields
    )
    return [row for row in rows if row.sources]
