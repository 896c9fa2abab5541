"""`python -m assay_local.testrun [pytest arguments]`: everything that must pass, against one stack of its own.

The stack runs on free ports with its state under `.local-test/`, so it neither needs nor disturbs one that `make up`
started. Whatever happens, its processes are ended and its state is removed before this returns.
"""

import fcntl
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final, NoReturn

from assay_local import outputs
from assay_local.checks import run_checks
from assay_local.errors import LocalError, Refused
from assay_local.files import locked
from assay_local.parts import frontend
from assay_local.ports import free_ports
from assay_local.settings import PROJECT, Settings, inherited_environment, read_settings
from assay_local.stack import Stack

_FOLDER: Final = PROJECT / ".local-test"
_LIMITS_FACTOR: Final = "1000"  # limits have tests of their own, which set their own
_WORKERS: Final = "2"
_SAME_NAMES: Final = {
    "ASSAY_TEST_KAFKA_BROKERS": "ASSAY_KAFKA_BROKERS",
    "ASSAY_TEST_CLICKHOUSE_URL": "ASSAY_CLICKHOUSE_URL",
    "ASSAY_TEST_POSTGRES_URL": "ASSAY_POSTGRES_URL",
    "ASSAY_TEST_TEMPORAL_ADDRESS": "ASSAY_TEMPORAL_ADDRESS",
}


def run(pytest_arguments: Sequence[str]) -> int:
    """Check, then test. The exit code is 0 only when all passed; pytest's summary comes last."""
    missing = [
        argument
        for argument in pytest_arguments
        if "/" in argument and not (PROJECT / argument.partition("::")[0]).exists()
    ]
    if missing:
        raise Refused(f"There is no {missing[0]}.")
    settings = read_settings()
    failed = [name for name, passed in _without_stack(settings) if not passed]
    with own_stack(settings) as stack:
        say("Starting the test stack")
        stack.up(say)
        code = _pytest(stack, pytest_arguments)
    if failed:
        say(f"Failed before the tests, see above: {', '.join(failed)}.")
    return code or bool(failed)


def _without_stack(settings: Settings) -> Iterator[tuple[str, bool]]:
    """What needs no running part."""
    has_page = (PROJECT / "frontend" / "package-lock.json").exists()
    if has_page:
        frontend.install(Stack.of(settings).layout, settings.tool_environment, say)
    say("Checks")
    yield "make check", run_checks(settings, say)
    if has_page:
        say("Unit tests of the web page")
        yield "npm test", _npm_test(settings)


def _npm_test(settings: Settings) -> bool:
    done = subprocess.run(
        ["npm", "test", "--silent"],  # noqa: S607 - the one on PATH, as the person has it
        cwd=PROJECT / "frontend",
        env={**settings.tool_environment, "CI": "1"},
        check=False,
    )
    return done.returncode == 0


def _pytest(stack: Stack, arguments: Sequence[str]) -> int:
    command = [sys.executable, "-m", "pytest", "-n", _WORKERS, "--dist", "loadfile", *arguments]
    return subprocess.run(command, cwd=PROJECT, env=test_environment(stack), check=False).returncode


def test_environment(stack: Stack) -> dict[str, str]:
    """The caller's environment and what `tests/support/stack.py` reads."""
    running = outputs.values(stack.settings, stack.places())
    named = {ours: running[theirs] for ours, theirs in _SAME_NAMES.items()}
    return {**inherited_environment(), **named, "ASSAY_TEST_STACK": str(stack.layout.state), "ASSAY_REQUIRE_STACK": "1"}


@contextmanager
def own_stack(settings: Settings) -> Iterator[Stack]:
    """A stack of this run, cleaned up at the end and, after a kill -9, by the next run."""
    with ExitStack() as held:
        with locked(_FOLDER / "lock"):
            _clean_leftovers(settings)
            state = Path(tempfile.mkdtemp(prefix="run-", dir=_FOLDER))
            owner = held.enter_context(state.with_suffix(".owner").open("w"))
            fcntl.flock(owner, fcntl.LOCK_EX)
        stack = Stack.of(_own(settings, state))
        try:
            yield stack
        finally:
            before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave processes behind
            stack.clean()
            state.with_suffix(".owner").unlink()
            signal.signal(signal.SIGINT, before)


def _own(settings: Settings, state: Path) -> Settings:
    ports = free_ports(random.SystemRandom())
    return replace(settings, state_dir=state, ports=ports, limits_factor=_LIMITS_FACTOR)


def _clean_leftovers(settings: Settings) -> None:
    for owner in _FOLDER.glob("run-*.owner"):
        with owner.open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            Stack.of(replace(settings, state_dir=owner.with_suffix(""))).clean()
            owner.unlink()


def say(text: str) -> None:
    print(text, flush=True)


def _stop(_number: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def main(arguments: Sequence[str]) -> int:
    signal.signal(signal.SIGTERM, _stop)
    try:
        return run(arguments)
    except LocalError as problem:
        say(str(problem))
        return 1
    except KeyboardInterrupt:
        say("Stopped.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
