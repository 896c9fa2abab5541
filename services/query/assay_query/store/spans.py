"""Spans of one trace. Every read is bound by the trace's time bounds and ends in the newest version of each span."""

from typing import Final
from uuid import UUID

from assay_query.domain.traces import Bounds, Span, SpanCost, Totals, UsageFact
from assay_query.store.reader import Reader, Row, Value
from assay_query.store.rows import USAGE_COLUMNS, known, span_or_none, usage_of

_OF_TRACE: Final = """
WHERE project_id = {project_id:UUID}
  AND start_time >= fromUnixTimestamp64Nano({min_ns:Int64}) AND start_time <= fromUnixTimestamp64Nano({max_ns:Int64})
  AND trace_id = unhex({trace_id:String})
"""
_COLUMNS: Final = f"""
span_id, parent_span_id, name, kind, start_time, end_time, duration_ns, status, level, model, provider, usage_role,
input_bytes, output_bytes, {USAGE_COLUMNS}
"""
_SPANS: Final = f"""
SELECT lower(hex(span_id)), lower(hex(parent_span_id)), name, kind, toUnixTimestamp64Nano(start_time),
  toUnixTimestamp64Nano(end_time), duration_ns, status, level, model, provider, usage_role, input_bytes, output_bytes,
  {USAGE_COLUMNS}
FROM (
  SELECT {_COLUMNS}
  FROM spans_v1 {_OF_TRACE}
  ORDER BY version DESC
  LIMIT 1 BY span_id
)
ORDER BY start_time, span_id
LIMIT {{limit:UInt32}}
"""  # noqa: S608 - fixed fragments, bound values
_TOTALS: Final = f"""
SELECT toUnixTimestamp64Nano(min(start_time)), toUnixTimestamp64Nano(max(end_time)), count(), countIf(status = 'error')
FROM (
  SELECT span_id, start_time, end_time, status
  FROM spans_v1 {_OF_TRACE}
  ORDER BY version DESC
  LIMIT 1 BY span_id
)
"""  # noqa: S608 - fixed fragments, bound values
_FACTS: Final = f"""
SELECT lower(hex(span_id)), counted, lower(hex(duplicate_of)), cost_total, cost_input, cost_output, cost_source,
  cost_cache_read, cost_cache_write, cost_reasoning, price_id, computed_total
FROM usage_v1 {_OF_TRACE}
ORDER BY version DESC
LIMIT 1 BY span_id
"""  # noqa: S608 - fixed fragments, bound values


class Spans:
    """Reads of `spans_v1` and `usage_v1`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def of_trace(self, project_id: UUID, trace_id: str, bounds: Bounds, limit: int) -> list[Span]:
        """At most `limit` spans by start."""
        values = _values(trace_id, bounds) | {"limit": limit}
        return [span_of(row) for row in self._reader.rows(project_id, _SPANS, values)]

    def totals(self, project_id: UUID, trace_id: str, bounds: Bounds) -> Totals:
        """What the spans alone say of a trace that has at least one."""
        (row,) = self._reader.rows(project_id, _TOTALS, _values(trace_id, bounds))
        return Totals(*row)

    def facts(self, project_id: UUID, trace_id: str, bounds: Bounds) -> dict[str, UsageFact]:
        """The settler's verdicts by span id; none before the first settle."""
        rows = self._reader.rows(project_id, _FACTS, _values(trace_id, bounds))
        return {row[0]: _fact(row) for row in rows}


def _values(trace_id: str, bounds: Bounds) -> dict[str, Value]:
    return {"trace_id": trace_id, "min_ns": bounds.min_start_ns, "max_ns": bounds.max_start_ns}


def span_of(row: Row) -> Span:
    """The first columns of a row as a span."""
    (
        span_id, parent_span_id, name, kind, start_ns, end_ns, duration_ns, status, level, model, provider, usage_role,
        input_bytes, output_bytes, *usage,
    ) = row  # fmt: skip
    return Span(
        span_id=span_id,
        parent_span_id=span_or_none(parent_span_id),
        name=name,
        kind=kind,
        start_ns=start_ns,
        end_ns=end_ns,
        duration_ns=duration_ns,
        status=status,
        level=level,
        model=known(model),
        provider=known(provider),
        usage=usage_of(*usage) if usage[0] else None,
        usage_role=usage_role,
        input_bytes=input_bytes,
        output_bytes=output_bytes,
    )


def _fact(row: Row) -> UsageFact:
    _, counted, duplicate_of, total, part_in, part_out, source, cache_read, cache_write, reasoning, price, computed = (
        row
    )
    return UsageFact(
        counted=counted,
        duplicate_of=span_or_none(duplicate_of),
        cost=SpanCost(
            total=total,
            input=part_in,
            output=part_out,
            source=source,
            cache_read=cache_read,
            cache_write=cache_write,
            reasoning=reasoning,
            price_id=known(price),
            computed_total=computed,
        ),
    )
