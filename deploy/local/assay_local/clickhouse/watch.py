"""Sees while a query runs that its client cancelled it or went away, and ends it.

One thread looks at the sockets of all running queries every 50 ms; it sleeps when none runs.
"""

import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Final

from assay_kit.logging import get_logger

from assay_local.clickhouse.failures import ServerException
from assay_local.clickhouse.protocol import FromClient

_LOOK_EVERY_S: Final = 0.05


class Ending(Enum):
    CANCELLED = "cancelled"
    CLIENT_GONE = "client_gone"
    SHUTDOWN = "shutdown"


class Running:
    """One statement while the engine works on it."""

    def __init__(self, sock: socket.socket, tag: str, *, only_reads: bool) -> None:
        self.sock = sock
        self.tag = tag
        self.only_reads = only_reads
        self.ending: Ending | None = None
        self.lock = threading.Lock()
        self.over = False
        self.talks_ahead = False
        """The client sent its next packet without waiting: only its hanging up is still news."""


class Watch:
    def __init__(self, end_query: Callable[[str], None]) -> None:
        self._end_query = end_query
        self._running: set[Running] = set()
        self._changed = threading.Condition()
        self._closed = False

    @contextmanager
    def over(self, running: Running) -> Iterator[None]:
        """Watch a statement for the length of a `with` block."""
        with self._changed:
            self._running.add(running)
            if len(self._running) == 1:
                self._changed.notify()
        try:
            yield
        finally:
            with running.lock:  # not while its KILL is under way: that would hit the next statement
                running.over = True
            with self._changed:
                self._running.discard(running)

    def end_reads(self) -> None:
        """The server stops: end the statements that only read."""
        self._shut_down(lambda running: running.only_reads)

    def end_all(self) -> None:
        self._shut_down(lambda _: True)

    def _shut_down(self, applies: Callable[[Running], bool]) -> None:
        with self._changed:
            for running in filter(applies, self._running):
                running.ending = running.ending or Ending.SHUTDOWN

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()

    def run(self) -> None:
        """The loop of the watching thread; returns after `close()`."""
        while (watched := self._wait_for_work()) is not None:
            self._look(watched)
            for running in watched:
                if running.ending is not None:
                    self._end(running)

    def _wait_for_work(self) -> set[Running] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._running or self._closed)
            return None if self._closed else set(self._running)

    def _look(self, watched: set[Running]) -> None:
        """Wait one interval for any of the sockets to say something, and note what it means."""
        by_descriptor = {running.sock.fileno(): running for running in watched if not running.ending}
        by_descriptor.pop(-1, None)
        poll = select.poll()
        for descriptor, running in by_descriptor.items():
            poll.register(descriptor, select.POLLRDHUP | (0 if running.talks_ahead else select.POLLIN))
        for descriptor, event in poll.poll(_LOOK_EVERY_S * 1000):
            _note(by_descriptor[descriptor], event)

    def _end(self, running: Running) -> None:
        """Tried again at every look until the statement is over: the engine may not have begun it yet."""
        with running.lock:
            if running.over:
                return
            try:
                self._end_query(running.tag)
            except ServerException as error:
                get_logger().warning("query_not_ended", tag=running.tag, code=error.code)


def _note(running: Running, event: int) -> None:
    if event & ~select.POLLIN:  # hung up, in one of the ways a socket can tell
        running.ending = Ending.CLIENT_GONE
        return
    try:
        said = running.sock.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except OSError:
        return  # its session has read the bytes, or closed the socket, since the look: the statement is over
    if said and said[0] == FromClient.CANCEL:
        running.ending = Ending.CANCELLED
    else:
        running.talks_ahead = True
