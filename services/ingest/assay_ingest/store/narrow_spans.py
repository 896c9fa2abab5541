"""The settler's view of `spans`: narrow columns of whole traces, each span at its newest. Never maps, never texts."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from assay_ingest.domain.trace import SpanRow, Tokens
from assay_ingest.domain.windows import Bounds, Window
from assay_ingest.store.settler_client import Row, SettlerClient

_SELECT: Final = """
SELECT
    lower(hex(trace_id)), lower(hex(span_id)), lower(hex(parent_span_id)), version,
    toUnixTimestamp64Nano(start_time), toUnixTimestamp64Nano(end_time), duration_ns,
    name, kind, status, error_type, service_name, environment, release, scope_name,
    internal, synthetic, has_messages,
    trace_name, session_id, user_id, tags, agent_name, prompt_name, prompt_version,
    model, provider, response_id, finish_reason, ttft_ns, usage_role, usage_set,
    (input_tokens, output_tokens, total_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens),
    input_preview, output_preview, trace_input_preview, trace_output_preview
FROM spans FINAL
WHERE project_id = {project_id:UUID}
    AND start_time >= fromUnixTimestamp64Nano({min_start_ns:Int64}, 'UTC')
    AND start_time <= fromUnixTimestamp64Nano({max_start_ns:Int64}, 'UTC')
"""
_NEWEST: Final = """
ORDER BY version DESC, start_time DESC
LIMIT 1 BY trace_id, span_id
"""
_OF_TRACES: Final = """
    AND trace_id IN (SELECT toFixedString(unhex(arrayJoin({trace_ids:Array(String)})), 16))
"""
_OF_SPANS: Final = """
    AND trace_id = unhex({trace_id:String})
    AND span_id IN (SELECT toFixedString(unhex(arrayJoin({span_ids:Array(String)})), 8))
"""
_COUNTS: Final = """
SELECT lower(hex(trace_id)), count()
FROM spans
WHERE project_id = {project_id:UUID}
    AND start_time >= fromUnixTimestamp64Nano({min_start_ns:Int64}, 'UTC')
    AND start_time <= fromUnixTimestamp64Nano({max_start_ns:Int64}, 'UTC')
    AND trace_id IN (SELECT toFixedString(unhex(arrayJoin({trace_ids:Array(String)})), 16))
GROUP BY trace_id
"""
_TAGS: Final = SpanRow._fields.index("tags")
_TOKENS: Final = SpanRow._fields.index("tokens")


class NarrowSpans:
    def __init__(self, client: SettlerClient) -> None:
        self._client = client

    def of_traces(self, project_id: UUID, window: Window) -> dict[str, list[SpanRow]]:
        """The rows of each trace of the window that has any, in no order."""
        found = self._client.fetch(
            _SELECT + _OF_TRACES + _NEWEST, _bounded(project_id, window.bounds) | {"trace_ids": list(window.trace_ids)}
        )
        traces: defaultdict[str, list[SpanRow]] = defaultdict(list)
        for trace_id, *columns in found:
            traces[trace_id].append(_span_row(columns))
        return traces

    def row_counts(self, project_id: UUID, window: Window) -> dict[str, int]:
        """How many rows each trace has, versions that a merge will drop included: never less than it has spans."""
        return dict(
            self._client.fetch(_COUNTS, _bounded(project_id, window.bounds) | {"trace_ids": list(window.trace_ids)})
        )

    def of_spans(self, project_id: UUID, trace_id: str, bounds: Bounds, span_ids: Iterable[str]) -> list[SpanRow]:
        """A few spans of one trace, in no order."""
        parameters = _bounded(project_id, bounds) | {"trace_id": trace_id, "span_ids": list(span_ids)}
        return [_span_row(columns) for _, *columns in self._client.fetch(_SELECT + _OF_SPANS + _NEWEST, parameters)]


def _bounded(project_id: UUID, bounds: Bounds) -> dict[str, object]:
    return {
        "project_id": project_id,
        "min_start_ns": bounds.min_start_ns,
        "max_start_ns": bounds.max_start_ns,
    }


def _span_row(columns: list[Row]) -> SpanRow:
    columns[_TAGS] = tuple(columns[_TAGS])
    columns[_TOKENS] = Tokens._make(columns[_TOKENS])
    return SpanRow._make(columns)
