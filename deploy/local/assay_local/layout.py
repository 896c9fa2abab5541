"""Where everything of one stack lies: a state folder per stack, a cache folder per user."""

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path

from assay_local.settings import PROJECT

_SOCKET_PATH_LIMIT = 100  # bytes; a UNIX socket's address holds 107 on Linux, 103 on macOS


@dataclass(frozen=True)
class Layout:
    state: Path
    cache: Path
    project: Path = PROJECT

    @property
    def secrets(self) -> Path:
        return self.state / "secrets.env"

    @property
    def outputs(self) -> Path:
        """The sourceable `.local/env`."""
        return self.state / "env"

    @property
    def run(self) -> Path:
        return self.state / "run"

    @property
    def logs(self) -> Path:
        return self.state / "log"

    @property
    def supervisor_config(self) -> Path:
        return self.run / "supervisord.conf"

    @property
    def supervisor_socket(self) -> Path:
        """In the run folder, or under the temporary folder when that path is too long for a socket."""
        socket = self.run / "supervisor.sock"
        if len(str(socket).encode()) <= _SOCKET_PATH_LIMIT:
            return socket
        digest = hashlib.sha256(str(socket).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"assay-{digest}.sock"

    @property
    def spawned(self) -> Path:
        """Who was started: one line per process with its pid and start time."""
        return self.run / "spawned.json"

    @property
    def applied(self) -> Path:
        """With which configuration and code each process runs."""
        return self.run / "applied.json"

    def log_of(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def data_of(self, part: str) -> Path:
        return self.state / "data" / part

    def prepare(self) -> None:
        """Make the folders. The state folder lets other users pass through but not list: see parts/postgres.py."""
        self.state.mkdir(parents=True, exist_ok=True)
        self.state.chmod(0o711)
        for folder in (self.run, self.logs):
            folder.mkdir(mode=0o700, exist_ok=True)
        (self.state / "data").mkdir(mode=0o711, exist_ok=True)
