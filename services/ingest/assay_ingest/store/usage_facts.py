"""`usage_facts`: one row per usage-bearing span, written whole by the settler."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from assay_ingest.domain.rewrite import LiveFact
from assay_ingest.domain.trace import Tokens, UsageFact
from assay_ingest.domain.windows import Window
from assay_ingest.store.settler_client import Row, SettlerClient

_LIVE: Final = """
SELECT lower(hex(trace_id)), lower(hex(span_id)), toUnixTimestamp64Nano(start_time), version, seal
FROM usage_facts FINAL
WHERE project_id = {project_id:UUID}
    AND start_time >= fromUnixTimestamp64Nano({min_start_ns:Int64}, 'UTC')
    AND start_time <= fromUnixTimestamp64Nano({max_start_ns:Int64}, 'UTC')
    AND trace_id IN (SELECT toFixedString(unhex(arrayJoin({trace_ids:Array(String)})), 16))
    AND is_deleted = 0
"""
_OF_PAGE: Final = _LIVE + " AND cityHash64(span_id) % {pages:UInt32} = {page:UInt32}"
_INSERT: Final = """
INSERT INTO usage_facts
(
    project_id, trace_id, span_id, start_time, counted, duplicate_of, response_id, kind, usage_role, usage_set,
    input_tokens, output_tokens, total_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens,
    is_error, name, model, provider, duration_ns, ttft_ns, error_type, finish_reason,
    service_name, environment, release, user_id, session_id, prompt_name, prompt_version, internal, seal,
    revision, version, is_deleted, expire_at
) VALUES
"""
_ENDED: Final = UsageFact(
    "", 0, False, "", "", "other", "none", 0, Tokens(), False, *("",) * 3, 0, 0, *("",) * 9, False
)  # what a tombstone holds beside its key: nothing


class FactWrite(NamedTuple):
    """A new live row; `revision` is the control revision it rests on."""

    project_id: UUID
    trace_id: str
    fact: UsageFact
    seal: int
    revision: int
    version: int
    expire_at: date


class FactEnd(NamedTuple):
    """The end of a live row: its key and a higher version."""

    project_id: UUID
    trace_id: str
    span_id: str
    start_ns: int
    version: int
    expire_at: date


class UsageFacts:
    def __init__(self, client: SettlerClient) -> None:
        self._client = client

    def live(self, project_id: UUID, window: Window) -> dict[str, list[LiveFact]]:
        """All live rows of these traces."""
        rows = self._client.fetch(_LIVE, _within(project_id, window))
        found: defaultdict[str, list[LiveFact]] = defaultdict(list)
        for trace_id, *columns in rows:
            found[trace_id].append(LiveFact._make(columns))
        return found

    def live_page(self, project_id: UUID, window: Window, *, page: int, pages: int) -> list[LiveFact]:
        """The live rows of the one trace of a window whose span ids hash to this page (`store/large_traces.py`)."""
        rows = self._client.fetch(_OF_PAGE, _within(project_id, window) | {"page": page, "pages": pages})
        return [LiveFact._make(columns) for _, *columns in rows]

    def write(self, facts: Iterable[FactWrite], ended: Iterable[FactEnd]) -> None:
        """New rows and tombstones in one insert."""
        self._client.insert(_INSERT, [*map(_live_row, facts), *map(_ended_row, ended)])


def _within(project_id: UUID, window: Window) -> dict[str, object]:
    return {
        "project_id": project_id,
        "min_start_ns": window.bounds.min_start_ns,
        "max_start_ns": window.bounds.max_start_ns,
        "trace_ids": list(window.trace_ids),
    }


def _live_row(row: FactWrite) -> Row:
    ids = (row.project_id, bytes.fromhex(row.trace_id))
    return (*ids, *_columns(row.fact), row.seal, row.revision, row.version, 0, row.expire_at)


def _ended_row(row: FactEnd) -> Row:
    ids = (row.project_id, bytes.fromhex(row.trace_id))
    fact = _ENDED._replace(span_id=row.span_id, start_ns=row.start_ns)
    return (*ids, *_columns(fact), 0, 0, row.version, 1, row.expire_at)


def _columns(f: UsageFact) -> Row:
    return (
        bytes.fromhex(f.span_id), f.start_ns, f.counted, bytes.fromhex(f.duplicate_of), f.response_id, f.kind,
        f.usage_role, f.usage_set, *f.tokens, f.is_error, f.name, f.model, f.provider, f.duration_ns, f.ttft_ns,
        f.error_type, f.finish_reason, f.service_name, f.environment, f.release, f.user_id, f.session_id,
        f.prompt_name, f.prompt_version, f.internal,
    )  # fmt: skip
