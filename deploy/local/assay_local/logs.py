"""`make logs`: the last lines of the logs and what follows, each line under the name of its process."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TextIO

from assay_local.errors import Refused
from assay_local.layout import Layout

_TAIL_LINES: Final = 20
_PAUSE_S: Final = 0.3


def follow(layout: Layout, name: str | None) -> Iterator[str]:
    """Lines for ever. `name` limits it to one process. Raises Refused when there is no such log."""
    logs = {path.stem: path for path in sorted(layout.logs.glob("*.log"))}
    if name is not None and name not in logs:
        raise Refused(f"There is no log of {name!r}. There are: {', '.join(logs) or 'none yet'}.")
    followed = [_Log(each, path) for each, path in logs.items() if name in (None, each)]
    for log in followed:
        yield from log.lines()[-_TAIL_LINES:]
    while True:
        for log in followed:
            yield from log.lines()
        time.sleep(_PAUSE_S)


class _Log:
    """A file that grows and is rotated: read on in the new one when the name points elsewhere."""

    def __init__(self, name: str, path: Path) -> None:
        self._name = name
        self._path = path
        self._file: TextIO = path.open(errors="replace")

    def lines(self) -> list[str]:
        rest = self._file.readlines()
        if self._was_rotated():
            self._file.close()
            self._file = self._path.open(errors="replace")
            rest += self._file.readlines()
        return [f"{self._name:<18} {line.rstrip()}" for line in rest]

    def _was_rotated(self) -> bool:
        try:
            return os.fstat(self._file.fileno()).st_ino != self._path.stat().st_ino
        except FileNotFoundError:
            return False
