"""`trace_summary`: one live row per trace, written whole by the settler."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from assay_ingest.domain.rewrite import LiveSummary
from assay_ingest.domain.trace import RULES, TraceSummary
from assay_ingest.domain.windows import Window
from assay_ingest.store.settler_client import Row, SettlerClient

_LIVE: Final = """
SELECT lower(hex(trace_id)), toUnixTimestamp64Nano(start_time), version, content_hash
FROM trace_summary FINAL
WHERE project_id = {project_id:UUID}
    AND start_time >= fromUnixTimestamp64Nano({min_start_ns:Int64}, 'UTC')
    AND start_time <= fromUnixTimestamp64Nano({max_start_ns:Int64}, 'UTC')
    AND trace_id IN (SELECT toFixedString(unhex(arrayJoin({trace_ids:Array(String)})), 16))
    AND is_deleted = 0
"""
_INSERT: Final = """
INSERT INTO trace_summary
(
    project_id, trace_id, start_time, end_time, duration_ns,
    name, status, service_name, environment, release, session_id, user_id, tags,
    root_span_id, app_root_span_id, has_root, root_inferred, internal,
    span_count, error_count, kinds, models, providers, usage_set,
    input_tokens, output_tokens, total_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens,
    cost_unknown_count, input_preview, output_preview, span_names, warnings,
    last_ingested_at, content_hash, rules, version, expire_at
) VALUES
"""
_END: Final = """
INSERT INTO trace_summary (project_id, trace_id, start_time, version, is_deleted, expire_at) VALUES
"""


class SummaryWrite(NamedTuple):
    """A new live row. `last_ingested_ns`: when the newest row of the trace was received."""

    project_id: UUID
    trace_id: str
    summary: TraceSummary
    version: int
    content_hash: int
    last_ingested_ns: int
    expire_at: date


class SummaryEnd(NamedTuple):
    """The end of a live row: its key and a higher version."""

    project_id: UUID
    trace_id: str
    start_ns: int
    version: int
    expire_at: date


class TraceSummaries:
    def __init__(self, client: SettlerClient) -> None:
        self._client = client

    def live(self, project_id: UUID, window: Window) -> dict[str, list[LiveSummary]]:
        """All live rows of these traces. No start that a trace ever had lies outside its window."""
        rows = self._client.fetch(
            _LIVE,
            {
                "project_id": project_id,
                "min_start_ns": window.bounds.min_start_ns,
                "max_start_ns": window.bounds.max_start_ns,
                "trace_ids": list(window.trace_ids),
            },
        )
        found: defaultdict[str, list[LiveSummary]] = defaultdict(list)
        for trace_id, *columns in rows:
            found[trace_id].append(LiveSummary._make(columns))
        return found

    def write(self, rows: Iterable[SummaryWrite]) -> None:
        self._client.insert(_INSERT, [_columns(row) for row in rows])

    def end(self, rows: Iterable[SummaryEnd]) -> None:
        """Tombstone rows; to be called after the rows that replace them are written."""
        self._client.insert(
            _END, [(r.project_id, _bytes(r.trace_id), r.start_ns, r.version, 1, r.expire_at) for r in rows]
        )


def _columns(row: SummaryWrite) -> Row:
    s = row.summary
    return (
        row.project_id, _bytes(row.trace_id), s.start_ns, s.end_ns, s.end_ns - s.start_ns,
        s.name, s.status, s.service_name, s.environment, s.release, s.session_id, s.user_id, s.tags,
        _bytes(s.root_span_id), _bytes(s.app_root_span_id), s.has_root, s.root_inferred, s.internal,
        s.span_count, s.error_count, s.kinds, s.models, s.providers, s.usage_set,
        *s.tokens,
        s.cost_unknown_count, s.input_preview, s.output_preview, s.span_names, s.warnings,
        row.last_ingested_ns // 1_000_000, row.content_hash, RULES, row.version, row.expire_at,
    )  # fmt: skip


def _bytes(hex_id: str) -> bytes:
    """Raw bytes of an id; no id becomes zeros, since a FixedString is padded."""
    return bytes.fromhex(hex_id)
