"""ClickHouse over its native protocol: how a client is made, pooled and judged when it fails."""

import queue
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from clickhouse_driver import Client
from clickhouse_driver.errors import Error, NetworkError, ServerException, SocketTimeoutError

CONNECT_TIMEOUT_S: Final = 5
SEND_RECEIVE_TIMEOUT_S: Final = 60

UNAVAILABLE_CODES: Final = frozenset(
    {159, 160, 198, 202, 209, 210, 236, 241, 242, 243, 252, 279, 285, 290, 319, 394, 425, 439, 999, 1000, 1002}
)
"""Codes that speak of the server's state, not of the statement: time-outs, memory, network, read-only, keeper."""


class StoreUnavailable(Exception):
    """The store cannot answer now; the same call may succeed later."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(f"ClickHouse is unavailable: {type(cause).__name__}")


def connect(url: str, **options: Any) -> Client:  # noqa: ANN401 - whatever the driver takes
    """A client for `clickhouse://user:password@host:port/database`. Connects at its first statement.

    Parameters travel to the server as parameters (`{name:Type}` in the text), never by text substitution.
    """
    parts = urlsplit(url)
    if parts.scheme != "clickhouse" or not parts.hostname:
        raise ValueError("a ClickHouse URL looks like clickhouse://user:password@host:9000/database")
    settings = {"server_side_params": True} | options.pop("settings", {})
    return Client(
        parts.hostname,
        port=parts.port or 9000,
        database=parts.path.lstrip("/") or "default",
        user=unquote(parts.username or "default"),
        password=unquote(parts.password or ""),
        connect_timeout=options.pop("connect_timeout", CONNECT_TIMEOUT_S),
        send_receive_timeout=options.pop("send_receive_timeout", SEND_RECEIVE_TIMEOUT_S),
        settings=settings,
        **options,
    )


def is_transient(error: Exception) -> bool:
    """Whether the same statement may succeed later: the network, or one of UNAVAILABLE_CODES."""
    if isinstance(error, NetworkError | SocketTimeoutError | EOFError | OSError):
        return True
    return isinstance(error, ServerException) and error.code in UNAVAILABLE_CODES


class ClientPool:
    """Clients shared by threads. A client whose statement failed is thrown away: its stream may be out of step."""

    def __init__(self, url: str, size: int = 8, **options: Any) -> None:  # noqa: ANN401 - whatever the driver takes
        self._url = url
        self._options = options
        self._idle: queue.LifoQueue[Client | None] = queue.LifoQueue()
        for _ in range(size):
            self._idle.put(None)  # a place; the client is made when it is first needed

    @contextmanager
    def client(self) -> Iterator[Client]:
        """Lend a client to one thread; waits while all are out."""
        client = self._idle.get()
        if client is None:
            client = self._connect()
        try:
            yield client
        except BaseException:
            client.disconnect()
            client = None
            raise
        finally:
            self._idle.put(client)

    def close(self) -> None:
        """Disconnect the idle clients."""
        while True:
            try:
                client = self._idle.get_nowait()
            except queue.Empty:
                return
            if client is not None:
                client.disconnect()

    def _connect(self) -> Client:
        options = dict(self._options)
        if "settings" in options:
            options["settings"] = dict(options["settings"])
        try:
            return connect(self._url, **options)
        except (Error, OSError):
            self._idle.put(None)  # the place must come back, or the pool shrinks
            raise
