"""The table of `make status`: who runs, since when, where and how much memory it takes."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import psutil
from rich.console import Console
from rich.table import Table

from assay_local import native
from assay_local.stack import Stack
from assay_local.supervision import ProcessInfo

_MIB: Final = 1024 * 1024


@dataclass(frozen=True)
class Memory:
    """Of a process and all its descendants, in bytes. `pss` shares out what several processes map together."""

    rss: int
    pss: int | None


def show(stack: Stack) -> bool:
    """Print the table; False when the stack does not run, or when a part of it is dead."""
    console = Console()
    if not stack.supervisor.is_up():
        console.print("The stack is down; start it with `make up`.")
        return False
    table = Table(box=None)
    for column in ("process", "state", "pid", "up", "ports", "RSS MiB", "PSS MiB"):
        table.add_column(column, justify="right" if "MiB" in column or column in ("pid", "up") else "left")
    total = Memory(0, 0)
    infos = stack.supervisor.processes()
    for name, ports in _rows(stack):
        if name in infos:
            memory = memory_of(infos[name].pid)
            total = Memory(total.rss + memory.rss, _sum(total.pss, memory.pss))
            table.add_row(name, *_cells(infos[name], ports, memory))
    table.add_row("", "", "", "", "total", _mib(total.rss), _mib(total.pss))
    console.print(table)
    return all(info.is_alive or info.is_done for info in infos.values())


def _rows(stack: Stack) -> Iterator[tuple[str, str]]:
    for process in native.wanted(stack.settings, stack.layout):
        yield process.name, " ".join(str(stack.settings.ports[name]) for name in process.ports)


def _cells(info: ProcessInfo, ports: str, memory: Memory) -> tuple[str, ...]:
    if not info.pid:
        state = "done" if info.is_done else info.state.lower()
        return (state, "", "", ports, "", "")
    return (info.state.lower(), str(info.pid), _uptime(info.pid), ports, _mib(memory.rss), _mib(memory.pss))


def memory_of(pid: int) -> Memory:
    """PSS is None where the system does not tell it (macOS, another user's process)."""
    if not pid:
        return Memory(0, 0)
    rss = 0
    pss: int | None = 0
    try:
        root = psutil.Process(pid)
        for process in (root, *root.children(recursive=True)):
            full = process.memory_full_info()
            rss += full.rss
            pss = _sum(pss, getattr(full, "pss", None))
    except psutil.NoSuchProcess:
        return Memory(rss, pss)
    except psutil.AccessDenied:
        return Memory(rss, None)
    return Memory(rss, pss)


def _sum(left: int | None, right: int | None) -> int | None:
    return None if left is None or right is None else left + right


def _mib(size: int | None) -> str:
    return "?" if size is None else f"{size / _MIB:.0f}"


def _uptime(pid: int) -> str:
    try:
        seconds = int(time.time() - psutil.Process(pid).create_time())  # noqa: TID251 - both are wall clock
    except psutil.NoSuchProcess:
        return ""
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
