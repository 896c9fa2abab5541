"""A running statement is ended when its client cancels it or hangs up, and only then."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
from assay_local.clickhouse.watch import Ending, Running, Watch


class Ended:
    """Takes the tags of ended statements, as an engine does."""

    def __init__(self) -> None:
        self.tags: list[str] = []
        self.came = threading.Event()

    def __call__(self, tag: str) -> None:
        self.tags.append(tag)
        self.came.set()


@pytest.fixture
def ended() -> Ended:
    return Ended()


@pytest.fixture
def watch(ended: Ended) -> Iterator[Watch]:
    watching = Watch(ended)
    thread = threading.Thread(target=watching.run)
    thread.start()
    yield watching
    watching.close()
    thread.join(5)
    assert not thread.is_alive()


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    one, other = socket.socketpair()
    with one, other:
        yield one, other


def running_on(sock: socket.socket, *, only_reads: bool = True) -> Running:
    return Running(sock, "client-1", only_reads=only_reads)


@pytest.mark.parametrize(("said", "ending"), [(b"\x03", Ending.CANCELLED), (None, Ending.CLIENT_GONE)])
def test_cancel_and_hang_up_end_a_statement(
    watch: Watch, ended: Ended, pair: tuple[socket.socket, socket.socket], said: bytes | None, ending: Ending
) -> None:
    server, client = pair
    running = running_on(server)
    with watch.over(running):
        client.sendall(said) if said else client.close()
        assert ended.came.wait(2)
    assert running.ending is ending
    assert set(ended.tags) == {"client-1"}


def test_a_client_that_talks_ahead_is_left_alone_until_it_hangs_up(
    watch: Watch, ended: Ended, pair: tuple[socket.socket, socket.socket]
) -> None:
    server, client = pair
    running = running_on(server)
    with watch.over(running):
        client.sendall(b"\x04")
        assert not ended.came.wait(0.3)
        assert running.talks_ahead
        client.close()
        assert ended.came.wait(2)


def test_ending_is_tried_again_until_the_statement_is_over(
    watch: Watch, ended: Ended, pair: tuple[socket.socket, socket.socket]
) -> None:
    server, client = pair
    with watch.over(running_on(server)):
        client.close()
        deadline = time.monotonic() + 5
        while len(ended.tags) < 3 and time.monotonic() < deadline:
            ended.came.wait(0.05)
            ended.came.clear()
    count = len(ended.tags)
    assert count >= 3
    assert not ended.came.wait(0.2) or len(ended.tags) == count


def test_at_the_end_of_the_server_reads_go_first(
    watch: Watch, ended: Ended, pair: tuple[socket.socket, socket.socket]
) -> None:
    read, write = running_on(pair[0]), running_on(pair[1], only_reads=False)
    with watch.over(read), watch.over(write):
        watch.end_reads()
        assert (read.ending, write.ending) == (Ending.SHUTDOWN, None)
        watch.end_all()
        assert write.ending is Ending.SHUTDOWN
        assert ended.came.wait(2)
