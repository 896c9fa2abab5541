"""Queries that run beside each other, are cancelled, lose their client, or give back more than memory would hold."""

import threading
import time
from pathlib import Path

import pytest
from clickhouse_driver import Client
from clickhouse_driver.errors import ServerException

from tests.support.clickhouse_server import ClickHouseServer, wait_until

ENDLESS = "SELECT sum(sipHash64(number)) AS {} FROM numbers(1e12)"
SOON_S = 5.0
STAND_IN_SOON_S = 0.5


def soon(server: ClickHouseServer) -> float:
    return STAND_IN_SOON_S if server.is_stand_in else SOON_S


class Background(threading.Thread):
    """Runs a statement on its own thread and keeps what came of it."""

    def __init__(self, client: Client, sql: str, query_id: str | None = None) -> None:
        super().__init__(daemon=True)
        self.client, self.sql, self.query_id = client, sql, query_id
        self.error: BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            self.client.execute(self.sql, query_id=self.query_id)
        except (ServerException, EOFError, OSError) as error:
            self.error = error


def test_a_long_query_does_not_hold_up_a_short_one(server: ClickHouseServer) -> None:
    long, short = server.client(), server.client()
    short.execute("SELECT 1")
    background = Background(long, ENDLESS.format("held") + " SETTINGS max_threads = 1")
    wait_until(lambda: server.is_running("held"), SOON_S)
    started = time.monotonic()
    assert short.execute("SELECT 1") == [(1,)]
    assert time.monotonic() - started < 0.5
    assert background.is_alive()
    long.connection.send_cancel()
    background.join(SOON_S)


def test_two_queries_run_at_the_same_time(server: ClickHouseServer) -> None:
    backgrounds = [Background(server.client(), ENDLESS.format(name)) for name in ("first", "second")]
    wait_until(lambda: server.is_running("first") and server.is_running("second"), SOON_S)
    for background in backgrounds:
        background.client.connection.send_cancel()
        background.join(SOON_S)


def test_cancel_ends_a_query_and_the_connection_goes_on(server: ClickHouseServer) -> None:
    client = server.client()
    background = Background(client, ENDLESS.format("cancelled"))
    wait_until(lambda: server.is_running("cancelled"), SOON_S)
    client.connection.send_cancel()
    wait_until(lambda: not server.is_running("cancelled"), soon(server))
    background.join(SOON_S)
    assert not background.is_alive()
    if background.error is None:
        assert client.execute("SELECT 1") == [(1,)]


def test_cancel_ends_a_stream(server: ClickHouseServer) -> None:
    client = server.client()
    rows = client.execute_iter("SELECT number AS streamed FROM numbers(1e12)")
    next(rows)
    client.connection.send_cancel()
    started = time.monotonic()
    for _ in rows:  # what was already on its way
        assert time.monotonic() - started < SOON_S
    assert not server.is_running("streamed")


def test_a_closed_socket_ends_its_query(server: ClickHouseServer) -> None:
    client = server.client()
    background = Background(client, ENDLESS.format("orphaned"))
    wait_until(lambda: server.is_running("orphaned"), SOON_S)
    client.connection.socket.shutdown(2)
    wait_until(lambda: not server.is_running("orphaned"), soon(server))
    background.join(SOON_S)


def test_a_query_is_killed_from_another_connection(server: ClickHouseServer) -> None:
    background = Background(server.client(), ENDLESS.format("killed"))
    wait_until(lambda: server.is_running("killed"), SOON_S)
    server.client().execute("KILL QUERY WHERE position(query, 'AS killed FROM') > 0 AND query NOT LIKE 'KILL%' SYNC")
    background.join(SOON_S)
    assert isinstance(background.error, ServerException)
    assert background.error.code == 394


def test_the_query_id_of_the_driver_is_visible(server: ClickHouseServer) -> None:
    background = Background(server.client(), ENDLESS.format("tagged"), query_id="it's-mine")
    wait_until(lambda: server.is_running("tagged"), SOON_S)
    sql = "SELECT query_id, Settings['log_comment'] FROM system.processes WHERE position(query, 'AS tagged FROM') > 0"
    seen = [row for row in server.watcher.execute(sql) if "it's-mine" in row]
    assert len(seen) == 1
    background.client.connection.send_cancel()
    background.join(SOON_S)


def test_a_failing_stream_gives_its_rows_then_its_error(server: ClickHouseServer) -> None:
    client = server.client()
    rows = client.execute_iter(
        "SELECT throwIf(number = 900000) FROM numbers(1000000)", settings={"max_block_size": 1000, "max_threads": 1}
    )
    seen: list[int] = []
    with pytest.raises(ServerException) as failed:
        seen.extend(value for (value,) in rows)
    assert failed.value.code == 395
    assert 0 < len(seen) <= 900_000


def test_two_million_rows_stream_through_bounded_memory(server: ClickHouseServer) -> None:
    if server.process is None:
        pytest.skip("memory is looked at in a process of our own")
    client = server.client(settings={"strings_as_bytes": True, "max_block_size": 65_409})
    client.execute("SELECT 1")
    before = resident_bytes(server.process.pid)
    reset_peak(server.process.pid)
    rows = client.execute_iter("SELECT number, repeat('x', 100) FROM numbers(2000000)")
    next(rows)
    time.sleep(0.5)  # a client that does not read must not make the server collect
    assert 1 + sum(1 for _ in rows) == 2_000_000
    assert peak_bytes(server.process.pid) - before < 160 << 20, "a result of 220 MB must not gather in the server"


def resident_bytes(pid: int) -> int:
    return _status(pid, "VmRSS")


def peak_bytes(pid: int) -> int:
    return _status(pid, "VmHWM")


def reset_peak(pid: int) -> None:
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def _status(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))
