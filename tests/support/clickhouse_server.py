"""ClickHouse servers for tests: the stand-in as a process of its own, or a full server where one is at hand."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from assay_kit.clickhouse import connect
from clickhouse_driver import Client

START_S = 20


@dataclass
class ClickHouseServer:
    """A server under test. `process` and `folder` are None when somebody else runs it."""

    url: str
    is_stand_in: bool
    folder: Path | None = None
    process: subprocess.Popen[str] | None = None
    clients: list[Client] = field(default_factory=list)

    def client(self, database: str = "default", **options: Any) -> Client:  # noqa: ANN401 - passed on to the driver
        client = connect(f"{self.url}/{database}", **options)
        self.clients.append(client)
        return client

    def is_running(self, marker: str) -> bool:
        """Whether a statement with `marker` in its text is running."""
        sql = """
            SELECT count() FROM system.processes
            WHERE position(query, {marker:String}) > 0 AND position(query, 'system.processes') = 0"""
        ((count,),) = self.watcher.execute(sql, {"marker": marker})
        return bool(count)

    @cached_property
    def watcher(self) -> Client:
        """A connection of its own, to look from outside."""
        return self.client()

    def stop(self, sent: signal.Signals = signal.SIGTERM, timeout_s: float = 12) -> int:
        """Send a signal and wait; returns the exit code."""
        assert self.process is not None
        self.process.send_signal(sent)
        return self.process.wait(timeout_s)


def start_stand_in(folder: Path, *arguments: str) -> ClickHouseServer:
    """Start the stand-in on a free port and wait until it listens."""
    process = launch_stand_in(folder, *arguments)
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("{") and (said := json.loads(line))["event"] == "listening":
            return ClickHouseServer(
                f"clickhouse://127.0.0.1:{said['port']}", is_stand_in=True, folder=folder, process=process
            )
    raise AssertionError(f"the stand-in ended with {process.wait()} before it listened: {process.stderr}")


def launch_stand_in(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "assay_local.clickhouse", "--data", str(folder), "--port", "0", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # noqa: S603 - our own


@contextmanager
def stand_in(folder: Path, *arguments: str) -> Iterator[ClickHouseServer]:
    server = start_stand_in(folder, *arguments)
    try:
        yield server
    finally:
        close(server)


@contextmanager
def full_server(folder: Path, url: str | None) -> Iterator[ClickHouseServer]:
    """The server at `url`, or one started from the `clickhouse` binary on PATH."""
    if url:
        yield ClickHouseServer(url.rsplit("/", 1)[0] if url.count("/") > 2 else url, is_stand_in=False)
        return
    port = _free_port()
    binary = shutil.which("clickhouse")
    assert binary is not None
    command = [binary, "server", "--", f"--path={folder}/", f"--tcp_port={port}", f"--http_port={_free_port()}"]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)  # noqa: S603 - fixed words
    server = ClickHouseServer(f"clickhouse://127.0.0.1:{port}", is_stand_in=False, process=process)
    try:
        wait_until(lambda: _listens(port), START_S)
        yield server
    finally:
        close(server)


def full_server_url() -> str | None:
    return os.environ.get("ASSAY_TEST_CLICKHOUSE_FULL_URL")  # noqa: TID251 - tests have no settings file


def full_server_is_at_hand() -> bool:
    return bool(full_server_url() or shutil.which("clickhouse"))


def close(server: ClickHouseServer) -> None:
    for client in server.clients:
        client.disconnect()
    if server.process is None:
        return
    if server.process.poll() is None:
        server.stop()
    if server.process.stdout is not None:
        server.process.stdout.close()


def wait_until(holds: Callable[[], bool], timeout_s: float) -> float:
    """Wait until `holds()`; returns the seconds it took. Fails when it does not come true in time."""
    started = time.monotonic()
    while not holds():
        assert time.monotonic() - started < timeout_s, f"not true within {timeout_s} s"
        time.sleep(0.01)
    return time.monotonic() - started


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as sock:
        return sock.connect_ex(("127.0.0.1", port)) == 0
