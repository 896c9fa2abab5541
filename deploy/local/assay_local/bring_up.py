"""Starts the processes of the system in order: each as soon as what it needs is ready."""

import time
from collections.abc import Callable, Iterable
from typing import Final

from assay_local import probes
from assay_local.description import Kind, Process
from assay_local.errors import StartFailed
from assay_local.places import Places
from assay_local.supervision import ProcessInfo, Supervisor

_TICK_S: Final = 0.1
_PATIENCE_S: Final = 90.0

Say = Callable[[str], None]


def bring_up(
    processes: Iterable[Process],
    supervisor: Supervisor,
    places: Places,
    say: Say,
    done: frozenset[str] = frozenset(),
) -> None:
    """Return when everything that holds up the start is usable. `done` are jobs that need not run again.

    What does not hold it up is started too, and left to the supervisor. Raises StartFailed with the end of the log of
    the process that failed or took longer than 90 s.
    """
    waiting = [process for process in processes if process.holds_up and process.name not in done]
    for process in processes:
        if not process.holds_up and process.name not in done:
            supervisor.start_process(process.name)
    ready = set(done)
    started: dict[str, float] = {}
    while waiting:
        states = supervisor.processes()
        for process in list(waiting):
            if process.name not in started:
                if ready.issuperset(process.needs):
                    supervisor.start_process(process.name)
                    started[process.name] = time.monotonic()
            elif _is_usable(process, states[process.name], places):
                waiting.remove(process)
                ready.add(process.name)
                _report(process, time.monotonic() - started[process.name], say)
            else:
                _check(process, states[process.name], time.monotonic() - started[process.name], supervisor)
        time.sleep(_TICK_S)


def _is_usable(process: Process, info: ProcessInfo, places: Places) -> bool:
    if process.kind is Kind.JOB:
        return info.is_done
    return info.is_alive and process.probe is not None and probes.is_ready(process.probe, places)


def _check(process: Process, info: ProcessInfo, waited_s: float, supervisor: Supervisor) -> None:
    if process.kind is Kind.JOB and info.has_failed:
        raise StartFailed(process.name, f"ended with {info.exit_status}", supervisor.log_tail(process.name))
    if waited_s > _PATIENCE_S:
        reason = f"is not ready after {_PATIENCE_S:.0f} s ({info.state.lower()})"
        raise StartFailed(process.name, reason, supervisor.log_tail(process.name))


def _report(process: Process, took_s: float, say: Say) -> None:
    say(f"  {process.name:<18} {'done' if process.kind is Kind.JOB else 'ready'} in {took_s:.1f} s")
