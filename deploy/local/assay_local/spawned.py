"""Writes down whom supervisord started, and ends the ones it left behind when it was killed itself.

`watch` runs inside supervisord (it is loaded as an RPC interface, supervisor's extension point); the rest in `make up`
and `make down`. A process is ours only when pid and start time both match: a pid alone may be somebody else's by now.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import psutil
from supervisor import events

from assay_local.files import write_whole

_PATIENCE_S: Final = 10
_SAME_START_S: Final = 0.05


def watch(supervisord: Any, path: str) -> object:  # noqa: ANN401 - supervisor is untyped
    """Subscribe to starts; supervisor calls this with its own object and the section's settings."""
    ledger = Path(path)

    def record(_event: object) -> None:
        pids = [
            process.pid
            for group in supervisord.process_groups.values()
            for process in group.processes.values()
            if process.pid
        ]
        write_whole(ledger, json.dumps([identity for pid in pids for identity in _identity(pid)]))

    events.subscribe(events.ProcessStateStartingEvent, record)
    events.subscribe(events.ProcessStateRunningEvent, record)
    return object()


def _identity(pid: int) -> Iterator[tuple[int, float]]:
    try:
        yield pid, psutil.Process(pid).create_time()
    except psutil.NoSuchProcess:
        return


def identity_of(pid: int) -> tuple[int, float] | None:
    """(pid, start time) of a living process."""
    return next(_identity(pid), None)


def find(path: Path) -> list[psutil.Process]:
    """The recorded processes that still live."""
    if not path.exists():
        return []
    recorded = json.loads(path.read_text())
    return [process for pid, started in recorded for process in _living(pid, started)]


def _living(pid: int, started: float) -> Iterator[psutil.Process]:
    try:
        process = psutil.Process(pid)
        if abs(process.create_time() - started) < _SAME_START_S and process.status() != psutil.STATUS_ZOMBIE:
            yield process
    except psutil.NoSuchProcess:
        return


def end(processes: list[psutil.Process]) -> None:
    """Ask each and its descendants to end; kill those that do not within 10 s."""
    family = [member for process in processes for member in _family(process)]
    for member in family:
        _signal(member, kill=False)
    _, stubborn = psutil.wait_procs(family, timeout=_PATIENCE_S)
    for member in stubborn:
        _signal(member, kill=True)
    psutil.wait_procs(stubborn, timeout=_PATIENCE_S)


def _family(process: psutil.Process) -> list[psutil.Process]:
    try:
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _signal(process: psutil.Process, *, kill: bool) -> None:
    try:
        process.kill() if kill else process.terminate()
    except psutil.NoSuchProcess:
        return
