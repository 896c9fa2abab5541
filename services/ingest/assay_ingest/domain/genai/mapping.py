"""From a span as it arrived to what it means. Pure; one call per span."""

from decimal import Decimal
from typing import Any, Final

from assay_ingest.domain.genai import detect, tokens, vocab
from assay_ingest.domain.genai.content import map_content
from assay_ingest.domain.genai.fields import context_rows, genai_rows, read_fields
from assay_ingest.domain.genai.messages import finish_reasons_of
from assay_ingest.domain.genai.model import NO_COST, Json, SentCost, SpanFacts
from assay_ingest.domain.span import Span

_STATUS_ERROR: Final = 2
_MAX_COST: Final = Decimal(10**6)
"""A cost of this size or more would not fit its column; it is a mistake of the sender's anyway."""
_COST_STEP: Final = Decimal("1e-12")


def map_span(span: Span, json: Json) -> SpanFacts:
    """What the span means. Spans of unknown conventions keep only their context; their attributes stay stored raw."""
    facts = SpanFacts(convention=detect.convention(tuple(span.attributes)))
    winners = _read_context(facts, span)
    if facts.convention != "none":
        winners += _read_genai(facts, span)
        winners += map_content(facts, span, json)
        facts.finish_reasons = _finish_reasons(facts)
    _read_error(facts, span)
    facts.sources = ";".join(winners)
    return facts


def _read_context(facts: SpanFacts, span: Span) -> list[str]:
    values, winners = read_fields(context_rows(tuple(span.attributes)), span.attributes, span.resource.attributes)
    for name, value in values.items():
        setattr(facts, name, value)
    return winners


def _read_genai(facts: SpanFacts, span: Span) -> list[str]:
    values, winners = read_fields(genai_rows(tuple(span.attributes)), span.attributes, span.resource.attributes)
    for name, value in values.items():
        _place(facts, name, value)
    facts.usage, usage_winners = tokens.usage(span.attributes)
    facts.cost, facts.warnings = _sent_cost(values)
    if facts.service_tier:
        facts.params["service_tier"] = facts.service_tier
    _read_provider(facts, span)
    facts.kind = detect.kind(
        facts.operation,
        span.attributes,
        has_model=bool(facts.model),
        has_usage_or_messages=facts.usage.is_known or "gen_ai.input.messages" in span.attributes,
    )
    facts.usage_role = detect.usage_role(facts.kind, span.attributes, has_usage=facts.usage.is_known)
    return winners + usage_winners


def _place(facts: SpanFacts, name: str, value: Any) -> None:  # noqa: ANN401 - typed by the field's reader
    """`group.key` goes into that group's dict, other names are fields of their own. Names come from our table only."""
    group, _, key = name.partition(".")
    if not key:
        setattr(facts, name, value)
    elif group != "cost":
        getattr(facts, group)[key] = value


def _read_provider(facts: SpanFacts, span: Span) -> None:
    host = span.attributes.get("server.address")
    facts.provider = (
        vocab.provider(facts.provider)
        if facts.provider
        else vocab.inferred_provider(host if isinstance(host, str) else "", facts.model)
    )


def _sent_cost(values: dict[str, Any]) -> tuple[SentCost, list[str]]:
    if not any(f"cost.{part}" in values for part in ("total", "input", "output")):
        return NO_COST, []
    sent = {part: values[f"cost.{part}"] for part in ("total", "input", "output") if f"cost.{part}" in values}
    fits = {part: cost.quantize(_COST_STEP) for part, cost in sent.items() if abs(cost) < _MAX_COST}
    return SentCost(**fits), ["cost_overflow"] if len(fits) < len(sent) else []


def _finish_reasons(facts: SpanFacts) -> list[str]:
    sent = facts.finish_reasons or finish_reasons_of(facts.output_messages)
    return list(dict.fromkeys(vocab.finish_reason(reason) for reason in sent))


def _read_error(facts: SpanFacts, span: Span) -> None:
    """Type, message and stack trace, from the attribute, the recorded exception and the status."""
    if span.status_code == _STATUS_ERROR:
        facts.level = "error"
    elif span.exception is None and "error.type" not in span.attributes:
        return
    exception = span.exception.attributes if span.exception else {}
    sources = {
        "type": (span.attributes.get("error.type"), exception.get("exception.type")),
        "message": (span.status_message, exception.get("exception.message")),
        "stacktrace": (exception.get("exception.stacktrace"),),
    }
    for name, values in sources.items():
        found = next((value for value in values if isinstance(value, str) and value), None)
        if found is not None:
            facts.error[name] = found
