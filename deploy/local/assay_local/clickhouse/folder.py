"""A data folder belongs to one server at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from assay_kit.lifecycle import StartupRefused

_LOCK_NAME: Final = "stand-in.lock"


@contextmanager
def owned(folder: Path) -> Iterator[Path]:
    """Hold the folder for the length of a `with` block; the lock goes with the process, however it ends.

    Raises StartupRefused when another server holds it or it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / _LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StartupRefused(f"The data folder {folder} cannot be used: {error.strerror}.") from error
    try:
        _lock(descriptor, folder)
        yield folder
    finally:
        os.close(descriptor)


def _lock(descriptor: int, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        owner = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
        raise StartupRefused(
            f"The data folder {folder} is in use by another ClickHouse stand-in (process {owner}); stop that one first."
        ) from error
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(os.getpid()).encode("ascii"), 0)
