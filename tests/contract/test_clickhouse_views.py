"""What readers may count on in the views of ingest: their columns, types and reading rules."""

import json
from collections.abc import Iterator
from pathlib import Path

import chdb
import pytest
from assay_contracts.resources import views_of
from chdb.state.sqlitelike import Connection

ROOT = Path(__file__).resolve().parents[2]
MIGRATIONS = ROOT / "services/ingest/migrations/clickhouse"
PUBLISHED: dict[str, dict[str, str]] = json.loads((Path(__file__).parent / "view_columns.json").read_text())

PROJECT = "00000000-0000-0000-0000-00000000000a"
OTHER = "00000000-0000-0000-0000-00000000000b"
TRACE = "0000000000000000000000000000000A"
NEIGHBOUR = "0000000000000000000000000000000C"


@pytest.fixture
def engine() -> Iterator[Connection]:
    connection = chdb.connect(":memory:")
    for path in [*sorted(MIGRATIONS.glob("*.sql")), *views_of("ingest")]:
        connection.query(path.read_text())
    yield connection
    connection.close()


def rows(engine: Connection, sql: str) -> list[list[str]]:
    return [line.split("\t") for line in str(engine.query(sql, "TSV")).splitlines()]


def add_span(
    engine: Connection, *, project: str = PROJECT, trace: str = TRACE, age_s: int = 0, version: int = 1
) -> None:
    """A span that started `age_s` before the present hour."""
    engine.query(
        "INSERT INTO spans (project_id, trace_id, span_id, start_time, end_time, name, attr_str, version, expire_at)"
        f" SELECT '{project}', unhex('{trace}'), unhex('000000000000000b'), toStartOfHour(now()) - {age_s}, now64(9),"
        f" 'v{version}', map('k', 'v'), {version}, today() + 1"
    )


def add_summary(engine: Connection, columns: str, values: str) -> None:
    engine.query(
        f"INSERT INTO trace_summary (project_id, trace_id, start_time, expire_at, {columns})"
        f" SELECT '{PROJECT}', unhex('{TRACE}'), toStartOfHour(now()), today() + 1, {values}"
    )


def add_mark(engine: Connection, *, trace: str = "", retention_days: int = 0, hides: bool = False) -> None:
    engine.query(
        "INSERT INTO marks (project_id, trace_id, retention_days, hides, version)"
        f" SELECT '{PROJECT}', unhex('{trace}'), {retention_days}, {hides}, 1"
    )


def test_each_view_has_exactly_the_published_columns(engine: Connection) -> None:
    found: dict[str, dict[str, str]] = {}
    for view, column, kind in rows(
        engine, "SELECT table, name, type FROM system.columns WHERE table LIKE '%_v1' AND database = currentDatabase()"
    ):
        found.setdefault(view, {})[column] = kind.replace("\\'", "'")
    assert found == PUBLISHED


def test_a_row_written_again_shows_its_newest_version_once(engine: Connection) -> None:
    add_span(engine, version=2)
    add_span(engine, version=1)
    assert rows(engine, "SELECT name FROM spans_v1") == [["v2"]]


def test_the_shorter_retention_of_a_project_hides_its_old_rows_only(engine: Connection) -> None:
    for project in (PROJECT, OTHER):
        add_span(engine, project=project, age_s=9 * 86_400)
    add_mark(engine, retention_days=7)
    assert rows(engine, "SELECT project_id FROM spans_v1") == [[OTHER]]


def test_a_deleted_trace_is_hidden_and_its_neighbour_is_not(engine: Connection) -> None:
    for trace in (TRACE, NEIGHBOUR):
        add_span(engine, trace=trace)
    add_mark(engine, trace=TRACE, hides=True)
    assert rows(engine, "SELECT hex(trace_id) FROM spans_v1") == [[NEIGHBOUR]]
    assert rows(engine, "SELECT hex(trace_id) FROM trace_bounds_v1") == [[NEIGHBOUR]]


def test_a_deleted_project_is_hidden_and_its_neighbour_is_not(engine: Connection) -> None:
    for project in (PROJECT, OTHER):
        add_span(engine, project=project)
    add_mark(engine, hides=True)
    assert rows(engine, "SELECT project_id FROM spans_v1") == [[OTHER]]
    assert rows(engine, "SELECT project_id FROM trace_bounds_v1") == [[OTHER]]


def test_attribute_pairs_are_found_through_the_view(engine: Connection) -> None:
    add_span(engine)
    assert rows(engine, "SELECT count() FROM spans_v1 WHERE has(attr_kv, 'k=v')") == [["1"]]
    assert "idx_attr_kv" in str(engine.query("EXPLAIN indexes = 1 SELECT name FROM spans_v1 WHERE has(attr_kv, 'k=v')"))


@pytest.mark.parametrize(
    ("has_root", "quiet_s", "settled"),
    [("true", 5, "false"), ("true", 11, "true"), ("false", 11, "false"), ("false", 601, "true")],
)
def test_a_trace_is_settled_by_its_root_or_by_silence(
    engine: Connection, has_root: str, quiet_s: int, settled: str
) -> None:
    add_summary(engine, "has_root, last_ingested_at, version", f"{has_root}, now64(3) - {quiet_s}, 1")
    assert rows(engine, "SELECT settled FROM traces_v1") == [[settled]]


def test_a_tombstone_hides_the_row_it_ends(engine: Connection) -> None:
    add_summary(engine, "version, is_deleted", "1, 0")
    add_summary(engine, "version, is_deleted", "2, 1")
    assert rows(engine, "SELECT count() FROM traces_v1") == [["0"]]
