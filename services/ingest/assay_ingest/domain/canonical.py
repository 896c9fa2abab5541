"""From a span as it arrived to what is stored of it: facts, texts, previews, search text, version and expiry."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from assay_ingest.domain.cut import prefix
from assay_ingest.domain.genai.content import CONTENT_KEYS
from assay_ingest.domain.genai.mapping import map_span
from assay_ingest.domain.genai.messages import last_text, new_turns, texts_of
from assay_ingest.domain.genai.model import MAPPING_VERSION, Content, Format, Json, Message, SpanFacts
from assay_ingest.domain.identity import row_version
from assay_ingest.domain.span import Span, filter_numbers, filter_texts

PREVIEW_CHARS: Final = 200
SEARCH_BYTES: Final = 64 * 1024
_INTERNAL: Final = "assay.internal"
_DAY_NS: Final = 24 * 3600 * 10**9
_EPOCH: Final = date(1970, 1, 1)
_UNSPACED: Final = re.compile(
    "[\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # kana, Han
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\U00020000-\U0003ffff]+"  # Thai, Lao, Burmese, Khmer, rarer Han
)


@dataclass(slots=True)
class StoredSpan:
    """One span, ready to become a row of `spans` and one of `span_io`."""

    span: Span
    facts: SpanFacts
    version: int
    expire_on: date
    internal: bool
    warnings: list[str]
    attr_str: dict[str, str]
    attr_num: dict[str, float]
    params: str
    canon: str
    """The rarer canonical fields as JSON by field name."""
    verbatim: dict[str, str]
    """Attribute key -> the text column that holds its value byte for byte."""
    raw_attributes: list[bytes]
    """Wire bytes of the attributes that are not in `verbatim`."""
    input_preview: str
    output_preview: str
    input_bytes: int
    output_bytes: int
    search_text: str
    search_ngrams: str

    @property
    def identity(self) -> tuple[Any, bytes, bytes]:
        return self.span.origin.project_id, self.span.trace_id, self.span.span_id


def canonical(span: Span, json: Json) -> StoredSpan:
    """Everything that is stored of one span. Never raises: a span that the mapping cannot digest is stored unmapped."""
    warnings = list(span.warnings)
    try:
        facts = map_span(span, json)
        params, canon = _json_text(facts.params, json), _json_text(_rarer_fields(facts), json)
    except Exception:  # an acknowledged span always becomes a row, whatever the rules make of it
        facts, params, canon = SpanFacts(), "", ""
        warnings.append("mapping_failed")
    warnings += facts.warnings
    attributes = {key: value for key, value in span.attributes.items() if key not in CONTENT_KEYS}
    verbatim = _verbatim(facts, span)
    searched = _search_text(facts)
    return StoredSpan(
        span=span,
        facts=facts,
        version=row_version(span.origin.received_at_ns, span.origin.offset, MAPPING_VERSION),
        expire_on=_expire_on(span.start_ns // _DAY_NS, span.origin.retention_days),
        internal=span.attributes.get(_INTERNAL) is True,
        warnings=warnings,
        attr_str=filter_texts(attributes),
        attr_num=filter_numbers(attributes),
        params=params,
        canon=canon,
        verbatim=verbatim,
        raw_attributes=[raw for key, raw in span.raw_attributes if key not in verbatim],
        input_preview=_preview(facts.input, facts.input_messages, "user"),
        output_preview=_preview(facts.output, facts.output_messages, "assistant"),
        input_bytes=len(facts.input.text.encode()),
        output_bytes=len(facts.output.text.encode()),
        search_text=searched,
        search_ngrams="" if searched.isascii() else " ".join(_UNSPACED.findall(searched)),
    )


def newest_of(spans: Iterable[StoredSpan]) -> list[StoredSpan]:
    """One span per identity: the highest version, of equal ones the last. Order is kept."""
    best: dict[tuple[Any, bytes, bytes], StoredSpan] = {}
    for span in spans:
        known = best.get(span.identity)
        if known is None or span.version >= known.version:
            best[span.identity] = span
    return list(best.values())


@lru_cache(maxsize=1024)
def _expire_on(start_day: int, retention_days: int) -> date:
    return _EPOCH + timedelta(days=start_day + retention_days + 1)


def _rarer_fields(facts: SpanFacts) -> dict[str, Any]:
    """What has no column of its own. A tool's arguments and result are the span's input and output."""
    fields: dict[str, Any] = {
        "tool": {key: value for key, value in facts.tool.items() if key not in ("arguments", "result")},
        "retrieval": facts.retrieval,
        "embedding": facts.embedding,
        "agent": facts.agent,
        "prompt": facts.prompt,
        "metadata": facts.metadata,
        "error": facts.error,
        "finish_reasons": facts.finish_reasons if len(facts.finish_reasons) > 1 else [],
    }
    return {name: value for name, value in fields.items() if value}


def _json_text(fields: dict[str, Any], json: Json) -> str:
    return json.dumps(fields) if fields else ""


def _verbatim(facts: SpanFacts, span: Span) -> dict[str, str]:
    """Which attributes need not be kept raw. A key sent twice is kept raw: only one of its values is the text."""
    if facts.convention == "none":
        return {}
    columns = {
        "input": facts.input,
        "output": facts.output,
        "system_instructions": facts.system_instructions,
        "tool_definitions": facts.tool_definitions_text,
    }
    named = {content.source: column for column, content in columns.items() if content.source}
    if named:
        keys = [key for key, _ in span.raw_attributes]
        named = {key: column for key, column in named.items() if keys.count(key) == 1}
    return named


def _preview(content: Content, messages: Sequence[Message], role: str) -> str:
    text = last_text(messages, role) if content.format is Format.MESSAGES else content.text
    return text[:PREVIEW_CHARS]


def _search_text(facts: SpanFacts) -> str:
    """What this span added: the new user turns and the output; of other formats, the texts as they are."""
    if facts.convention == "none":
        return ""
    sides = (
        texts_of(new_turns(facts.input_messages)) if facts.input_messages else [facts.input.text],
        texts_of(facts.output_messages) if facts.output_messages else [facts.output.text],
    )
    text = "\n".join(part for side in sides for part in side if part)
    return text if len(text) * 4 <= SEARCH_BYTES else prefix(text.encode(), SEARCH_BYTES).decode()
