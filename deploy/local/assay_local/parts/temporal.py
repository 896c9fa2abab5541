"""Temporal's development server with its UI. Its first build takes minutes, so it runs under the supervisor:

`python -m assay_local.parts.temporal <cache> <arguments…>` finds or builds the binary and becomes it.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from assay_local import toolchain
from assay_local.errors import LocalError, StartFailed
from assay_local.files import make_whole
from assay_local.layout import Layout
from assay_local.places import LOOPBACK
from assay_local.program import Program
from assay_local.settings import inherited_environment

_VERSION: Final = "v1.5.1"  # newer tags have replace directives, which `go install` refuses
_MODULE: Final = f"github.com/temporalio/cli/cmd/temporal@{_VERSION}"


def program(layout: Layout, environment: Mapping[str, str], *, port: int, ui_port: int) -> Program:
    data = layout.data_of("temporal")
    data.mkdir(parents=True, exist_ok=True)
    serving = ("server", "start-dev", "--ip", LOOPBACK, "--port", str(port), "--ui-port", str(ui_port))
    keeping = ("--db-filename", str(data / "temporal.db"), "--log-level", "warn")
    argv = (sys.executable, "-m", "assay_local.parts.temporal", str(layout.cache), *serving, *keeping)
    return Program("temporal", argv, environment=environment)


def is_there(layout: Layout) -> bool:
    """Whether the server can start without a build."""
    return toolchain.on_path("temporal") is not None or _cached(layout.cache).is_dir()


def find_or_build(cache: Path) -> Path:
    """The binary: on PATH, else in the cache, else built into the cache (4-5 minutes on two cores)."""
    return toolchain.on_path("temporal") or make_whole(_cached(cache), _build) / "temporal"


def _cached(cache: Path) -> Path:
    return cache / "temporal" / _VERSION


def _build(scratch: Path) -> None:
    go = toolchain.require("go", "Temporal")
    _say(f"building {_MODULE}; this happens once and takes some minutes")
    done = subprocess.run([go, "install", _MODULE], env={**inherited_environment(), "GOBIN": str(scratch)}, check=False)
    if done.returncode != 0 or not (scratch / "temporal").exists():
        raise StartFailed("temporal", f"`go install {_MODULE}` failed; its messages are above")


def _say(text: str) -> None:
    print(text, flush=True)


def main(cache: str, *arguments: str) -> None:
    try:
        binary = find_or_build(Path(cache))
    except LocalError as problem:
        sys.exit(str(problem))
    os.execv(binary, [str(binary), *arguments])


if __name__ == "__main__":
    main(*sys.argv[1:])
