"""Puts span rows into a real `spans` table and reads the settler's tables back through the published views."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import assay_ingest
from assay_contracts.resources import views_of
from assay_ingest.domain.project import ProjectRules
from assay_ingest.domain.trace import SpanRow
from assay_kit.clickhouse import connect
from assay_kit.clock import SystemClock
from assay_kit.ids import uuid7
from assay_kit.migrate import migrate_clickhouse
from clickhouse_driver import Client

MIGRATIONS = Path(assay_ingest.__file__).resolve().parent.parent / "migrations" / "clickhouse"

_DIRECT = [name for name in SpanRow._fields if not name.endswith("_ns") and name != "tokens"]
_COLUMNS = [
    "project_id", "trace_id", "expire_at", "start_time", "end_time", "duration_ns", "ttft_ns", "input_tokens",
    "output_tokens", "total_tokens", "cache_read_tokens", "cache_write_tokens", "reasoning_tokens", *_DIRECT,
]  # fmt: skip
_INSERT = f"INSERT INTO spans ({', '.join(_COLUMNS)}) VALUES"


@contextmanager
def a_database(server_url: str, prefix: str) -> Iterator[str]:
    """The URL of a new database with all tables and views of ingest; dropped afterwards."""
    name = f"{prefix}_{uuid7().hex}"
    url = urlsplit(server_url)._replace(path=f"/{name}").geturl()
    migrate_clickhouse(url, MIGRATIONS, context="ingest", views=views_of("ingest"), clock=SystemClock())
    try:
        yield url
    finally:
        client = connect(server_url)
        client.execute(f"DROP DATABASE {name}")
        client.disconnect()


class SpanTables:
    """What a test puts in and looks at."""

    def __init__(self, url: str) -> None:
        self._client: Client = connect(url)

    def insert(self, project_id: UUID, trace_id: str, rows: Sequence[SpanRow]) -> None:
        """One insert, as a writer's batch is one insert."""
        self._client.execute(_INSERT, [_values(project_id, trace_id, row) for row in rows])

    def insert_many(self, project_id: UUID, traces: Mapping[str, Sequence[SpanRow]]) -> None:
        """Many traces in one insert."""
        self._client.execute(_INSERT, [_values(project_id, i, row) for i, rows in traces.items() for row in rows])

    def traces(self, project_id: UUID) -> list[dict[str, Any]]:
        """Live rows of `traces_v1`, all but the version."""
        return self._rows(
            "SELECT * EXCEPT (version) FROM traces_v1 WHERE project_id = {p:UUID} ORDER BY ALL", project_id
        )

    def usage(self, project_id: UUID) -> list[dict[str, Any]]:
        """Live rows of `usage_v1`, all but the version."""
        return self._rows(
            "SELECT * EXCEPT (version) FROM usage_v1 WHERE project_id = {p:UUID} ORDER BY ALL", project_id
        )

    def raw_summary_rows(self, project_id: UUID) -> int:
        """How often anything was written to `trace_summary` and not merged away yet."""
        sql = "SELECT count() AS n FROM trace_summary WHERE project_id = {p:UUID}"
        return int(self._rows(sql, project_id)[0]["n"])

    def raw_fact_rows(self, project_id: UUID) -> int:
        """How many rows of `usage_facts` were written and not merged away yet."""
        sql = "SELECT count() AS n FROM usage_facts WHERE project_id = {p:UUID}"
        return int(self._rows(sql, project_id)[0]["n"])

    def delete_spans(self, project_id: UUID) -> None:
        """As a deletion does; `trace_index` keeps the bounds."""
        self._client.execute("DELETE FROM spans WHERE project_id = {p:UUID}", {"p": project_id})

    def close(self) -> None:
        self._client.disconnect()

    def _rows(self, sql: str, project_id: UUID) -> list[dict[str, Any]]:
        rows, columns = self._client.execute(
            sql, {"p": project_id}, with_column_types=True, settings={"strings_as_bytes": True}
        )
        return [dict(zip((name for name, _ in columns), row, strict=True)) for row in rows]


def _values(project_id: UUID, trace_id: str, row: SpanRow) -> tuple[Any, ...]:
    direct = [bytes.fromhex(getattr(row, n)) if n.endswith("span_id") else getattr(row, n) for n in _DIRECT]
    expire_at = ProjectRules(retention_days=3650).expires_on(row.start_ns)
    return (
        project_id, bytes.fromhex(trace_id), expire_at, row.start_ns, row.end_ns, row.duration_ns, row.ttft_ns,
        *row.tokens, *direct,
    )  # fmt: skip
