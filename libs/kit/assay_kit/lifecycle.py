"""A role's life: how it starts, how it is asked to stop, and what its exit code says."""

import signal
import sys
import threading
from collections.abc import Callable
from typing import Final, NoReturn

from assay_kit.logging import get_logger
from assay_kit.settings import SettingsError

EX_CONFIG: Final = 78
"""Exit code of a configuration that cannot work (sysexits.h)."""


class StartupRefused(Exception):
    """The role must not run like this; the message names the setting or the state that forbids it."""


class Stop:
    """The wish to stop, seen by every thread of the process."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self.failed = False

    def set(self) -> None:
        self._event.set()

    def fail(self) -> None:
        """Stop because something broke: the exit code will be 1."""
        self.failed = True
        self._event.set()

    def is_set(self) -> bool:
        return self._event.is_set()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait for the wish; True when it came."""
        return self._event.wait(timeout_s)


def stop_on_signals() -> Stop:
    """A Stop that SIGTERM and SIGINT set. Call it on the main thread."""
    stop = Stop()

    def ask(signum: int, _frame: object) -> None:
        get_logger().info("stop_requested", signal=signal.Signals(signum).name)
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    return stop


def spawn(name: str, target: Callable[[], None], stop: Stop) -> threading.Thread:
    """Run `target` on a thread. If it raises, the process stops with exit code 1: half a role is worse than none."""

    def run() -> None:
        try:
            target()
        except Exception:
            get_logger().exception("thread_crashed", thread=name)
            stop.fail()

    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    return thread


def run_role(role: str, main: Callable[[], None]) -> NoReturn:
    """Run a role to its end and turn what happened into an exit code: 0 done, 1 broken, 78 misconfigured."""
    try:
        main()
    except SettingsError as refused:
        _refuse(role, refused.problems)
    except StartupRefused as refused:
        _refuse(role, [str(refused)])
    sys.exit(0)


def _refuse(role: str, problems: list[str]) -> NoReturn:
    for problem in problems:
        sys.stderr.write(f"{role} cannot start: {problem}\n")
    sys.exit(EX_CONFIG)
