"""A stack of its own, with real processes: what kills it, heals it and ends it."""

import os
import random
import signal
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from assay_local import spawned
from assay_local.errors import Refused
from assay_local.parts import postgres
from assay_local.ports import free_ports
from assay_local.settings import PROJECT, read_settings
from assay_local.stack import Stack

ONLY = frozenset({"postgres", "postgres-init"})
PATIENCE_S = 20.0

# A checkout may be read by one user only; PostgreSQL's account then works elsewhere, which these tests also cover.


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    settings = read_settings({**_basics(), "ASSAY_STATE_DIR": str(tmp_path / "state")})
    stack = Stack.of(replace(settings, ports=free_ports(random.SystemRandom())))
    yield stack
    stack.clean()


def _basics() -> dict[str, str]:
    return {"HOME": str(Path.home()), "PATH": os.defpath}


def quiet(_line: str) -> None:
    pass


def pid_of(stack: Stack, name: str) -> int:
    return stack.supervisor.processes()[name].pid


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.05)


def processes_of(stack: Stack) -> list[str]:
    """Command lines that name the state folder, wherever they come from."""
    found = (" ".join(process.info["cmdline"] or ()) for process in psutil.process_iter(["cmdline"]))
    return [line for line in found if str(stack.layout.state) in line]


def test_a_killed_process_is_started_again(stack: Stack) -> None:
    stack.up(quiet, ONLY)
    first = pid_of(stack, "postgres")
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: pid_of(stack, "postgres") not in (0, first))


def test_a_second_up_leaves_what_runs_alone(stack: Stack) -> None:
    stack.up(quiet, ONLY)
    first = pid_of(stack, "postgres")
    stack.up(quiet, ONLY)
    assert pid_of(stack, "postgres") == first


def test_a_changed_setting_restarts_what_it_concerns(stack: Stack) -> None:
    stack.up(quiet, ONLY)
    first = pid_of(stack, "postgres")
    moved = Stack.of(replace(stack.settings, ports=free_ports(random.SystemRandom())))
    moved.up(quiet, ONLY)
    assert pid_of(moved, "postgres") not in (0, first)


def test_a_killed_supervisor_leaves_nobody_behind(stack: Stack) -> None:
    stack.up(quiet, ONLY)
    orphan = pid_of(stack, "postgres")
    os.kill(int((stack.layout.run / "supervisord.pid").read_text()), signal.SIGKILL)
    wait_until(lambda: not stack.supervisor.is_up())
    stack.up(quiet, ONLY)
    assert spawned.identity_of(orphan) is None
    assert stack.supervisor.processes()["postgres"].is_alive


def test_down_ends_every_process_and_keeps_the_data(stack: Stack) -> None:
    stack.up(quiet, ONLY)
    stack.down()
    assert processes_of(stack) == []
    assert (postgres.data_folder(stack.layout) / "PG_VERSION").exists()
    stack.up(quiet, ONLY)


def test_a_start_that_was_killed_half_way_is_taken_up_again(stack: Stack) -> None:
    stack.layout.prepare()
    stack.places()
    data = postgres.data_folder(stack.layout)  # not always in the state folder, and a scrap lies beside it
    half = data.with_name(f".{data.name}.0123456789abcdef")
    half.mkdir()
    (half / "PG_VERSION").write_text("18")
    stack.up(quiet, ONLY)
    assert not half.exists()


def test_a_busy_port_is_named_before_anything_starts(stack: Stack) -> None:
    with socket.create_server(("127.0.0.1", stack.settings.ports["POSTGRES"])):
        with pytest.raises(Refused, match=r"ASSAY_PORT_POSTGRES") as refusal:
            stack.up(quiet, ONLY)
        assert f"pid {os.getpid()}" in str(refusal.value)
    assert not stack.supervisor.is_up()


def test_clean_removes_everything_wherever_it_lies(stack: Stack) -> None:
    stack.up(quiet, ONLY)
    data = postgres.data_folder(stack.layout)
    stack.clean()
    assert not stack.layout.state.exists()
    assert not data.exists()


def test_clean_refuses_a_folder_that_is_not_ours(stack: Stack) -> None:
    stranger = Stack.of(replace(stack.settings, state_dir=PROJECT / "docs"))
    with pytest.raises(Refused, match="does not look like a state folder"):
        stranger.clean()
