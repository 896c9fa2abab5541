"""Forward-only numbered SQL for both stores: a ledger with checksums, a lock, safe to run twice and at once."""

import hashlib
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import psycopg
from clickhouse_driver import Client
from clickhouse_driver.errors import ServerException

from assay_kit.clickhouse import connect
from assay_kit.clock import Clock
from assay_kit.lifecycle import StartupRefused
from assay_kit.logging import get_logger

_NAME: Final = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")
_LOCK_HELD: Final = 57  # TABLE_ALREADY_EXISTS: creating the lock table is the lock
_LOCK_STALE_S: Final = 60
_LOCK_WAIT_S: Final = 120
_POSTGRES_LOCK_TIMEOUT: Final = "2s"
_POSTGRES_TRIES: Final = 30


@dataclass(frozen=True)
class Migration:
    """One numbered file."""

    number: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()

    @property
    def statements(self) -> list[str]:
        """The file's statements: they end in `;` at the end of a line."""
        parts = re.split(r";[ \t]*(?:\n|$)", self.sql)
        return [part.strip() for part in parts if _has_sql(part)]


def read_migrations(folder: Path) -> list[Migration]:
    """The migrations of a folder in order. Raises StartupRefused on a bad name, a gap or a number used twice."""
    found: list[Migration] = []
    for path in sorted(folder.glob("*.sql")):
        match = _NAME.fullmatch(path.name)
        if match is None or int(match[1]) != len(found) + 1:
            raise StartupRefused(f"migration {path.name} is not the file that follows number {len(found):04d}")
        found.append(Migration(int(match[1]), path.name, path.read_text()))
    return found


def pending(all_migrations: Sequence[Migration], applied: dict[int, str]) -> list[Migration]:
    """What the ledger lacks. Raises StartupRefused when an applied file was changed afterwards."""
    for migration in all_migrations:
        if applied.get(migration.number, migration.checksum) != migration.checksum:
            raise StartupRefused(f"migration {migration.name} was changed after it had been applied")
    return [migration for migration in all_migrations if migration.number not in applied]


def _has_sql(text: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith("--") for line in text.splitlines())


# ClickHouse


def migrate_clickhouse(url: str, folder: Path, *, context: str, views: Sequence[Path], clock: Clock) -> None:
    """Bring one context's tables to the newest migration, then replace its published views.

    Creates the database. The lock is a plain table; one that is older than a minute belonged to a dead migrator.
    """
    _create_database(url)
    client = connect(url)
    try:
        _take_lock(client, context)
        try:
            _apply_clickhouse(client, read_migrations(folder), context, clock)
            for view in views:
                for statement in Migration(0, view.name, view.read_text()).statements:
                    client.execute(statement)
        finally:
            client.execute("DROP TABLE IF EXISTS migration_lock")
    finally:
        client.disconnect()


def _create_database(url: str) -> None:
    database = urlsplit(url).path.lstrip("/") or "default"
    if not re.fullmatch(r"\w+", database):
        raise StartupRefused("the database in ASSAY_CLICKHOUSE_URL must be a plain word")
    client = connect(urlsplit(url)._replace(path="/default").geturl())
    try:
        client.execute(f"CREATE DATABASE IF NOT EXISTS {database}")
    finally:
        client.disconnect()


def _take_lock(client: Client, context: str) -> None:
    deadline = time.monotonic() + _LOCK_WAIT_S
    while time.monotonic() < deadline:
        try:
            client.execute("CREATE TABLE migration_lock (held_by String) ENGINE = MergeTree ORDER BY held_by")
        except ServerException as refused:
            if refused.code != _LOCK_HELD:
                raise
            _drop_stale_lock(client)
            time.sleep(0.5)
        else:
            client.execute("INSERT INTO migration_lock (held_by) VALUES", [(context,)])
            return
    raise StartupRefused("another migration holds the ClickHouse lock; try again when it has ended")


def _drop_stale_lock(client: Client) -> None:
    age = client.execute(
        "SELECT toInt64(now() - metadata_modification_time) FROM system.tables"
        " WHERE database = currentDatabase() AND name = 'migration_lock'"
    )
    if age and age[0][0] > _LOCK_STALE_S:
        get_logger().warning("migration_lock_taken_over", age_s=age[0][0])
        client.execute("DROP TABLE IF EXISTS migration_lock")


def _apply_clickhouse(client: Client, migrations: Sequence[Migration], context: str, clock: Clock) -> None:
    client.execute(
        "CREATE TABLE IF NOT EXISTS migrations (context String, number UInt32, name String, checksum String,"
        " applied_at DateTime64(3, 'UTC')) ENGINE = MergeTree ORDER BY (context, number)"
    )
    rows = client.execute(
        "SELECT number, checksum FROM migrations WHERE context = {context:String}", {"context": context}
    )
    for migration in pending(migrations, dict(rows)):
        for statement in migration.statements:
            client.execute(statement)
        applied_ms = clock.now_ns() // 1_000_000
        client.execute(
            "INSERT INTO migrations SELECT {context:String}, {number:UInt32}, {name:String}, {checksum:String},"
            " fromUnixTimestamp64Milli({applied_ms:Int64}, 'UTC')",
            {
                "context": context,
                "number": migration.number,
                "name": migration.name,
                "checksum": migration.checksum,
                "applied_ms": applied_ms,
            },
        )
        get_logger().info("migration_applied", store="clickhouse", context=context, name=migration.name)


# PostgreSQL


def migrate_postgres(url: str, folder: Path, *, schema: str) -> None:
    """Bring one schema to the newest migration, as its owner. Each file is one transaction.

    A lock that a running query holds is waited for two seconds at a time, so that nothing queues up behind us.
    """
    migrations = read_migrations(folder)
    for attempt in range(_POSTGRES_TRIES):
        try:
            with psycopg.connect(url, connect_timeout=5, autocommit=True) as connection:
                _apply_postgres(connection, migrations, schema)
        except (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected):
            get_logger().warning("migration_waits_for_lock", schema=schema, attempt=attempt)
            time.sleep(1)
        else:
            return
    raise StartupRefused(f"the tables of schema {schema} stay locked; the migration gave up")


def _apply_postgres(connection: psycopg.Connection, migrations: Sequence[Migration], schema: str) -> None:
    """`connection` commits by itself, so each file is committed before the lock is let go."""
    lock = int.from_bytes(hashlib.sha256(f"assay/migrate/{schema}".encode()).digest()[:8], "big", signed=True)
    connection.execute("SELECT pg_advisory_lock(%s)", (lock,))
    connection.execute(f"SET search_path TO {schema}")
    connection.execute(f"SET lock_timeout = '{_POSTGRES_LOCK_TIMEOUT}'")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS migrations (number integer PRIMARY KEY, name text NOT NULL,"
        " checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())"
    )
    applied: dict[int, str] = dict(connection.execute("SELECT number, checksum FROM migrations").fetchall())
    for migration in pending(migrations, applied):
        with connection.transaction():
            connection.execute(migration.sql.encode())
            connection.execute(
                "INSERT INTO migrations (number, name, checksum) VALUES (%s, %s, %s)",
                (migration.number, migration.name, migration.checksum),
            )
        get_logger().info("migration_applied", store="postgres", context=schema, name=migration.name)
    connection.execute("SELECT pg_advisory_unlock(%s)", (lock,))
