"""Which ports the stack takes: checks that they are free before anything starts, and finds free ones for tests."""

import random
import socket
from collections.abc import Iterable, Mapping
from typing import Final

import psutil

from assay_local.description import PORTS, Process
from assay_local.errors import Refused
from assay_local.places import LOOPBACK

_TEST_RANGE: Final = range(20_000, 32_000)  # below the ephemeral ports, so that no client socket takes one meanwhile


def check(processes: Iterable[Process], ports: Mapping[str, int], ours: frozenset[int]) -> None:
    """Raises Refused naming every busy port, its variable and, where it can be seen, its holder.

    `ours` are ports on which this stack itself already listens.
    """
    names = [name for process in processes for name in process.ports]
    busy = [name for name in names if ports[name] not in ours and not _is_free(ports[name])]
    problems = [_describe(name, ports[name]) for name in busy] + _doubles(names, ports)
    if problems:
        raise Refused("\n".join(problems))


def _describe(name: str, port: int) -> str:
    return f"Port {port} is taken{_holder(port)}. Free it, or choose another with ASSAY_PORT_{name}=<port>."


def _doubles(names: Iterable[str], ports: Mapping[str, int]) -> list[str]:
    seen: dict[int, str] = {}
    problems = []
    for name in names:
        other = seen.setdefault(ports[name], name)
        if other != name:
            problems.append(f"ASSAY_PORT_{other} and ASSAY_PORT_{name} are both {ports[name]}.")
    return problems


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
            probe.listen()
        except OSError:
            return False
    return True


def _holder(port: int) -> str:
    """Listing sockets of other users needs rights that not everybody has; then the holder stays unnamed."""
    try:
        listening = (each for each in psutil.net_connections("tcp") if each.status == psutil.CONN_LISTEN)
        pid = next((each.pid for each in listening if each.pid and each.laddr[1:] == (port,)), None)
        return f" by {psutil.Process(pid).name()} (pid {pid})" if pid else ""
    except (psutil.Error, PermissionError):
        return ""


def free_ports(chooser: random.Random) -> dict[str, int]:
    """A free port for every name."""
    free = (port for port in chooser.sample(_TEST_RANGE, len(_TEST_RANGE)) if _is_free(port))
    return {name: next(free) for name in PORTS}
