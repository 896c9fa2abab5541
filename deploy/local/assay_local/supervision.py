"""The supervisord of one stack: starts it, talks to it over its socket, ends it."""

import http.client
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from xmlrpc.client import Fault, ServerProxy

from supervisor.xmlrpc import Faults, SupervisorTransport

from assay_local import spawned
from assay_local.errors import StartFailed
from assay_local.files import write_whole
from assay_local.layout import Layout

_START_TIMEOUT_S: Final = 15.0
_TICK_S: Final = 0.1
_GONE: Final = (ConnectionError, FileNotFoundError, http.client.HTTPException)


@dataclass(frozen=True)
class ProcessInfo:
    """`state` as supervisor names it (RUNNING, BACKOFF, EXITED …); `pid` 0 when there is no process."""

    name: str
    state: str
    pid: int
    exit_status: int
    started_s: int

    @property
    def is_alive(self) -> bool:
        return self.state in ("STARTING", "RUNNING")

    @property
    def is_done(self) -> bool:
        return self.state == "EXITED" and self.exit_status == 0

    @property
    def has_failed(self) -> bool:
        return self.state == "FATAL" or (self.state == "EXITED" and self.exit_status != 0)


class Supervisor:
    """Every method but `is_up` and `start` needs a running supervisord."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def is_up(self) -> bool:
        try:
            self._call("getState")
        except _GONE:
            return False
        return True

    def start(self, environment: Mapping[str, str]) -> None:
        """Start supervisord, which makes itself a daemon; returns when it answers."""
        self._layout.supervisor_socket.unlink(missing_ok=True)
        started = subprocess.run(
            [sys.executable, "-m", "supervisor.supervisord", "-c", self._layout.supervisor_config],
            env=dict(environment),
            cwd=self._layout.project,
            capture_output=True,
            text=True,
            check=False,
        )
        if started.returncode != 0:
            raise StartFailed("supervisord", "did not start", started.stdout + started.stderr)
        deadline = time.monotonic() + _START_TIMEOUT_S
        while not self.is_up():
            if time.monotonic() > deadline:
                raise StartFailed("supervisord", "did not answer", self.log_tail("supervisord"))
            time.sleep(_TICK_S)

    def end_orphans(self) -> list[str]:
        """End what a killed supervisord left behind, for nobody supervises it any more. Returns what ended."""
        orphans = spawned.find(self._layout.spawned)
        names = [process.name() for process in orphans]
        spawned.end(orphans)
        self._layout.spawned.unlink(missing_ok=True)
        return names

    def shut_down(self) -> None:
        """Stop everything and supervisord itself; returns when it is gone."""
        daemon = spawned.identity_of(int(self._call("getPID")))
        self._call("shutdown")
        while daemon is not None and spawned.identity_of(daemon[0]) == daemon:
            time.sleep(_TICK_S)
        self._layout.spawned.unlink(missing_ok=True)

    def processes(self) -> dict[str, ProcessInfo]:
        return {
            row["name"]: ProcessInfo(
                row["name"], row["statename"], int(row["pid"]), int(row["exitstatus"]), int(row["start"])
            )
            for row in self._call("getAllProcessInfo")
        }

    def start_process(self, name: str) -> None:
        """Start it unless it already runs; does not wait."""
        try:
            self._call("startProcess", name, False)
        except Fault as fault:
            if fault.faultCode != Faults.ALREADY_STARTED:
                raise StartFailed(name, fault.faultString, self.log_tail(name)) from fault

    def stop_processes(self, names: Iterable[str]) -> None:
        """Stop these at the same time; returns when all have ended."""
        waiting = set(names)
        for name in waiting:
            try:
                self._call("stopProcess", name, False)
            except Fault as fault:
                if fault.faultCode not in (Faults.NOT_RUNNING, Faults.BAD_NAME):
                    raise
        while any(info.pid for name, info in self.processes().items() if name in waiting):
            time.sleep(_TICK_S)

    def reload(self, config: str) -> None:
        """Take a new configuration; programs that it changes or leaves out are stopped first."""
        write_whole(self._layout.supervisor_config, config)
        added, changed, removed = self._call("reloadConfig")[0]
        self.stop_processes([*changed, *removed])
        for name in (*changed, *removed):
            self._call("removeProcessGroup", name)
        for name in (*added, *changed):
            self._call("addProcessGroup", name)

    def log_tail(self, name: str, lines: int = 15) -> str:
        """The last lines of a program's log, indented."""
        path = self._layout.log_of(name)
        if not path.exists():
            return ""
        tail = path.read_text(errors="replace").splitlines()[-lines:]
        return "\n".join(f"    {line}" for line in tail)

    def _call(self, method: str, *arguments: object) -> Any:  # noqa: ANN401 - XML-RPC answers are untyped
        url = f"unix://{self._layout.supervisor_socket}"
        with ServerProxy("http://localhost", transport=SupervisorTransport(None, None, url)) as server:
            return getattr(server.supervisor, method)(*arguments)
