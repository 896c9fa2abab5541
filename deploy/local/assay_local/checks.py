"""`python -m assay_local.checks`: what `make check` looks at. Every check runs, also after one has failed."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from assay_local import toolchain
from assay_local.settings import PROJECT, Settings, read_settings

Say = Callable[[str], None]


@dataclass(frozen=True)
class Check:
    name: str
    argv: tuple[str, ...]
    folder: Path = PROJECT


@dataclass(frozen=True)
class Outcome:
    check: Check
    passed: bool
    took_s: float
    output: str


def checks() -> Iterator[Check]:
    """The checks of this checkout; the page's only where its packages are installed."""
    python = sys.executable
    tools = Path(python).parent
    yield Check("format", (python, "-m", "ruff", "format", "--check"))
    yield Check("lint", (python, "-m", "ruff", "check"))
    yield Check("types", (python, "-m", "mypy", "libs", "proto", "services", "sdk", "deploy", "tests"))
    yield Check("import contracts", (str(tools / "lint-imports"),))
    yield Check("house rules", (python, "-m", "pytest", "-q", "tests/unit/test_house_rules.py"))
    yield Check("generated proto code", ("bash", "proto/generate.sh", "--check"))
    yield Check("OpenAPI", (python, "-m", "assay_contracts.openapi", "--check"))
    if (PROJECT / "frontend" / "node_modules").is_dir() and toolchain.on_path("npm"):
        yield Check("frontend", ("npm", "run", "--silent", "check"), PROJECT / "frontend")


def run_checks(settings: Settings, say: Say) -> bool:
    """Run all, two at a time, and show the output of those that fail. True when all pass."""
    environment = {**settings.tool_environment, "PATH": _path_with_tools(settings)}
    with ThreadPoolExecutor(max_workers=2) as pool:
        outcomes = pool.map(lambda check: _run(check, environment), checks())
        passed = [_report(outcome, say) for outcome in outcomes]
    return all(passed)


def _path_with_tools(settings: Settings) -> str:
    """`generate.sh` calls `python`; it must be the one that runs here."""
    return f"{Path(sys.executable).parent}:{settings.environment.get('PATH', '')}"


def _run(check: Check, environment: dict[str, str]) -> Outcome:
    started = time.monotonic()
    done = subprocess.run(
        check.argv, cwd=check.folder, env=environment, capture_output=True, text=True, errors="replace", check=False
    )
    return Outcome(check, done.returncode == 0, time.monotonic() - started, done.stdout + done.stderr)


def _report(outcome: Outcome, say: Say) -> bool:
    say(f"  {outcome.check.name:<22} {'ok' if outcome.passed else 'FAILED'} ({outcome.took_s:.0f} s)")
    if not outcome.passed:
        say("\n".join(f"    {line}" for line in outcome.output.splitlines()[-60:]))
    return outcome.passed


if __name__ == "__main__":
    sys.exit(0 if run_checks(read_settings(), print) else 1)
