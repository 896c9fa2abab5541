"""Rows of spans, texts, summaries, facts and scores as ingest and scoring write them, for tests of what reads them."""

from datetime import date
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

import assay_ingest
import assay_scoring
from assay_contracts.resources import views_of
from assay_kit.clickhouse import connect
from assay_kit.clock import SystemClock
from assay_kit.migrate import migrate_clickhouse

MS: Final = 1_000_000
SECOND: Final = 1_000_000_000
HOUR: Final = 3600 * SECOND
_TOKENS: Final = ("input", "output", "total", "cache_read", "cache_write", "reasoning")
_ENUMS: Final = frozenset(
    {"kind", "status", "otlp_kind", "usage_role", "io_state", "input_format", "output_format"}
    | {"cost_source", "target", "source", "origin"}
)
_NEVER: Final = date(2149, 6, 6)


class TraceStore:
    """A database of its own with the tables of ingest and scoring. Times are nanoseconds, ids hex."""

    def __init__(self, url: str, database: str) -> None:
        self.url = urlsplit(url)._replace(path=f"/{database}").geturl()
        admin = connect(url)
        admin.execute(f"DROP DATABASE IF EXISTS {database}")
        admin.disconnect()
        for package in (assay_ingest, assay_scoring):
            context = package.__name__.removeprefix("assay_")
            folder = Path(str(package.__file__)).parents[1] / "migrations/clickhouse"
            migrate_clickhouse(self.url, folder, context=context, views=views_of(context), clock=SystemClock())
        self.client = connect(self.url, settings={"strings_as_bytes": True})

    def add_span(self, project: UUID, trace_id: str, span_id: str, *, start_ns: int, **columns: Any) -> None:  # noqa: ANN401 - any column
        """A span of one millisecond; `parent` and `usage` (a dict of token counts) are said shortly."""
        parent = columns.pop("parent", "")
        usage = columns.pop("usage", {})
        duration_ns = columns.pop("duration_ns", MS)
        row = {
            "project_id": project,
            "trace_id": bytes.fromhex(trace_id),
            "span_id": bytes.fromhex(span_id),
            "parent_span_id": bytes.fromhex(parent or "0" * 16),
            "is_root": not parent,
            "start_time": start_ns,
            "end_time": start_ns + duration_ns,
            "duration_ns": duration_ns,
            "name": "span",
            "level": "default",
            "version": 1,
        }
        self._insert("spans", row | _usage_columns(usage) | columns)

    def add_texts(self, project: UUID, trace_id: str, span_id: str, *, start_ns: int, **columns: Any) -> None:  # noqa: ANN401 - any column
        row = {
            "project_id": project,
            "trace_id": bytes.fromhex(trace_id),
            "span_id": bytes.fromhex(span_id),
            "start_time": start_ns,
            "version": 1,
        }
        self._insert("span_io", row | columns)

    def add_summary(self, project: UUID, trace_id: str, *, start_ns: int, **columns: Any) -> None:  # noqa: ANN401 - any column
        """A settled trace of one span."""
        usage = columns.pop("usage", {})
        duration_ns = columns.pop("duration_ns", MS)
        row = {
            "project_id": project,
            "trace_id": bytes.fromhex(trace_id),
            "start_time": start_ns,
            "end_time": start_ns + duration_ns,
            "duration_ns": duration_ns,
            "name": "trace",
            "status": "ok",
            "has_root": True,
            "span_count": 1,
            "last_ingested_at": start_ns // MS,  # a millisecond column
            "version": 1,
        }
        self._insert("trace_summary", row | _usage_columns(usage) | columns)

    def add_fact(self, project: UUID, trace_id: str, span_id: str, *, start_ns: int, **columns: Any) -> None:  # noqa: ANN401 - any column
        row = {
            "project_id": project,
            "trace_id": bytes.fromhex(trace_id),
            "span_id": bytes.fromhex(span_id),
            "start_time": start_ns,
            "counted": True,
            "usage_role": "own",
            "version": 1,
        }
        self._insert("usage_facts", row | _usage_columns(columns.pop("usage", {})) | columns)

    def add_score(self, project: UUID, trace_id: str, score_id: UUID, **columns: Any) -> None:  # noqa: ANN401 - any column
        row = {
            "project_id": project,
            "score_id": score_id,
            "trace_id": bytes.fromhex(trace_id),
            "name": "quality",
            "target": "trace",
            "kind": "numeric",
            "status": "scored",
            "source": "human",
            "origin": "ui",
            "created_at": 1000,
            "version": 1,
        }
        self._insert("scores", row | columns)

    def add_mark(self, project: UUID, trace_id: str) -> None:
        """The trace is being deleted: readers must not see it any more."""
        row = {"project_id": project, "trace_id": bytes.fromhex(trace_id), "hides": True, "version": 1}
        self._insert("marks", row)

    def compact(self, table: str) -> None:
        """Merge the parts that single inserts leave behind."""
        self.client.execute(f"OPTIMIZE TABLE {table} FINAL")

    def close(self) -> None:
        database = urlsplit(self.url).path.lstrip("/")
        self.client.execute(f"DROP DATABASE IF EXISTS {database}")
        self.client.disconnect()

    def _insert(self, table: str, row: dict[str, Any]) -> None:
        row = {"expire_at": _NEVER} | row
        names = ", ".join(row)
        self.client.execute(
            f"INSERT INTO {table} ({names}) VALUES",
            [tuple(value if name in _ENUMS else _as_bytes(value) for name, value in row.items())],
        )


def _usage_columns(usage: dict[str, int]) -> dict[str, int]:
    bits = sum(1 << bit for bit, name in enumerate(_TOKENS) if name in usage)
    return {"usage_set": bits} | {f"{name}_tokens": count for name, count in usage.items()}


def _as_bytes(value: Any) -> Any:  # noqa: ANN401 - any column value
    """Texts as the driver takes them beside ids, which are bytes."""
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, list | tuple):
        return [_as_bytes(item) for item in value]
    if isinstance(value, dict):
        return {_as_bytes(key): _as_bytes(item) for key, item in value.items()}
    return value
