"""What can be said of a trace before the settler has looked at it: its bounds, its counts and its root."""

from collections.abc import Sequence
from dataclasses import dataclass

from assay_query.domain.traces import Span, Totals
from assay_query.domain.words import Status


@dataclass(frozen=True)
class FirstLook:
    """A trace not settled yet; everything that is not here is unknown."""

    trace_id: str
    name: str
    status: Status
    start_ns: int
    end_ns: int
    span_count: int
    error_count: int


def first_look(trace_id: str, spans: Sequence[Span], totals: Totals) -> FirstLook:
    """`spans` are the trace's spans by start, at least one; `totals` counts those beyond them too."""
    root = find_root(spans)
    return FirstLook(
        trace_id=trace_id,
        name=root.name,
        status=root.status,
        start_ns=totals.start_ns,
        end_ns=totals.end_ns,
        span_count=totals.span_count,
        error_count=totals.error_count,
    )


def find_root(spans: Sequence[Span]) -> Span:
    """The span without a parent; else the earliest whose parent has not arrived; in a cycle the earliest of all."""
    present = {span.span_id for span in spans}
    for candidates in (
        (span for span in spans if span.parent_span_id is None),
        (span for span in spans if span.parent_span_id not in present),
    ):
        root = next(candidates, None)
        if root is not None:
            return root
    return spans[0]


def totals_of(spans: Sequence[Span]) -> Totals:
    """The totals of a trace that was read whole."""
    return Totals(
        start_ns=min(span.start_ns for span in spans),
        end_ns=max(span.end_ns for span in spans),
        span_count=len(spans),
        error_count=sum(span.status == "error" for span in spans),
    )
