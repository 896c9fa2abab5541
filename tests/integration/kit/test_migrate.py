"""Migrations against the real stores: twice, at once, and after a migrator that died."""

import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from assay_kit.clickhouse import connect
from assay_kit.clock import SystemClock
from assay_kit.ids import uuid7
from assay_kit.lifecycle import StartupRefused
from assay_kit.migrate import migrate_clickhouse, migrate_postgres
from psycopg import sql

CREATE = "CREATE TABLE kept (n UInt32) ENGINE = MergeTree ORDER BY n;\n"
FILL = "INSERT INTO kept SELECT 1;\n\nINSERT INTO kept SELECT 2;\n"
VIEW = "-- owner: test\nCREATE OR REPLACE VIEW kept_v1 AS SELECT n FROM kept;\n"


@pytest.fixture
def database(clickhouse_url: str) -> Iterator[str]:
    name = f"migrate_{uuid7().hex}"
    yield urlsplit(clickhouse_url)._replace(path=f"/{name}").geturl()
    with connect(urlsplit(clickhouse_url)._replace(path="/default").geturl()) as client:
        client.execute(f"DROP DATABASE IF EXISTS {name}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "0001_create_kept.sql").write_text(CREATE)
    (tmp_path / "0002_fill_kept.sql").write_text(FILL)
    return tmp_path


def migrate(database: str, folder: Path, *views: Path) -> None:
    migrate_clickhouse(database, folder, context="test", views=views, clock=SystemClock())


def rows(database: str, table: str = "kept") -> list[int]:
    with connect(database) as client:
        return sorted(n for (n,) in client.execute(f"SELECT n FROM {table}"))  # noqa: S608 - a fixed name


def in_parallel(target: object, *arguments: object) -> None:
    threads = [threading.Thread(target=target, args=arguments) for _ in range(3)]  # type: ignore[arg-type]  # a callable
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_second_run_changes_nothing(database: str, folder: Path) -> None:
    migrate(database, folder)
    migrate(database, folder)
    assert rows(database) == [1, 2]


def test_migrators_that_start_at_once_apply_each_file_once(database: str, folder: Path) -> None:
    in_parallel(migrate, database, folder)
    assert rows(database) == [1, 2]


def test_views_follow_the_newest_text(database: str, folder: Path, tmp_path: Path) -> None:
    view = tmp_path / "kept_v1.view"
    view.write_text(VIEW)
    migrate(database, folder, view)
    view.write_text(VIEW.replace("SELECT n FROM", "SELECT n + 10 AS n FROM"))
    migrate(database, folder, view)
    assert rows(database, "kept_v1") == [11, 12]


def test_a_changed_file_is_refused_and_the_lock_released(database: str, folder: Path) -> None:
    migrate(database, folder)
    (folder / "0001_create_kept.sql").write_text(CREATE.replace("UInt32", "UInt64"))
    with pytest.raises(StartupRefused, match="0001_create_kept"):
        migrate(database, folder)
    (folder / "0001_create_kept.sql").write_text(CREATE)
    migrate(database, folder)


@pytest.fixture
def schema(postgres_url: str) -> Iterator[str]:
    name = f"migrate_{uuid7().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(name)))
        yield name
        connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(name)))


@pytest.fixture
def postgres_folder(tmp_path: Path) -> Path:
    (tmp_path / "0001_create_kept.sql").write_text("CREATE TABLE kept (n integer);\nINSERT INTO kept VALUES (1);\n")
    return tmp_path


def postgres_rows(url: str, schema: str) -> list[int]:
    with psycopg.connect(url) as connection:
        found = connection.execute(sql.SQL("SELECT n FROM {}.kept ORDER BY n").format(sql.Identifier(schema)))
        return [n for (n,) in found]


def test_postgres_migrators_at_once_apply_each_file_once(postgres_url: str, schema: str, postgres_folder: Path) -> None:
    in_parallel(lambda: migrate_postgres(postgres_url, postgres_folder, schema=schema))
    assert postgres_rows(postgres_url, schema) == [1]


def test_a_postgres_file_that_fails_leaves_nothing_behind(
    postgres_url: str, schema: str, postgres_folder: Path
) -> None:
    migrate_postgres(postgres_url, postgres_folder, schema=schema)
    broken = postgres_folder / "0002_break.sql"
    broken.write_text("INSERT INTO kept VALUES (2);\nINSERT INTO nowhere VALUES (1);\n")
    with pytest.raises(psycopg.errors.UndefinedTable):
        migrate_postgres(postgres_url, postgres_folder, schema=schema)
    assert postgres_rows(postgres_url, schema) == [1]
    broken.write_text("INSERT INTO kept VALUES (2);\n")
    migrate_postgres(postgres_url, postgres_folder, schema=schema)
    assert postgres_rows(postgres_url, schema) == [1, 2]
