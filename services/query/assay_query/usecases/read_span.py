"""One span whole, and byte ranges of its texts."""

from dataclasses import dataclass
from uuid import UUID

from assay_query.domain.content import on_borders
from assay_query.domain.span_detail import SpanContent, SpanFacts
from assay_query.domain.traces import Bounds, UsageFact
from assay_query.domain.words import TextFormat
from assay_query.errors import InvalidParameter, NotFound
from assay_query.store.span_io import SpanPages
from assay_query.store.spans import Spans
from assay_query.store.traces import Traces


@dataclass(frozen=True)
class WholeSpan:
    """`content` is None when the texts are gone; `fact` before the first settle and for spans without usage."""

    facts: SpanFacts
    content: SpanContent | None
    fact: UsageFact | None


@dataclass(frozen=True)
class TextRange:
    """A piece of a stored text on character borders; `next_offset` is None at its end."""

    text: str
    offset: int
    next_offset: int | None
    total_bytes: int
    format: TextFormat


class ReadSpan:
    """The page of one span."""

    def __init__(self, traces: Traces, spans: Spans, pages: SpanPages) -> None:
        self._traces = traces
        self._spans = spans
        self._pages = pages

    def __call__(self, project_id: UUID, trace_id: str, span_id: str) -> WholeSpan:
        """Raises NotFound."""
        bounds = self._bounds(project_id, trace_id)
        facts = self._pages.facts(project_id, trace_id, span_id, bounds)
        if facts is None:
            raise NotFound("span")
        return WholeSpan(
            facts=facts,
            content=self._pages.content(project_id, trace_id, span_id, bounds),
            fact=self._spans.facts(project_id, trace_id, bounds).get(span_id),
        )

    def text(self, project_id: UUID, trace_id: str, span_id: str, *, part: str, offset: int, limit: int) -> TextRange:
        """At most `limit` bytes (4 or more) of a part from `offset` on. Raises NotFound, InvalidParameter."""
        bounds = self._bounds(project_id, trace_id)
        found = self._pages.text_slice(project_id, trace_id, span_id, bounds, part=part, offset=offset, count=limit)
        if found is None:
            raise NotFound("span")
        if offset > found.total_bytes:
            raise InvalidParameter("offset", f"the text has {found.total_bytes} bytes")
        text, start = on_borders(found.raw, offset)
        end = start + len(text.encode())
        return TextRange(text, start, end if end < found.total_bytes else None, found.total_bytes, found.format)

    def _bounds(self, project_id: UUID, trace_id: str) -> Bounds:
        bounds = self._traces.bounds(project_id, trace_id)
        if bounds is None:
            raise NotFound("span")
        return bounds
