"""From one span as read to its shape: canonical fields, raw attributes, and content cut for a page."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from assay_query.api import shapes
from assay_query.domain.content import Cuts, parse_json
from assay_query.domain.forms import milliseconds, plain_money, rfc3339
from assay_query.domain.span_detail import SpanContent, SpanFacts
from assay_query.domain.traces import SpanCost, Usage
from assay_query.domain.wire import Json, Scope, attributes_of, event_of, link_of, resource_of, scope_of
from assay_query.usecases.read_span import TextRange, WholeSpan

CANON_PARTS: Final = ("retrieval", "embedding", "metadata")
_NO_CONTENT: Final = SpanContent("", "", "", "", "text", "text", "", (), (), (), b"", b"", {})


def span(trace_id: str, whole: WholeSpan) -> shapes.Span:
    """The page of a span."""
    cuts = Cuts()
    facts, content, fact = whole.facts, whole.content or _NO_CONTENT, whole.fact
    narrow = facts.span
    canon = _object(parse_json(content.canon)) if content.canon else {}
    texts = _texts(content, cuts)
    return shapes.Span(
        trace_id=trace_id,
        span_id=narrow.span_id,
        parent_span_id=narrow.parent_span_id,
        name=narrow.name,
        kind=narrow.kind,
        start_time=rfc3339(narrow.start_ns),
        end_time=rfc3339(narrow.end_ns),
        duration_ms=milliseconds(narrow.duration_ns),
        status=narrow.status,
        status_message=facts.status_message,
        level=narrow.level,
        operation=facts.operation,
        provider=narrow.provider,
        framework=facts.framework,
        model=narrow.model,
        model_request=facts.model_request,
        model_response=facts.model_response,
        response_id=facts.response_id,
        convention=facts.convention,
        **texts,
        **_canon_parts(canon, cuts),
        tool=_tool(facts, canon, texts),
        usage=_usage(narrow.usage, facts.usage_extra),
        usage_role=narrow.usage_role,
        cost=_cost(fact.cost) if fact else None,
        counted=fact.counted if fact else None,
        duplicate_of=fact.duplicate_of if fact else None,
        params=_object(parse_json(facts.params)) if facts.params else {},
        finish_reasons=_texts_in(canon.get("finish_reasons")) or list(facts.finish_reasons),
        stream=facts.stream,
        ttft_ms=None if facts.ttft_ns is None else milliseconds(facts.ttft_ns),
        session_id=facts.session_id,
        user_id=facts.user_id,
        tags=list(facts.tags),
        environment=facts.environment,
        release=facts.release,
        version=facts.version,
        trace_name=facts.trace_name,
        service_name=facts.service_name,
        prompt=_prompt(facts, canon),
        agent=_agent(facts, canon),
        error=_error(facts, canon, cuts),
        evaluations=canon.get("evaluations") or (parse_json(facts.evaluations) if facts.evaluations else None),
        **_raw(content, cuts),
        trace_state=facts.trace_state,
        dropped_attributes=facts.dropped_attributes,
        dropped_events=facts.dropped_events,
        dropped_links=facts.dropped_links,
        warnings=list(facts.warnings),
        content_bytes=cuts.content_bytes,
        content_truncated=cuts.content_truncated,
        io_bytes=narrow.input_bytes + narrow.output_bytes,
        io_state=facts.io_state,
    )


def span_text(part: shapes.Part, found: TextRange) -> shapes.SpanText:
    """A piece of a stored text."""
    return shapes.SpanText(
        part=part,
        format=found.format,
        content_type="text/plain" if found.format == "text" else "application/json",
        offset=found.offset,
        next_offset=found.next_offset,
        total_bytes=found.total_bytes,
        text=found.text,
    )


def _texts(content: SpanContent, cuts: Cuts) -> dict[str, Any]:
    """The four stored texts under their canonical names: messages are lists of messages, all else is any JSON."""
    found: dict[str, Any] = {"input_messages": None, "output_messages": None, "system_instructions": None}
    for part, text, form in (
        ("input", content.input, content.input_format),
        ("output", content.output, content.output_format),
    ):
        if text:
            name = f"{part}_messages" if form == "messages" else part
            found[name] = cuts.text(name, text) if form == "text" else _cut_parsed(name, text, cuts)
    if content.system_instructions:
        found["system_instructions"] = cuts.text("system_instructions", content.system_instructions)
    if content.tool_definitions:
        found["tool_definitions"] = _cut_parsed("tool_definitions", content.tool_definitions, cuts)
    return found


def _canon_parts(canon: Mapping[str, Json], cuts: Cuts) -> dict[str, Any]:
    return {part: cuts.json(part, canon[part]) for part in CANON_PARTS if canon.get(part) is not None}


def _cut_parsed(name: str, text: str, cuts: Cuts) -> Json:
    value = parse_json(text)
    if name.endswith("_messages") and not isinstance(value, list):
        value = [value]
    return cuts.json(name, value, stored_bytes=len(text.encode()))


def _raw(content: SpanContent, cuts: Cuts) -> dict[str, Any]:
    """What was sent. Attributes whose value is kept as a text take it from there."""
    attributes = attributes_of(content.raw_attrs)
    attributes |= {key: getattr(content, column, "") for key, column in content.verbatim.items()}
    events: Json = [asdict(event_of(raw)) for raw in content.events]
    return {
        "attributes": cuts.json("attributes", attributes),
        "resource": cuts.json("resource", resource_of(content.resource)),
        "scope": asdict(scope_of(content.scope) if content.scope else Scope()),
        "events": cuts.json("events", events),
        "links": [asdict(link_of(raw)) for raw in content.links],
    }


def _usage(known: Usage | None, extra: Mapping[str, int]) -> shapes.SpanUsage | None:
    if known is None:
        return None
    rarer = {name: count for name, count in extra.items() if name in shapes.SpanUsage.model_fields}
    return shapes.SpanUsage(**asdict(known) | rarer)


def _cost(known: SpanCost) -> shapes.SpanCost:
    return shapes.SpanCost(
        total=plain_money(known.total),
        input=plain_money(known.input),
        output=plain_money(known.output),
        source=known.source,
        cache_read=plain_money(known.cache_read),
        cache_write=plain_money(known.cache_write),
        reasoning=plain_money(known.reasoning),
        price_id=known.price_id,
        computed_total=plain_money(known.computed_total),
    )


def _tool(facts: SpanFacts, canon: Mapping[str, Json], texts: Mapping[str, Any]) -> shapes.Tool | None:
    """What a tool was called with and what it gave back are stored as the span's input and output."""
    sent = _object(canon.get("tool"))
    if not sent and facts.tool_name is None and facts.span.kind != "tool":
        return None
    known = {"name": facts.tool_name} | _named_texts(sent, "name", "call_id", "type", "description")
    return shapes.Tool(**known, arguments=texts.get("input"), result=texts.get("output"))


def _prompt(facts: SpanFacts, canon: Mapping[str, Json]) -> shapes.Prompt | None:
    sent = _object(canon.get("prompt"))
    known = {"name": facts.prompt_name, "version": facts.prompt_version} | _named_texts(sent, "name", "version")
    template, variables = sent.get("template"), sent.get("variables")
    if not any(known.values()) and template is None and variables is None:
        return None
    return shapes.Prompt(**known, template=template, variables=variables)


def _agent(facts: SpanFacts, canon: Mapping[str, Json]) -> shapes.Agent | None:
    sent = _named_texts(_object(canon.get("agent")), "id", "name", "description", "version")
    known = {"name": facts.agent_name} | sent
    return shapes.Agent(**known) if any(known.values()) else None


def _error(facts: SpanFacts, canon: Mapping[str, Json], cuts: Cuts) -> shapes.Error | None:
    """The error as mapped, else what the span's status says."""
    sent = _object(cuts.json("error", _object(canon.get("error"))))
    known = {"type": facts.error_type} | _named_texts(sent, "type", "message", "stacktrace")
    if facts.span.status == "error":
        known.setdefault("message", facts.status_message)
    return shapes.Error(**known) if any(known.values()) else None


def _named_texts(sent: Mapping[str, Json], *names: str) -> dict[str, str | None]:
    """The named values as texts; senders put numbers and objects where texts belong."""
    given = {name: sent[name] for name in names if sent.get(name) is not None}
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in given.items()}


def _texts_in(value: Json) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _object(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}
