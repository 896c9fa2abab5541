"""
LocalError
├── Refused       the caller must change something; the message says what
├── ToolMissing   a toolchain is absent; the message says how to get it
└── StartFailed   a process did not become usable; carries the end of its log
"""


class LocalError(Exception):
    """Shown to the person at the terminal as it is, without a traceback."""


class Refused(LocalError):
    pass


class ToolMissing(LocalError):
    def __init__(self, tool: str, needed_for: str, how_to_get_it: str) -> None:
        super().__init__(f"{needed_for} needs {tool}, which is not on PATH. {how_to_get_it}")


class StartFailed(LocalError):
    def __init__(self, name: str, reason: str, log_tail: str = "") -> None:
        super().__init__(f"{name}: {reason}\n{log_tail}".rstrip())
        self.name = name
