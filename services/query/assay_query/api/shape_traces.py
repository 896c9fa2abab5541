"""From traces and spans as read to their shapes."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from assay_query.api import shapes
from assay_query.domain.first_look import FirstLook
from assay_query.domain.forms import milliseconds, plain_money, rfc3339
from assay_query.domain.skeleton import Skeleton
from assay_query.domain.traces import Cost, Score, Span, Trace, Usage, UsageFact
from assay_query.usecases.list_traces import TracePage
from assay_query.usecases.read_trace import WholeTrace


def page(found: TracePage) -> shapes.TracePage:
    """A page of the list."""
    return shapes.TracePage(
        items=[summary(trace, found.scores.get(trace.trace_id, [])) for trace in found.traces],
        next_cursor=found.next_cursor,
        as_of=rfc3339(found.as_of_ns),
    )


def detail(whole: WholeTrace) -> shapes.TraceDetail:
    """A trace with its spans."""
    return shapes.TraceDetail(
        **dict(summary(whole.summary, whole.scores)),
        spans=[span_summary(span, whole.facts.get(span.span_id)) for span in whole.spans],
        truncated=whole.truncated,
    )


def summary(trace: Trace | FirstLook, scores: Sequence[Score]) -> shapes.TraceSummary:
    """A trace, settled or not."""
    shaped = [score_shape(score) for score in scores]
    if isinstance(trace, FirstLook):
        return shapes.TraceSummary(
            trace_id=trace.trace_id,
            name=trace.name,
            status=trace.status,
            start_time=rfc3339(trace.start_ns),
            end_time=rfc3339(trace.end_ns),
            duration_ms=milliseconds(max(0, trace.end_ns - trace.start_ns)),
            span_count=trace.span_count,
            error_count=trace.error_count,
            settled=False,
            scores=shaped,
        )
    return shapes.TraceSummary(
        trace_id=trace.trace_id,
        name=trace.name,
        status=trace.status,
        start_time=rfc3339(trace.start_ns),
        end_time=rfc3339(trace.end_ns),
        duration_ms=milliseconds(trace.duration_ns),
        span_count=trace.span_count,
        error_count=trace.error_count,
        kinds=list(trace.kinds),
        models=list(trace.models),
        providers=list(trace.providers),
        usage=usage(trace.usage),
        cost=cost(trace.cost),
        input_preview=trace.input_preview,
        output_preview=trace.output_preview,
        session_id=trace.session_id,
        user_id=trace.user_id,
        tags=list(trace.tags),
        environment=trace.environment,
        release=trace.release,
        service_name=trace.service_name,
        app_root_span_id=trace.app_root_span_id,
        root_inferred=trace.root_inferred,
        settled=trace.settled,
        warnings=list(trace.warnings),
        scores=shaped,
    )


def span_summary(span: Span, fact: UsageFact | None) -> shapes.SpanSummary:
    """A span of the tree; without a fact its cost and verdict are unknown."""
    return shapes.SpanSummary(
        span_id=span.span_id,
        parent_span_id=span.parent_span_id,
        name=span.name,
        kind=span.kind,
        start_time=rfc3339(span.start_ns),
        end_time=rfc3339(span.end_ns),
        duration_ms=milliseconds(span.duration_ns),
        status=span.status,
        model=span.model,
        provider=span.provider,
        usage=usage(span.usage),
        usage_role=span.usage_role,
        cost=cost(fact.cost) if fact else None,
        counted=fact.counted if fact else None,
        duplicate_of=fact.duplicate_of if fact else None,
        level=span.level,
        io_bytes=span.input_bytes + span.output_bytes,
    )


def usage(known: Usage | None) -> shapes.Usage | None:
    """Tokens, or null when none was reported."""
    if known is None:
        return None
    return shapes.Usage(  # field by field: `asdict` took half the time of a trace of 10,000 spans
        input=known.input,
        output=known.output,
        total=known.total,
        cache_read=known.cache_read,
        cache_write=known.cache_write,
        reasoning=known.reasoning,
    )


def cost(known: Cost) -> shapes.Cost:
    """Money as text."""
    return shapes.Cost(
        total=plain_money(known.total),
        input=plain_money(known.input),
        output=plain_money(known.output),
        source=known.source,
    )


def score_shape(score: Score) -> shapes.Score:
    """A score in the shape of its kind."""
    common = _common(score)
    match score.kind:
        case "numeric":
            return shapes.NumericScore(**common, value=score.value)
        case "boolean":
            return shapes.BooleanScore(**common, value=None if score.value is None else bool(score.value))
        case "categorical":
            return shapes.CategoricalScore(**common, label=score.label, value=score.value)
        case _:
            return shapes.TextScore(**common, text=score.text)


def _common(score: Score) -> dict[str, Any]:
    return {
        "id": score.id,
        "name": score.name,
        "target": score.target,
        "trace_id": score.trace_id,
        "span_id": score.span_id,
        "status": score.status,
        "passed": score.passed,
        "source": score.source,
        "author": score.author,
        "explanation": score.explanation,
        "created_at": rfc3339(score.created_ns),
    }


def skeleton(whole: WholeTrace, drawn: Skeleton) -> shapes.TraceSkeleton:
    """A trace by columns."""
    scored = Counter(score.span_id for score in whole.scores)
    facts = [whole.facts.get(span.span_id) for span in whole.spans]
    start_ns = drawn.start_ns
    return shapes.TraceSkeleton(
        trace=summary(whole.summary, whole.scores),
        total=whole.total,
        truncated=whole.truncated,
        complete=not whole.truncated and drawn.missing_parents == 0,
        missing_parents=drawn.missing_parents,
        names=drawn.names.values,
        models=drawn.models.values,
        kinds=drawn.kinds.values,
        statuses=drawn.statuses.values,
        levels=drawn.levels.values,
        usage_roles=drawn.usage_roles.values,
        columns=shapes.SkeletonColumns(
            span_id=[span.span_id for span in whole.spans],
            parent=drawn.parent,
            orphan=drawn.orphan,
            name=drawn.names.index,
            model=drawn.models.index,
            kind=drawn.kinds.index,
            start_us=[(span.start_ns - start_ns) / 1000 for span in whole.spans],
            duration_us=[span.duration_ns / 1000 for span in whole.spans],
            status=drawn.statuses.index,
            level=drawn.levels.index,
            tokens=[span.usage.total if span.usage else None for span in whole.spans],
            cost=[plain_money(fact.cost.total) if fact else None for fact in facts],
            usage_role=drawn.usage_roles.index,
            counted=[fact.counted if fact else None for fact in facts],
            duplicate_of=drawn.duplicate_of,
            score_count=[scored[span.span_id] for span in whole.spans],
            io_bytes=[span.input_bytes + span.output_bytes for span in whole.spans],
        ),
    )
