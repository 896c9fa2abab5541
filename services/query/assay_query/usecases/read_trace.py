"""One trace with its spans, settled or not."""

from dataclasses import dataclass
from uuid import UUID

from assay_query.domain.first_look import FirstLook, first_look, totals_of
from assay_query.domain.traces import Score, Span, Trace, UsageFact
from assay_query.errors import NotFound
from assay_query.store.scores import Scores
from assay_query.store.spans import Spans
from assay_query.store.traces import Traces


@dataclass(frozen=True)
class WholeTrace:
    """Spans by start, at most the limit asked for; `facts` by span id, empty before the first settle."""

    summary: Trace | FirstLook
    spans: list[Span]
    facts: dict[str, UsageFact]
    scores: list[Score]
    truncated: bool
    total: int


class ReadTrace:
    """Reads spans and never waits for the settler."""

    def __init__(self, traces: Traces, spans: Spans, scores: Scores) -> None:
        self._traces = traces
        self._spans = spans
        self._scores = scores

    def __call__(self, project_id: UUID, trace_id: str, max_spans: int) -> WholeTrace:
        """Raises NotFound, for a trace of another project too."""
        bounds = self._traces.bounds(project_id, trace_id)
        spans = self._spans.of_trace(project_id, trace_id, bounds, max_spans + 1) if bounds else []
        if bounds is None or not spans:
            raise NotFound("trace")
        truncated = len(spans) > max_spans
        totals = self._spans.totals(project_id, trace_id, bounds) if truncated else totals_of(spans)
        spans = spans[:max_spans]
        summary = self._traces.one(project_id, trace_id, bounds)
        return WholeTrace(
            summary=summary or first_look(trace_id, spans, totals),
            spans=spans,
            facts=self._spans.facts(project_id, trace_id, bounds) if summary else {},
            scores=self._scores.of_traces(project_id, [trace_id]).get(trace_id, []),
            truncated=truncated,
            total=totals.span_count,
        )
