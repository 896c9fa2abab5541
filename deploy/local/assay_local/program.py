"""A process as the native stack starts it: every symbol resolved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Program:
    """`once`: ends by itself with 0. `user`: the account to run as when the caller is root."""

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    user: str | None = None
    stop_signal: str = "TERM"
    stop_wait_s: int = 40
    once: bool = False
    retried: bool = True
    """Started again when it fails. A job that holds up the start is not: its failure is shown at once."""
