"""`/api/traces`: the list, one trace with its spans, and its skeleton."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query

from assay_query.api import shape_traces, shapes
from assay_query.api.callers import Caller, Callers
from assay_query.api.operations import operation
from assay_query.api.parameters import TraceListParameters, known_list_parameters, list_query
from assay_query.domain.forms import trace_id_of
from assay_query.domain.skeleton import skeleton_of
from assay_query.usecases.list_traces import ListTraces
from assay_query.usecases.read_trace import ReadTrace

MAX_SPANS: Final = 10_000
MAX_SKELETON_SPANS: Final = 100_000


def traces_router(callers: Callers, list_traces: ListTraces, read_trace: ReadTrace) -> APIRouter:
    """The routes about whole traces."""
    router = APIRouter(prefix="/api/traces", tags=["traces"])
    calling = Depends(callers)

    @router.get("", dependencies=[Depends(known_list_parameters)], **operation("listTraces", "List traces"))
    def get_traces(
        caller: Annotated[Caller, calling], given: Annotated[TraceListParameters, Query()]
    ) -> shapes.TracePage:
        return shape_traces.page(list_traces(caller.project_id, list_query(given)))

    @router.get("/{trace_id}", **operation("getTrace", "One trace with its spans, without content"))
    def get_trace(caller: Annotated[Caller, calling], trace_id: str) -> shapes.TraceDetail:
        return shape_traces.detail(read_trace(caller.project_id, trace_id_of(trace_id), MAX_SPANS))

    @router.get("/{trace_id}/skeleton", **operation("getTraceSkeleton", "One trace by columns, for drawing it"))
    def get_skeleton(caller: Annotated[Caller, calling], trace_id: str) -> shapes.TraceSkeleton:
        whole = read_trace(caller.project_id, trace_id_of(trace_id), MAX_SKELETON_SPANS)
        return shape_traces.skeleton(whole, skeleton_of(whole.spans, whole.facts))

    return router
