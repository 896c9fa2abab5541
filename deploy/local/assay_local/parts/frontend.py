"""The web page: built when its sources changed, then served with the API proxied to the gateway."""

import hashlib
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from assay_local import toolchain
from assay_local.errors import StartFailed
from assay_local.files import locked, write_whole
from assay_local.layout import Layout
from assay_local.places import LOOPBACK
from assay_local.program import Program

_NOT_SOURCES: Final = frozenset({"node_modules", "dist", "coverage", "test-results", "playwright-report"})


def folder(layout: Layout) -> Path:
    return layout.project / "frontend"


def is_there(layout: Layout) -> bool:
    return (folder(layout) / "package-lock.json").exists()


def build(layout: Layout, environment: Mapping[str, str], say: Callable[[str], None]) -> None:
    """Install the packages and build, each only when what it reads has changed. A killed build is done again."""
    install(layout, environment, say)
    with _locked(layout):
        stamp = folder(layout) / "dist" / ".sources"
        wanted = _hash(folder(layout), _sources(folder(layout)))
        if stamp.exists() and stamp.read_text() == wanted:
            return
        say("  frontend           building")
        _npm(layout, environment, "run", "build")
        write_whole(stamp, wanted)


def install(layout: Layout, environment: Mapping[str, str], say: Callable[[str], None]) -> None:
    """`npm ci` when the lock file changed since the last whole one."""
    lock = folder(layout) / "package-lock.json"
    stamp = folder(layout) / "node_modules" / ".assay-installed"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    with _locked(layout):
        if stamp.exists() and stamp.read_text() == wanted:
            return
        say("  frontend           installing packages")
        _npm(layout, environment, "ci", "--no-audit", "--no-fund")
        write_whole(stamp, wanted)


def _locked(layout: Layout) -> AbstractContextManager[None]:
    """Two stacks of one checkout share the built page."""
    digest = hashlib.sha256(str(layout.project).encode()).hexdigest()[:12]
    return locked(layout.cache / "frontend" / f"{digest}.lock")


def program(layout: Layout, port: int, environment: Mapping[str, str]) -> Program:
    """Vite's own server of the built files, run without npm in between so that signals reach it."""
    vite = folder(layout) / "node_modules" / "vite" / "bin" / "vite.js"
    serving = ("preview", "--host", LOOPBACK, "--port", str(port), "--strictPort")
    argv = (toolchain.require("node", "The web page"), str(vite), *serving)
    return Program("frontend", argv, environment=environment, folder=folder(layout))


def _npm(layout: Layout, environment: Mapping[str, str], *arguments: str) -> None:
    npm = toolchain.require("npm", "The web page")
    done = subprocess.run(
        [npm, *arguments], cwd=folder(layout), env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise StartFailed("frontend", f"`npm {' '.join(arguments)}` failed", (done.stdout + done.stderr)[-3000:])


def _sources(root: Path) -> Iterator[Path]:
    for entry in sorted(root.iterdir()):
        if entry.name in _NOT_SOURCES or entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _sources(entry)
        else:
            yield entry


def _hash(root: Path, files: Iterator[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file.relative_to(root)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
