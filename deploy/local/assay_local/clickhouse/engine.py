"""The embedded engine: one chDB connection per client, blocks out as they are made, blocks in as they arrive."""

import json
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Final

import chdb
from assay_kit.lifecycle import StartupRefused

from assay_local.clickhouse.blocks import Block, Column, read_native
from assay_local.clickhouse.failures import ServerException, from_engine
from assay_local.clickhouse.protocol import ServerIdentity, Totals
from assay_local.clickhouse.settings import Overlay, quoted
from assay_local.clickhouse.statements import Insert
from assay_local.clickhouse.window import Window, filled_from

_TAG: Final = "chdb_client_name"
"""A setting without effect, in which each connection carries its own name: by it a running query is found and ended."""

_LIKE_A_SERVER: Final = {"implicit_select": "0", "allow_introspection_functions": "0"}
"""What chDB opens for interactive use and a server keeps shut."""

_CACHE_BYTES: Final = {
    "mark_cache_size": 64 << 20,
    "index_mark_cache_size": 16 << 20,
    "uncompressed_cache_size": 0,
    "primary_index_cache_size": 32 << 20,
    "query_condition_cache_size": 8 << 20,
    "text_index_tokens_cache_size": 8 << 20,
    "text_index_header_cache_size": 8 << 20,
    "text_index_postings_cache_size": 16 << 20,
    "compiled_expression_cache_size": 16 << 20,
}
"""Caches that a server sizes for a machine of its own, cut to fit beside ten other processes."""

_PLAIN_TYPES: Final = "SETTINGS print_pretty_type_names = 0"
"""Types on one line, as the wire has them."""

_NOT_STREAMED: Final = "Streaming query is not supported"


class Engine:
    """The engine of one data folder. It lives as long as this object: chDB shuts it down with its last connection.

    Raises StartupRefused when the folder cannot be opened.
    """

    def __init__(self, folder: Path, max_memory_bytes: int) -> None:
        options = {"max_server_memory_usage": max_memory_bytes, **_CACHE_BYTES}
        self._folder = folder
        self._address = f"{folder}?" + "&".join(f"{name}={value}" for name, value in options.items())
        self._numbers = count(1)
        self._root = self._open(folder)
        changed = self._rows("SELECT name, value FROM system.settings WHERE changed")
        self._session = {str(name): str(value) for name, value in changed} | _LIKE_A_SERVER
        ((version, timezone),) = self._rows("SELECT version(), timezone()")
        major, minor, patch = (int(part) for part in version.split(".")[:3])
        self.identity = ServerIdentity(major, minor, patch, timezone)

    def connect(self, database: str) -> "EngineConnection":
        """A session of its own. Raises ServerException 81 when the database does not exist."""
        connection = EngineConnection(
            chdb.connect(self._address), f"client-{next(self._numbers)}", self._session, self._folder
        )
        try:
            connection.use(database)
        except ServerException:
            connection.close()
            raise
        return connection

    def end_query(self, tag: str) -> None:
        """Ask the running query of one connection to end; returns at once. Only ever called by one thread."""
        with _engine_errors():
            self._root.query(f"KILL QUERY WHERE Settings['{_TAG}'] = {quoted(tag)} ASYNC", "Null")

    def close(self) -> None:
        self._root.close()

    def _open(self, folder: Path) -> Any:  # noqa: ANN401 - chDB carries no types
        try:
            return chdb.connect(self._address)
        except RuntimeError as error:
            raise StartupRefused(
                f"The engine cannot open the data folder {folder} ({from_engine(error).text}). "
                "It printed its reason above. Restore the folder, or remove it to start empty."
            ) from error

    def _rows(self, sql: str) -> list[list[Any]]:
        return [json.loads(line) for line in self._root.query(sql, "JSONCompactEachRow").bytes().splitlines()]


class EngineConnection:
    """One session: its settings, its temporary tables, one statement at a time."""

    def __init__(self, connection: Any, tag: str, session: Mapping[str, str], folder: Path) -> None:  # noqa: ANN401 - chDB carries no types
        self._connection = connection
        self._folder = folder
        self.tag = tag
        settings = ", ".join(f"{name} = {quoted(value)}" for name, value in {**_LIKE_A_SERVER, _TAG: tag}.items())
        self._run(f"SET {settings}")
        self.settings = Overlay(self._run, self._setting, session)
        self.totals = Totals()

    def use(self, database: str) -> None:
        """Change the session's database; an empty name leaves it."""
        if database:
            self._run(f"USE {_identifier(database)}")

    def close(self) -> None:
        self._connection.close()

    def select(self, sql: str, parameters: Mapping[str, str]) -> Generator[Block]:
        """The blocks of a SELECT while it runs, a block without rows first. Leaving early ends the query."""
        try:
            stream = self._send(sql, parameters)
        except ServerException as error:
            if not error.text.startswith(_NOT_STREAMED):
                raise
            yield from self.table(sql, parameters, always=False)
            return
        try:
            yield from self._with_header(read_native(Window(filled_from(self._pieces(stream)))), sql, parameters)
        finally:
            with _engine_errors():
                stream.cancel()

    def table(self, sql: str, parameters: Mapping[str, str], *, always: bool) -> Generator[Block]:
        """The result of any other statement. `always`: say the columns even when there is no row."""
        with _engine_errors():
            result = self._connection.query(sql, "Native", params=dict(parameters))
            self.totals = Totals(result.storage_rows_read(), result.storage_bytes_read())
            native = result.bytes()
        blocks = list(read_native(Window(filled_from(iter([native, b""]).__next__))))
        if blocks:
            yield blocks[0].header()
        elif always:
            yield self._printed_header(sql, parameters)
        yield from blocks

    @contextmanager
    def insert(self, statement: Insert) -> Iterator["Inserting"]:
        """Begin an INSERT; left before its `finish()`, it inserts nothing."""
        with TemporaryFile(dir=self._folder) as spool:
            yield Inserting(self._connection, statement, spool)

    def check_insert(self, statement: Insert) -> None:
        """Let the engine say what is wrong with an INSERT, if anything is; inserts nothing."""
        with _engine_errors():
            self._connection.send_insert(f"{statement.target} {statement.settings}", "Native").cancel()

    def columns_of(self, table: str) -> dict[str, str]:
        """Type by name, in order, of the columns that an INSERT fills when it names none; it may name no others."""
        with _engine_errors():
            result = self._connection.query(f"DESCRIBE TABLE {table} {_PLAIN_TYPES}", "JSONCompactEachRow")
        described = [json.loads(line) for line in result.bytes().splitlines()]
        return {name: kind for name, kind, default, *_ in described if default not in ("MATERIALIZED", "ALIAS")}

    def _send(self, sql: str, parameters: Mapping[str, str]) -> Any:  # noqa: ANN401 - chDB carries no types
        with _engine_errors():
            return self._connection.send_query(sql, "Native", params=dict(parameters))

    def _pieces(self, stream: Any) -> Callable[[], bytes]:  # noqa: ANN401 - chDB carries no types
        def more() -> bytes:
            with _engine_errors():
                piece = stream.fetch()
            if piece is None:
                return b""
            self.totals = Totals(piece.storage_rows_read(), piece.storage_bytes_read())
            return bytes(piece.bytes())

        return more

    def _with_header(self, blocks: Iterator[Block], sql: str, parameters: Mapping[str, str]) -> Iterator[Block]:
        first = next(blocks, None)
        if first is None:
            yield self._described_header(sql, parameters)
            return
        yield first.header()
        yield first
        yield from blocks

    def _described_header(self, sql: str, parameters: Mapping[str, str]) -> Block:
        """Native has no block for an empty result: ask for the columns without running the query again."""
        with _engine_errors():
            description = f"DESCRIBE TABLE ({sql}\n) {_PLAIN_TYPES}"
            described = self._connection.query(description, "JSONCompactEachRow", params=dict(parameters))
        return _header([json.loads(line)[:2] for line in described.bytes().splitlines()])

    def _printed_header(self, sql: str, parameters: Mapping[str, str]) -> Block:
        with _engine_errors():
            printed = self._connection.query(sql, "JSONCompactEachRowWithNamesAndTypes", params=dict(parameters))
        names, types = (json.loads(line) for line in printed.bytes().splitlines()[:2])
        return _header(list(zip(names, types, strict=True)))

    def _setting(self, name: str) -> str | None:
        """The session's own value of a setting; None when it is the engine's default."""
        with _engine_errors():
            sql = "SELECT value FROM system.settings WHERE changed AND name = {name:String}"
            found = self._connection.query(sql, "JSONCompactEachRow", params={"name": name}).bytes()
        return str(json.loads(found)[0]) if found else None

    def _run(self, sql: str) -> None:
        with _engine_errors():
            self._connection.query(sql, "Null")


class Inserting:
    """An INSERT under way. Blocks gather in a file without a name, and `finish()` hands them to the engine at once.

    Not chDB's own `send_insert`: seen on 26.9, it reports success when the engine then refuses the rows (a constraint,
    too many parts, a memory limit), and they would be lost in silence. INSERT … FROM INFILE reports every error and
    makes the same blocks of the same bytes.
    """

    def __init__(self, connection: Any, statement: Insert, spool: IO[bytes]) -> None:  # noqa: ANN401 - chDB carries no types
        self._connection = connection
        self._statement = statement
        self._spool = spool

    def append(self, block: Block) -> None:
        self._spool.write(block.to_native())

    def finish(self) -> Totals:
        """Insert all blocks as one INSERT. Raises ServerException when the engine refuses; nothing counts then."""
        self._spool.flush()
        source = f"FROM INFILE '/proc/self/fd/{self._spool.fileno()}'"
        with _engine_errors():
            sql = f"{self._statement.target} {source} {self._statement.settings} FORMAT Native"
            done = self._connection.query(sql, "Null")
        return Totals(written_rows=done.rows_written(), written_bytes=done.bytes_written())


@contextmanager
def _engine_errors() -> Iterator[None]:
    try:
        yield
    except ServerException:
        raise
    except RuntimeError as error:  # chDB raises it and its subclass ChdbError, never anything narrower
        raise from_engine(error) from error


def _header(columns: Sequence[Sequence[str]]) -> Block:
    return Block(0, tuple(Column(name.encode(), type_text, b"") for name, type_text in columns))


def _identifier(name: str) -> str:
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"
