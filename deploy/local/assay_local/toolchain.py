"""Finds the programs that the stack needs, and says how to get a missing one."""

import shutil
from pathlib import Path
from typing import Final

from assay_local.errors import ToolMissing

_HOW: Final = {
    "java": "Install a Java runtime ≥ 17, for example `apt-get install openjdk-17-jre-headless`.",
    "mvn": "Install Maven, for example `apt-get install maven`; it is used once to fetch Kafka's jars.",
    "go": "Install Go ≥ 1.24 from https://go.dev/dl/, or put a `temporal` binary on PATH.",
    "node": "Install Node.js ≥ 20 from https://nodejs.org/.",
    "npm": "Install Node.js ≥ 20 from https://nodejs.org/; npm comes with it.",
}


def on_path(tool: str) -> Path | None:
    found = shutil.which(tool)
    return Path(found) if found else None


def require(tool: str, needed_for: str) -> str:
    """The path of a tool. Raises ToolMissing naming the way to get it."""
    found = on_path(tool)
    if found is None:
        raise ToolMissing(tool, needed_for, _HOW[tool])
    return str(found)
