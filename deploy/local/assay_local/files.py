"""Whole or absent: how this package writes what a kill must not leave half done."""

import fcntl
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def write_whole(path: Path, text: str, mode: int = 0o600) -> None:
    """Replace `path` at once; a reader sees the old text or the new one."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold an exclusive lock; a second holder waits. The kernel releases it when the holder dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def make_whole(folder: Path, fill: Callable[[Path], None]) -> Path:
    """Return `folder`, filled once and for all by `fill` (given an empty scratch folder beside it).

    It appears under its name only when it is complete. Callers at the same time wait for one another.
    """
    if folder.is_dir():
        return folder
    with locked(folder.with_name(f"{folder.name}.lock")):
        if not folder.is_dir():
            for leftover in folder.parent.glob(f".{folder.name}.*"):
                shutil.rmtree(leftover)
            scratch = folder.with_name(f".{folder.name}.{uuid.uuid4().hex}")  # noqa: TID251 - a scratch name, no id
            scratch.mkdir()
            fill(scratch)
            scratch.rename(folder)
    return folder
