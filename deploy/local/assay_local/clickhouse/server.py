"""The listener: one thread per client, one that watches running queries, and an orderly end."""

import ipaddress
import socket
import threading
from typing import Final

from assay_kit.lifecycle import StartupRefused, Stop, spawn
from assay_kit.logging import get_logger

from assay_local.clickhouse.engine import Engine
from assay_local.clickhouse.session import Door, Session
from assay_local.clickhouse.watch import Watch

_ACCEPT_WAKE_S: Final = 0.2
_FINISH_READS_S: Final = 1.0
_FINISH_WRITES_S: Final = 6.0
"""How long statements under way may go on after the wish to stop; writes get this much more."""
_END_S: Final = 1.5
"""How long statements may take to end after they were told to."""


class Server:
    """Listens from the moment it is built. Raises StartupRefused when the address cannot be listened on."""

    def __init__(self, engine: Engine, door: Door, host: str, port: int) -> None:
        self._engine = engine
        self._door = door
        self._watch = Watch(engine.end_query)
        self._sessions: dict[threading.Thread, Session] = {}
        self._listener = _listen(host, port)

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def run(self, stop: Stop) -> bool:
        """Serve until `stop` is set, then drain. False when a statement is still running after that."""
        watching = spawn("watch", self._watch.run, stop)
        with self._listener:
            while not stop.is_set():
                self._accept()
        drained = self._drain()
        self._watch.close()
        watching.join()
        return drained

    def _accept(self) -> None:
        try:
            sock, _ = self._listener.accept()
        except TimeoutError:
            return
        finally:
            self._sessions = {thread: each for thread, each in self._sessions.items() if thread.is_alive()}
        sock.settimeout(None)
        session = Session(sock, self._engine, self._watch, self._door)
        thread = threading.Thread(target=session.run, name=f"client-{sock.fileno()}", daemon=True)
        self._sessions[thread] = session
        thread.start()

    def _drain(self) -> bool:
        """Let statements under way finish, then end those that will not."""
        for session in self._sessions.values():
            session.stop()
        if _join(self._sessions, _FINISH_READS_S):
            return True
        self._watch.end_reads()
        if _join(self._sessions, _FINISH_WRITES_S):
            return True
        self._watch.end_all()
        if _join(self._sessions, _END_S):
            return True
        get_logger().warning("statements_abandoned", count=sum(each.is_alive() for each in self._sessions))
        return False


def is_loopback(host: str) -> bool:
    return host == "localhost" or ipaddress.ip_address(host).is_loopback


def _join(sessions: dict[threading.Thread, Session], timeout_s: float) -> bool:
    """Wait for all threads together; False when one is still alive."""
    finished = threading.Event()

    def wait_for_all() -> None:
        for thread in sessions:
            thread.join()
        finished.set()

    threading.Thread(target=wait_for_all, daemon=True).start()
    return finished.wait(timeout_s)


def _listen(host: str, port: int) -> socket.socket:
    try:
        listener = socket.create_server((host, port), backlog=128, reuse_port=False)
    except OSError as error:
        raise StartupRefused(f"Cannot listen on {host}:{port}: {error.strerror}.") from error
    listener.settimeout(_ACCEPT_WAKE_S)
    return listener
