"""The list filter as SQL: the only composed predicate of this service.

Each field of the filter adds one fixed fragment and its bound values; nothing of the caller's text enters a statement.
"""

from typing import Final

from assay_query.domain.cursor import Cursor
from assay_query.domain.filters import Range, Sort, SortKey, TraceFilter
from assay_query.store.reader import Value

TOTAL_TOKENS_BIT: Final = 4

RANGE: Final = (
    "start_time >= fromUnixTimestamp64Nano({from_ns:Int64}) AND start_time < fromUnixTimestamp64Nano({to_ns:Int64})"
)
TRACE_IDS: Final = "trace_id IN (SELECT toFixedString(unhex(arrayJoin({ids:Array(String)})), 16))"
"""One of many hex ids. Bytes of the column's own width: as plain text an id would lose the zeros at its end."""
_ANY_OF: Final = {
    "status": "status IN {status:Array(String)}",
    "name": "name IN {name:Array(String)}",
    "model": "hasAny(models, {model:Array(String)})",
    "provider": "hasAny(providers, {provider:Array(String)})",
    "user": "user_id IN {user:Array(String)}",
    "session": "session_id IN {session:Array(String)}",
    "tag": "hasAny(tags, {tag:Array(String)})",
    "environment": "environment IN {environment:Array(String)}",
    "release": "release IN {release:Array(String)}",
    "service": "service_name IN {service:Array(String)}",
    "kind": "hasAny(kinds, {kind:Array(String)})",
}
_COMPARED: Final = {
    "q": "(position(lower(span_names), lower({q:String})) > 0 OR position(lower(name), lower({q:String})) > 0)",
    "min_duration_ns": "duration_ns >= {min_duration_ns:UInt64}",
    "max_duration_ns": "duration_ns <= {max_duration_ns:UInt64}",
    "min_cost": "cost_total >= {min_cost:Decimal(38, 12)}",
    "max_cost": "cost_total <= {max_cost:Decimal(38, 12)}",
    "min_tokens": f"(bitAnd(usage_set, {TOTAL_TOKENS_BIT}) != 0 AND total_tokens >= {{min_tokens:UInt64}})",
    "max_tokens": f"(bitAnd(usage_set, {TOTAL_TOKENS_BIT}) != 0 AND total_tokens <= {{max_tokens:UInt64}})",
    "updated_after_ns": "last_ingested_at >= fromUnixTimestamp64Nano({updated_after_ns:Int64})",
}
_VALUE: Final = {
    SortKey.START_TIME: "NULL",
    SortKey.DURATION: "duration_ns",
    SortKey.COST: "cost_total",
    SortKey.TOKENS: f"if(bitAnd(usage_set, {TOTAL_TOKENS_BIT}) = 0, NULL, total_tokens)",
}
_VALUE_TYPE: Final = {SortKey.DURATION: "UInt64", SortKey.COST: "Decimal(38, 12)", SortKey.TOKENS: "UInt64"}


def sort_value(sort: Sort) -> str:
    """The expression whose text a cursor keeps."""
    return _VALUE[sort.key]


def order_by(sort: Sort) -> str:
    """Unknown values last, then start and id in the same direction, so that every row has one place."""
    way = "DESC" if sort.descending else "ASC"
    tail = f"start_time {way}, trace_id {way}"
    if sort.key is SortKey.START_TIME:
        return tail
    return f"isNull({_VALUE[sort.key]}) ASC, {_VALUE[sort.key]} {way}, {tail}"


def predicates(wanted: TraceFilter) -> tuple[list[str], dict[str, Value]]:
    """The filter's fragments, each to be joined by AND, and their values."""
    found: list[str] = ["internal = {internal:Bool}"]
    values: dict[str, Value] = {"internal": str(wanted.internal).lower()}
    if wanted.has_error is not None:
        found.append("error_count > 0" if wanted.has_error else "error_count = 0")
    for field, fragment in _ANY_OF.items():
        if alternatives := getattr(wanted, field):
            found.append(fragment)
            values[field] = list(alternatives)
    for field, fragment in _COMPARED.items():
        if (value := getattr(wanted, field)) is not None:
            found.append(fragment)
            values[field] = f"{value:f}" if field.endswith("_cost") else str(value)
    return found, values


def behind(cursor: Cursor, sort: Sort) -> tuple[str, dict[str, Value]]:
    """The rows that come after a cursor, and its values."""
    step = "<" if sort.descending else ">"
    position = "tuple(fromUnixTimestamp64Nano({at_ns:Int64}), unhex({at_id:String}))"
    later = f"tuple(start_time, trace_id) {step} {position}"
    values: dict[str, Value] = {"at_ns": str(cursor.start_ns), "at_id": cursor.trace_id}
    if sort.key is SortKey.START_TIME:
        return later, values
    value = _VALUE[sort.key]
    if cursor.value is None:
        return f"({value} IS NULL AND {later})", values
    at = f"{{at_value:{_VALUE_TYPE[sort.key]}}}"
    values["at_value"] = cursor.value
    return f"({value} {step} {at} OR ({value} = {at} AND {later}) OR {value} IS NULL)", values


def range_values(within: Range) -> dict[str, Value]:
    """The values of RANGE."""
    return {"from_ns": str(within.from_ns), "to_ns": str(within.to_ns)}
