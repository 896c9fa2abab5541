"""`/api/traces/{trace_id}/spans`: one span whole, and byte ranges of its texts."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query

from assay_query.api import shape_span, shapes
from assay_query.api.callers import Caller, Callers
from assay_query.api.operations import operation
from assay_query.domain.forms import span_id_of, trace_id_of
from assay_query.usecases.read_span import ReadSpan

DEFAULT_TEXT_BYTES: Final = 64 * 1024
MAX_TEXT_BYTES: Final = 1024 * 1024
MAX_OFFSET: Final = 1 << 32


def spans_router(callers: Callers, read_span: ReadSpan) -> APIRouter:
    """The routes about one span."""
    router = APIRouter(prefix="/api/traces/{trace_id}/spans/{span_id}", tags=["spans"])
    calling = Depends(callers)

    @router.get("", **operation("getSpan", "One span: canonical fields, raw attributes, content up to 64 KiB each"))
    def get_span(caller: Annotated[Caller, calling], trace_id: str, span_id: str) -> shapes.Span:
        trace_id = trace_id_of(trace_id)
        return shape_span.span(trace_id, read_span(caller.project_id, trace_id, span_id_of(span_id)))

    @router.get("/io", **operation("getSpanText", "A byte range of a span's stored input or output"))
    def get_text(
        caller: Annotated[Caller, calling],
        trace_id: str,
        span_id: str,
        part: Annotated[shapes.Part, Query()],
        offset: Annotated[int, Query(ge=0, le=MAX_OFFSET)] = 0,
        limit: Annotated[int, Query(ge=4, le=MAX_TEXT_BYTES)] = DEFAULT_TEXT_BYTES,
    ) -> shapes.SpanText:
        found = read_span.text(
            caller.project_id, trace_id_of(trace_id), span_id_of(span_id), part=part, offset=offset, limit=limit
        )
        return shape_span.span_text(part, found)

    return router
