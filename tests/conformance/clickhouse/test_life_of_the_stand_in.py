"""The stand-in as a process: started twice, told to stop, killed, and what of its folder is left."""

import signal
import socket
import subprocess
import threading
from pathlib import Path

import pytest
from clickhouse_driver.errors import ServerException

from tests.support.clickhouse_server import (
    ClickHouseServer,
    close,
    launch_stand_in,
    stand_in,
    start_stand_in,
    wait_until,
)

DURABLE = "ENGINE = MergeTree ORDER BY a SETTINGS fsync_after_insert = 1, fsync_part_directory = 1"


def ended(process: "subprocess.Popen[str]") -> tuple[int, str]:
    out, _ = process.communicate(timeout=20)
    return process.returncode, out


def test_killed_in_the_middle_of_inserts_it_opens_again_with_every_acknowledged_row(tmp_path: Path) -> None:
    server = start_stand_in(tmp_path)
    acknowledged: list[int] = []
    server.client().execute(f"CREATE TABLE t (a UInt32) {DURABLE}")

    def insert_until_killed() -> None:
        client = server.client()
        try:
            for number in range(100_000):
                client.execute("INSERT INTO t (a) VALUES", [(number,)], settings={"async_insert": 0})
                acknowledged.append(number)
        except (EOFError, OSError, ServerException):
            return

    inserting = threading.Thread(target=insert_until_killed)
    inserting.start()
    wait_until(lambda: len(acknowledged) >= 30, 20)
    assert server.stop(signal.SIGKILL) == -signal.SIGKILL
    inserting.join(10)
    close(server)

    with stand_in(tmp_path) as again:
        rows = {row for (row,) in again.client().execute("SELECT a FROM t")}
        assert set(acknowledged) <= rows
        assert len(rows - set(acknowledged)) <= 1, "at most the one insert that was under way"
        again.client().execute("INSERT INTO t (a) VALUES", [(1_000_000,)])


def test_told_to_stop_it_finishes_the_insert_under_way_and_exits_with_0(tmp_path: Path) -> None:
    server = start_stand_in(tmp_path)
    client = server.client()
    client.execute(f"CREATE TABLE t (a UInt32) {DURABLE}")
    idle = server.client()
    idle.execute("SELECT 1")
    client.connection.send_query("INSERT INTO t (a) VALUES")
    client.connection.send_external_tables(None)
    header = client.receive_sample_block()
    assert server.process is not None
    server.process.send_signal(signal.SIGTERM)
    wait_until(lambda: not idle.connection.ping(), 5)
    client.send_data(header, [(1,), (2,)])
    client.receive_end_of_insert_query()
    assert server.process.wait(10) == 0
    close(server)
    with stand_in(tmp_path) as again:
        assert again.client().execute("SELECT count() FROM t") == [(2,)]


def test_told_to_stop_it_ends_a_query_that_would_not_end(tmp_path: Path) -> None:
    server = start_stand_in(tmp_path)
    client = server.client()
    errors: list[BaseException] = []

    def run() -> None:
        try:
            client.execute("SELECT sum(sipHash64(number)) AS endless FROM numbers(1e12)")
        except (ServerException, EOFError) as error:
            errors.append(error)

    running = threading.Thread(target=run)
    running.start()
    wait_until(lambda: server.is_running("endless"), 5)
    assert server.stop(timeout_s=10) == 0
    running.join(5)
    assert errors
    close(server)


def test_a_second_server_on_the_same_folder_is_refused_in_one_sentence(shared_stand_in: ClickHouseServer) -> None:
    assert shared_stand_in.process is not None
    assert shared_stand_in.folder is not None
    code, out = ended(launch_stand_in(shared_stand_in.folder))
    assert code == 78
    assert f"in use by another ClickHouse stand-in (process {shared_stand_in.process.pid})" in out
    assert shared_stand_in.client().execute("SELECT 1") == [(1,)]


def test_a_busy_port_is_refused_in_one_sentence(shared_stand_in: ClickHouseServer, tmp_path: Path) -> None:
    port = shared_stand_in.url.rsplit(":", 1)[1]
    code, out = ended(launch_stand_in(tmp_path, "--port", port))
    assert code == 78
    assert f"Cannot listen on 127.0.0.1:{port}" in out


def test_a_folder_that_cannot_be_opened_is_named_with_the_way_out(tmp_path: Path) -> None:
    with stand_in(tmp_path) as server:
        server.client().execute(f"CREATE TABLE t (a UInt32) {DURABLE}")
    (definition,) = tmp_path.glob("**/t.sql")
    definition.write_text("half of a defini")
    code, out = ended(launch_stand_in(tmp_path))
    assert code == 78
    assert f"cannot open the data folder {tmp_path}" in out
    assert "Restore the folder, or remove it" in out


def test_what_is_no_client_is_told_so(shared_stand_in: ClickHouseServer) -> None:
    host, port = shared_stand_in.url.removeprefix("clickhouse://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as browser:
        browser.sendall(b"GET / HTTP/1.1\r\n\r\n")
        answer = browser.recv(4096)
    assert answer.startswith(b"\x02\x63\0\0\0"), "an exception packet, code 99"
    assert b"no Hello of the native protocol" in answer


def test_an_open_address_needs_a_user_and_a_password(tmp_path: Path) -> None:
    code, out = ended(launch_stand_in(tmp_path, "--host", "0.0.0.0"))  # noqa: S104 - refused, which is the point
    assert code == 78
    assert "needs --user and --password" in out


def test_a_configured_password_is_asked_for(tmp_path: Path) -> None:
    with stand_in(tmp_path, "--user", "assay", "--password", "right") as server:
        host = server.url.removeprefix("clickhouse://")
        good = ClickHouseServer(f"clickhouse://assay:right@{host}", is_stand_in=True)
        bad = ClickHouseServer(f"clickhouse://assay:wrong@{host}", is_stand_in=True)
        assert good.client().execute("SELECT 1") == [(1,)]
        with pytest.raises(ServerException) as refused:
            bad.client().execute("SELECT 1")
        assert refused.value.code == 516
        close(good)


def test_memory_is_capped(tmp_path: Path) -> None:
    with stand_in(tmp_path, "--max-memory-bytes", str(600 << 20)) as server:
        with pytest.raises(ServerException) as refused:
            server.client().execute(
                "SELECT groupArray(repeat('x', 10000)) FROM numbers(100000)", settings={"max_memory_usage": 0}
            )
        assert refused.value.code == 241
        assert server.client().execute("SELECT 1") == [(1,)]


def test_nothing_is_logged_into_tables(shared_stand_in: ClickHouseServer) -> None:
    client = shared_stand_in.client()
    client.execute("SYSTEM FLUSH LOGS")
    assert client.execute("SELECT name FROM system.tables WHERE database = 'system' AND endsWith(name, '_log')") == [
        ("user_query_log",)  # an empty view of the engine, not a table
    ]
    assert client.execute("SELECT count() FROM system.parts WHERE database = 'system'") == [(0,)]
