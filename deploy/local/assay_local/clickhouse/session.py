"""One client connection, from hello to hang-up: packets in, the engine's answers out. Runs on a thread of its own."""

import contextlib
import socket
import struct
import threading
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import replace
from typing import Final

from assay_kit.logging import get_logger

from assay_local.clickhouse import protocol
from assay_local.clickhouse.blocks import Block, Column, read_wire
from assay_local.clickhouse.engine import Engine, EngineConnection
from assay_local.clickhouse.failures import (
    UNKNOWN_EXCEPTION,
    AuthenticationFailed,
    ClientGone,
    NotInStandIn,
    PlaceLost,
    ProtocolBroken,
    ServerException,
)
from assay_local.clickhouse.protocol import FromClient, Query, Totals
from assay_local.clickhouse.settings import unquoted
from assay_local.clickhouse.statements import Answer, Insert, Reading, parse_statement
from assay_local.clickhouse.watch import Ending, Running, Watch
from assay_local.clickhouse.window import Window

_SEND_TIMEOUT_S: Final = 300
"""As on a server: a client that reads nothing for this long is given up."""


class Door:
    """Who may come in. Without a user and password everybody may: the server then listens on loopback only."""

    def __init__(self, user: str | None, password: str | None) -> None:
        self._user = user
        self._password = password

    def check(self, user: str, password: str) -> None:
        if self._user is not None and (user, password) != (self._user, self._password or ""):
            raise AuthenticationFailed(user)


class Session:
    def __init__(self, sock: socket.socket, engine: Engine, watch: Watch, door: Door) -> None:
        self._sock = sock
        self._engine = engine
        self._watch = watch
        self._door = door
        self._window = Window(self._receive)
        self._revision = 0
        self._state = threading.Lock()
        self._busy = True
        self._stopping = False
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", _SEND_TIMEOUT_S, 0))

    def stop(self) -> None:
        """No further statement; the one under way may finish."""
        with self._state:
            self._stopping = True
            if not self._busy:
                with contextlib.suppress(OSError):  # the client has closed it already
                    self._sock.shutdown(socket.SHUT_RD)

    def run(self) -> None:
        """Serve until the client leaves or the server stops. Raises nothing that a client could cause."""
        with closing(self._sock):
            try:
                self._serve()
            except (ClientGone, OSError):
                return
            except ServerException as error:
                self._send_last(error)
            except Exception:
                get_logger().exception("session_failed")
                self._send_last(ServerException(UNKNOWN_EXCEPTION, "The stand-in itself failed; see its log."))

    def _serve(self) -> None:
        hello = protocol.read_hello(self._window)
        self._revision = hello.revision
        self._door.check(hello.user, hello.password)
        with closing(self._engine.connect(hello.database)) as connection:
            self._send(protocol.pack_hello(self._engine.identity))
            protocol.read_addendum(self._window, self._revision)
            while self._may_go_on():
                self._serve_packet(connection, self._next_packet())

    def _may_go_on(self) -> bool:
        with self._state:
            self._busy = False
            return not self._stopping

    def _next_packet(self) -> int:
        kind = self._window.varint()
        with self._state:
            self._busy = True
        return kind

    def _serve_packet(self, connection: EngineConnection, kind: int) -> None:
        match kind:
            case FromClient.PING:
                self._send(protocol.PONG)
            case FromClient.QUERY:
                self._serve_query(connection)
            case FromClient.DATA:
                self._read_block()  # the rest of an INSERT that failed half-way
            case FromClient.CANCEL:
                pass  # came too late: the query is over
            case _:
                raise ProtocolBroken(f"Unknown packet {kind} from client")

    def _serve_query(self, connection: EngineConnection) -> None:
        query = protocol.read_query(self._window, self._revision)
        if query.compressed:
            raise NotInStandIn("Compression of the native protocol")
        self._read_no_tables()
        try:
            self._answer(connection, query)
        except PlaceLost:
            raise
        except ServerException as error:
            self._send(protocol.pack_exception(error))

    def _answer(self, connection: EngineConnection, query: Query) -> None:
        statement = parse_statement(query.text)
        changes_session = isinstance(statement, Reading) and statement.changes_session
        if changes_session:
            connection.settings.before_set()
        else:
            connection.settings.lay(_tagged(query))
        if isinstance(statement, Insert):
            totals = self._insert(connection, statement)
        else:
            totals = self._read(connection, statement, query)
        self._send(protocol.pack_progress(totals) + protocol.END_OF_STREAM)

    def _read(self, connection: EngineConnection, statement: Reading, query: Query) -> Totals:
        parameters = {name: unquoted(value) for name, value in query.parameters.items()}
        running = Running(self._sock, connection.tag, only_reads=statement.answer is Answer.STREAMED)
        running.ending = Ending.CANCELLED if self._window.rest[:1] == bytes((FromClient.CANCEL,)) else None
        try:
            with self._watch.over(running), closing(_blocks(connection, statement, parameters)) as blocks:
                return self._send_result(connection, blocks)
        except ServerException:
            if running.ending is Ending.CANCELLED:
                return Totals()  # the client asked for this end: it hears "end of stream", not an error
            raise

    def _send_result(self, connection: EngineConnection, blocks: Iterator[Block]) -> Totals:
        rows = count = size = 0
        for block in blocks:
            packet = protocol.pack_data(block, self._revision)
            self._send(packet)
            rows, count, size = rows + block.rows, count + bool(block.rows), size + len(packet)
        totals = replace(connection.totals, result_rows=rows, result_blocks=count, result_bytes=size)
        if count:
            self._send(protocol.pack_profile_info(totals))
        return totals

    def _insert(self, connection: EngineConnection, statement: Insert) -> Totals:
        self._send(protocol.pack_data(_sample(connection, statement), self._revision))
        with connection.insert(statement) as inserting:
            while (block := self._next_block()).rows:
                inserting.append(block)
                self._send(protocol.pack_profile_events(self._revision))
            with self._watch.over(Running(self._sock, connection.tag, only_reads=False)):
                totals = inserting.finish()
        self._send(protocol.pack_profile_events(self._revision))
        return totals

    def _next_block(self) -> Block:
        kind = self._window.varint()
        if kind == FromClient.CANCEL:
            raise ServerException(394, "Query was cancelled. (QUERY_WAS_CANCELLED)")
        if kind != FromClient.DATA:
            raise ProtocolBroken(f"Packet {kind} inside the data of an INSERT")
        return self._read_block()

    def _read_no_tables(self) -> None:
        """After a query a client sends its external tables, then an empty block."""
        if self._window.varint() != FromClient.DATA:
            raise ProtocolBroken("A query without its closing block")
        if self._read_block().columns:
            raise NotInStandIn("An external table")

    def _read_block(self) -> Block:
        self._window.blob()  # name of an external table
        try:
            return read_wire(self._window, self._revision)
        except NotInStandIn as error:
            raise PlaceLost(error.code, error.text) from error

    def _receive(self, buffer: bytearray) -> int:
        received = self._sock.recv_into(buffer)
        if not received:
            raise ClientGone
        return received

    def _send(self, packet: bytes) -> None:
        self._sock.sendall(packet)

    def _send_last(self, error: ServerException) -> None:
        """Tell the client why the connection ends, if it still listens."""
        try:
            self._send(protocol.pack_exception(error))
        except OSError:
            get_logger().info("client_left_before_exception", code=error.code)


def _tagged(query: Query) -> dict[str, str]:
    """The engine gives its own query ids; the client's shows as `log_comment`, unless the client uses that itself."""
    if not query.query_id:
        return query.settings
    return {"log_comment": query.query_id} | query.settings


def _blocks(connection: EngineConnection, statement: Reading, parameters: dict[str, str]) -> Generator[Block]:
    if statement.answer is Answer.STREAMED:
        return connection.select(statement.text, parameters)
    return connection.table(statement.text, parameters, always=statement.answer is Answer.TABLE)


def _sample(connection: EngineConnection, statement: Insert) -> Block:
    """The block without rows that tells a client which columns it should send, and of which types."""
    types = connection.columns_of(statement.table)
    names = tuple(types) if statement.columns is None else statement.columns
    unknown = [name for name in names if name not in types]
    if unknown:
        connection.check_insert(statement)  # raises the engine's own error for what is wrong with the columns
        raise NotInStandIn(f"Inserting into {unknown[0]}")
    return Block(0, tuple(Column(name.encode(), types[name], b"") for name in names))
