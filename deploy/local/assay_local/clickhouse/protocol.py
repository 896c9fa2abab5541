"""Packets of the native protocol: what a client sends, parsed once, and what a server answers, as bytes.

Field order and revisions follow ClickHouse's `TCPHandler` and `Core/ProtocolDefines.h`.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from assay_local.clickhouse.blocks import EMPTY, Block
from assay_local.clickhouse.failures import NotInStandIn, ProtocolBroken, ServerException
from assay_local.clickhouse.packing import pack_int32, pack_text, pack_varint
from assay_local.clickhouse.window import Window

REVISION: Final = 54459
"""What this server announces: the first revision with parameters bound on the server, and the last before the hello
carries more than a development part has to say."""

OLDEST_REVISION: Final = 54429
"""Settings travel as text from here on; older clients are refused."""

_INTERSERVER_SECRET: Final = 54441
_OPENTELEMETRY: Final = 54442
_DISTRIBUTED_DEPTH: Final = 54448
_QUERY_START_TIME: Final = 54449
_PARALLEL_REPLICAS: Final = 54453
_EVENTS_IN_INSERT: Final = 54456
_ADDENDUM: Final = 54458
_PARAMETERS: Final = 54459


class FromClient(IntEnum):
    HELLO = 0
    QUERY = 1
    DATA = 2
    CANCEL = 3
    PING = 4


class ToClient(IntEnum):
    HELLO = 0
    DATA = 1
    EXCEPTION = 2
    PROGRESS = 3
    PONG = 4
    END_OF_STREAM = 5
    PROFILE_INFO = 6
    PROFILE_EVENTS = 14


@dataclass(frozen=True)
class Hello:
    client_name: str
    revision: int
    database: str
    user: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Query:
    """A query packet. `parameters` are as a client writes them: quoted and escaped twice."""

    query_id: str
    text: str
    settings: dict[str, str]
    parameters: dict[str, str]
    compressed: bool


@dataclass(frozen=True)
class ServerIdentity:
    version_major: int
    version_minor: int
    version_patch: int
    timezone: str


def read_hello(window: Window) -> Hello:
    """The first packet of a connection. Raises ProtocolBroken for anything else, NotInStandIn for a client too old."""
    if window.varint() != FromClient.HELLO:
        raise ProtocolBroken("The first packet is no Hello of the native protocol")
    client_name = window.text()
    window.varint(), window.varint()  # the client's version; only its revision says what it can read
    revision = min(window.varint(), REVISION)
    hello = Hello(client_name, revision, window.text(), window.text(), window.text())
    if revision < OLDEST_REVISION:
        raise NotInStandIn(f"A client of revision {revision} (at least {OLDEST_REVISION} is needed)")
    return hello


def read_addendum(window: Window, revision: int) -> None:
    if revision >= _ADDENDUM:
        window.blob()  # quota key


def read_query(window: Window, revision: int) -> Query:
    query_id = window.text()
    _skip_client_info(window, revision)
    settings = _read_settings(window)
    if revision >= _INTERSERVER_SECRET:
        window.blob()
    window.varint()  # processing stage: a client of one server always wants the whole answer
    compressed = bool(window.varint())
    text = window.text()
    parameters = _read_settings(window) if revision >= _PARAMETERS else {}
    return Query(query_id, text, settings, parameters, compressed)


def _skip_client_info(window: Window, revision: int) -> None:
    if not window.uint8():  # kind of query: 0 = no client info at all
        return
    for _ in range(3):  # initial user, query id, address
        window.blob()
    if revision >= _QUERY_START_TIME:
        window.skip(8)
    window.skip(1)  # interface
    for _ in range(3):  # OS user, host, client name
        window.blob()
    for _ in range(3):  # version major, minor, revision
        window.varint()
    window.blob()  # quota key
    if revision >= _DISTRIBUTED_DEPTH:
        window.varint()
    window.varint()  # version patch
    if revision >= _OPENTELEMETRY and window.uint8():
        window.skip(16 + 8)
        window.blob()
        window.skip(1)
    if revision >= _PARALLEL_REPLICAS:
        for _ in range(3):
            window.varint()


def _read_settings(window: Window) -> dict[str, str]:
    """Name, flags, value; ends with an empty name. The flags ("important", "custom") change nothing here."""
    settings: dict[str, str] = {}
    while name := window.text():
        window.varint()
        settings[name] = window.text()
    return settings


def pack_hello(identity: ServerIdentity) -> bytes:
    return b"".join((
        pack_varint(ToClient.HELLO),
        pack_text("ClickHouse"),
        pack_varint(identity.version_major),
        pack_varint(identity.version_minor),
        pack_varint(REVISION),
        pack_text(identity.timezone),
        pack_text("assay stand-in (chdb-core)"),
        pack_varint(identity.version_patch),
    ))  # fmt: skip


def pack_data(block: Block, revision: int) -> bytes:
    return b"".join((pack_varint(ToClient.DATA), pack_text(""), *block.to_wire(revision)))


def pack_profile_events(revision: int) -> bytes:
    """The answer to an inserted block. Clients wait for it; nobody reads the counters, so there are none."""
    if revision < _EVENTS_IN_INSERT:
        return b""
    return b"".join((pack_varint(ToClient.PROFILE_EVENTS), pack_text(""), *EMPTY.to_wire(revision)))


@dataclass(frozen=True)
class Totals:
    """What a statement read, gave back and wrote."""

    read_rows: int = 0
    read_bytes: int = 0
    result_rows: int = 0
    result_blocks: int = 0
    result_bytes: int = 0
    written_rows: int = 0
    written_bytes: int = 0


def pack_progress(totals: Totals) -> bytes:
    numbers = (totals.read_rows, totals.read_bytes, 0, totals.written_rows, totals.written_bytes)
    return pack_varint(ToClient.PROGRESS) + b"".join(map(pack_varint, numbers))


def pack_profile_info(totals: Totals) -> bytes:
    """Rows, blocks, bytes; then "was a LIMIT applied" and "rows before it", which are not known here."""
    numbers = (totals.result_rows, totals.result_blocks, totals.result_bytes)
    return pack_varint(ToClient.PROFILE_INFO) + b"".join(map(pack_varint, numbers)) + b"\x00\x00\x00"


def pack_exception(error: ServerException) -> bytes:
    return b"".join((
        pack_varint(ToClient.EXCEPTION),
        pack_int32(error.code),
        pack_text("DB::Exception"),
        pack_text(f"DB::Exception: {error.text}"),
        pack_text(""),  # stack trace
        b"\x00",  # no nested exception
    ))  # fmt: skip


PONG: Final = pack_varint(ToClient.PONG)
END_OF_STREAM: Final = pack_varint(ToClient.END_OF_STREAM)
