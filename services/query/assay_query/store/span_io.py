"""The page of one span: its facts from `spans_v1`, its texts from `span_io_v1`."""

from typing import Final
from uuid import UUID

from assay_query.domain.span_detail import SpanContent, SpanFacts, TextSlice
from assay_query.domain.traces import Bounds
from assay_query.store.reader import Reader, Row, Value
from assay_query.store.rows import USAGE_COLUMNS, known
from assay_query.store.spans import span_of

PARTS: Final = ("input", "output")

_OF_SPAN: Final = """
WHERE project_id = {project_id:UUID}
  AND trace_id = unhex({trace_id:String})
  AND start_time >= fromUnixTimestamp64Nano({min_ns:Int64}) AND start_time <= fromUnixTimestamp64Nano({max_ns:Int64})
  AND span_id = unhex({span_id:String})
ORDER BY version DESC
LIMIT 1
"""
_FACTS: Final = f"""
SELECT lower(hex(span_id)), lower(hex(parent_span_id)), name, kind, toUnixTimestamp64Nano(start_time),
  toUnixTimestamp64Nano(end_time), duration_ns, status, level, model, provider, usage_role, input_bytes, output_bytes,
  {USAGE_COLUMNS},
  status_message, error_type, operation, framework, convention, model_request, model_response, response_id, params,
  finish_reason, stream, ttft_ns, usage_extra, trace_name, session_id, user_id, tags, environment, release, app_version,
  agent_name, tool_name, prompt_name, prompt_version, evaluations, service_name, trace_state,
  dropped_attributes, dropped_events, dropped_links, warnings, io_state
FROM spans_v1 {_OF_SPAN}
"""  # noqa: S608 - fixed fragments, bound values
_SPAN_COLUMNS: Final = 14 + 7
_CONTENT: Final = f"""
SELECT input, output, system_instructions, tool_definitions, input_format, output_format, canon,
  raw_attrs, events, links, resource, scope, verbatim
FROM span_io_v1 {_OF_SPAN}
"""  # noqa: S608 - fixed fragments, bound values
_SLICES: Final = {
    part: f"""
SELECT substring({part}, {{first:UInt64}}, {{count:UInt64}}), length({part}), {part}_format
FROM span_io_v1 {_OF_SPAN}
"""  # noqa: S608 - fixed fragments, bound values
    for part in PARTS
}


class SpanPages:
    """Reads of one span."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def facts(self, project_id: UUID, trace_id: str, span_id: str, bounds: Bounds) -> SpanFacts | None:
        """The newest version of a span; None when there is none."""
        rows = self._reader.rows(project_id, _FACTS, _values(trace_id, span_id, bounds))
        return _facts(rows[0]) if rows else None

    def content(self, project_id: UUID, trace_id: str, span_id: str, bounds: Bounds) -> SpanContent | None:
        """Its texts and raw parts; None when there are none."""
        rows = self._reader.rows(project_id, _CONTENT, _values(trace_id, span_id, bounds), raw=True)
        return _content(rows[0]) if rows else None

    def text_slice(
        self, project_id: UUID, trace_id: str, span_id: str, bounds: Bounds, *, part: str, offset: int, count: int
    ) -> TextSlice | None:
        """`count` bytes of `part` (one of PARTS) from byte `offset` on; None when there is no such span."""
        values = _values(trace_id, span_id, bounds) | {"first": offset + 1, "count": count}
        rows = self._reader.rows(project_id, _SLICES[part], values, raw=True)
        return TextSlice(rows[0][0], rows[0][1], rows[0][2]) if rows else None


def _values(trace_id: str, span_id: str, bounds: Bounds) -> dict[str, Value]:
    return {
        "trace_id": trace_id,
        "span_id": span_id,
        "min_ns": bounds.min_start_ns,
        "max_ns": bounds.max_start_ns,
    }


def _facts(row: Row) -> SpanFacts:
    (
        status_message, error_type, operation, framework, convention, model_request, model_response, response_id,
        params, finish_reason, stream, ttft_ns, usage_extra, trace_name, session_id, user_id, tags, environment,
        release, version, agent_name, tool_name, prompt_name, prompt_version, evaluations, service_name, trace_state,
        dropped_attributes, dropped_events, dropped_links, warnings, io_state,
    ) = row[_SPAN_COLUMNS:]  # fmt: skip
    return SpanFacts(
        span=span_of(row[:_SPAN_COLUMNS]),
        status_message=known(status_message),
        error_type=known(error_type),
        operation=known(operation),
        framework=known(framework),
        convention=known(convention),
        model_request=known(model_request),
        model_response=known(model_response),
        response_id=known(response_id),
        params=params,
        finish_reasons=(finish_reason,) if finish_reason else (),
        stream=stream or None,
        ttft_ns=ttft_ns or None,
        usage_extra=usage_extra,
        trace_name=known(trace_name),
        session_id=known(session_id),
        user_id=known(user_id),
        tags=tuple(tags),
        environment=known(environment),
        release=known(release),
        version=known(version),
        agent_name=known(agent_name),
        tool_name=known(tool_name),
        prompt_name=known(prompt_name),
        prompt_version=known(prompt_version),
        evaluations=evaluations,
        service_name=known(service_name),
        trace_state=known(trace_state),
        dropped_attributes=dropped_attributes,
        dropped_events=dropped_events,
        dropped_links=dropped_links,
        warnings=tuple(warnings),
        io_state=io_state,
    )


def _content(row: Row) -> SpanContent:
    (
        input_, output, system_instructions, tool_definitions, input_format, output_format, canon,
        raw_attrs, events, links, resource, scope, verbatim,
    ) = row  # fmt: skip
    return SpanContent(
        input=_text(input_),
        output=_text(output),
        system_instructions=_text(system_instructions),
        tool_definitions=_text(tool_definitions),
        input_format=input_format,
        output_format=output_format,
        canon=_text(canon),
        raw_attrs=tuple(raw_attrs),
        events=tuple(events),
        links=tuple(links),
        resource=resource,
        scope=scope,
        verbatim={_text(key): _text(column) for key, column in verbatim.items()},
    )


def _text(raw: bytes) -> str:
    return raw.decode(errors="replace")
