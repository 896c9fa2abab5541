"""Trace rows: the list in two steps (keys from narrow columns, then wide columns for one page) and one trace."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from assay_query.domain.cursor import Cursor
from assay_query.domain.filters import Range, Sort, TraceFilter
from assay_query.domain.traces import Bounds, Cost, Trace
from assay_query.store.filters import RANGE, TRACE_IDS, behind, order_by, predicates, range_values, sort_value
from assay_query.store.reader import Reader, Row, Value
from assay_query.store.rows import USAGE_COLUMNS, known, span_or_none, usage_of

_KEYS: Final = """
SELECT lower(hex(trace_id)), toUnixTimestamp64Nano(start_time), toString({sort_value})
FROM traces_v1
WHERE project_id = {{project_id:UUID}} AND {conditions}
ORDER BY {order_by}
LIMIT 1 BY trace_id
LIMIT {{limit:UInt32}}
"""
_COLUMNS: Final = f"""
lower(hex(trace_id)), name, status, toUnixTimestamp64Nano(start_time), toUnixTimestamp64Nano(end_time), duration_ns,
span_count, error_count, kinds, models, providers, input_preview, output_preview, session_id, user_id, tags,
environment, release, service_name, lower(hex(app_root_span_id)), root_inferred, settled, warnings,
cost_total, cost_input, cost_output, cost_source, {USAGE_COLUMNS}
"""
_WIDE: Final = f"""
SELECT {_COLUMNS}
FROM traces_v1
WHERE project_id = {{project_id:UUID}}
  AND start_time >= fromUnixTimestamp64Nano({{min_ns:Int64}})
  AND start_time <= fromUnixTimestamp64Nano({{max_ns:Int64}})
  AND {TRACE_IDS}
ORDER BY version DESC
LIMIT 1 BY trace_id
"""  # noqa: S608 - fixed fragments, bound values
_BOUNDS: Final = """
SELECT toUnixTimestamp64Nano(min(min_start)), toUnixTimestamp64Nano(max(max_start)), count()
FROM trace_bounds_v1
WHERE project_id = {project_id:UUID} AND trace_id = unhex({trace_id:String})
"""


@dataclass(frozen=True)
class TraceKey:
    """Where a trace stands in a list. `value` is its sort value as text."""

    trace_id: str
    start_ns: int
    value: str | None


class Traces:
    """Reads of `traces_v1` and of the time bounds of traces."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def keys(
        self, project_id: UUID, wanted: TraceFilter, sort: Sort, within: Range, after: Cursor | None, limit: int
    ) -> list[TraceKey]:
        """At most `limit` keys in order, those behind `after` only."""
        sql, values = keys_statement(wanted, sort, within, after)
        rows = self._reader.rows(project_id, sql, {**values, "limit": limit})
        return [TraceKey(*row) for row in rows]

    def wide(self, project_id: UUID, keys: Sequence[TraceKey]) -> list[Trace]:
        """The rows of these keys, in their order. A trace that moved or went meanwhile is left out."""
        if not keys:
            return []
        starts = [key.start_ns for key in keys]
        found = self._by_ids(project_id, [key.trace_id for key in keys], Bounds(min(starts), max(starts)))
        return [found[key.trace_id] for key in keys if key.trace_id in found]

    def one(self, project_id: UUID, trace_id: str, bounds: Bounds) -> Trace | None:
        """The settler's row of a trace; None before the first settle."""
        return self._by_ids(project_id, [trace_id], bounds).get(trace_id)

    def bounds(self, project_id: UUID, trace_id: str) -> Bounds | None:
        """Between which starts the spans of a trace lie; None when there are none."""
        ((min_ns, max_ns, count),) = self._reader.rows(project_id, _BOUNDS, {"trace_id": trace_id})
        return Bounds(min_ns, max_ns) if count else None

    def _by_ids(self, project_id: UUID, trace_ids: Sequence[str], bounds: Bounds) -> dict[str, Trace]:
        values: dict[str, Value] = {
            "ids": list(trace_ids),
            "min_ns": bounds.min_start_ns,
            "max_ns": bounds.max_start_ns,
        }
        rows = self._reader.rows(project_id, _WIDE, values)
        return {row[0]: _trace(row) for row in rows}


def keys_statement(
    wanted: TraceFilter, sort: Sort, within: Range, after: Cursor | None
) -> tuple[str, dict[str, Value]]:
    """The first step of a list as text and values, `limit` aside."""
    conditions, values = predicates(wanted)
    values |= range_values(within)
    if after is not None:
        condition, position = behind(after, sort)
        conditions.append(condition)
        values |= position
    sql = _KEYS.format(
        sort_value=sort_value(sort), conditions=" AND ".join([RANGE, *conditions]), order_by=order_by(sort)
    )
    return sql, values


def _trace(row: Row) -> Trace:
    (
        trace_id, name, status, start_ns, end_ns, duration_ns, span_count, error_count, kinds, models, providers,
        input_preview, output_preview, session_id, user_id, tags, environment, release, service_name, app_root,
        root_inferred, settled, warnings, cost_total, cost_input, cost_output, cost_source, *usage,
    ) = row  # fmt: skip
    return Trace(
        trace_id=trace_id,
        name=name,
        status=status,
        start_ns=start_ns,
        end_ns=end_ns,
        duration_ns=duration_ns,
        span_count=span_count,
        error_count=error_count,
        kinds=tuple(kinds),
        models=tuple(models),
        providers=tuple(providers),
        usage=usage_of(*usage),
        cost=Cost(cost_total, cost_input, cost_output, cost_source),
        input_preview=known(input_preview),
        output_preview=known(output_preview),
        session_id=known(session_id),
        user_id=known(user_id),
        tags=tuple(tags),
        environment=known(environment),
        release=known(release),
        service_name=known(service_name),
        app_root_span_id=span_or_none(app_root),
        root_inferred=root_inferred,
        settled=bool(settled),
        warnings=tuple(warnings),
    )
