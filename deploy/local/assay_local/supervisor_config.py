"""Renders programs as supervisord's configuration. Pure."""

import shlex
from collections.abc import Iterable, Mapping
from typing import Final

from assay_local.layout import Layout
from assay_local.program import Program

_RETRIES: Final = 1_000_000  # for ever; supervisor waits one second longer after each failed start
_STARTED_AFTER_S: Final = 2
_LOG_BYTES: Final = 20 * 1024 * 1024


def render(layout: Layout, programs: Iterable[Program], *, as_root: bool) -> str:
    """The whole file. Nothing starts by itself: `bring_up` starts programs in order."""
    return "\n".join([_head(layout, as_root), *(_program(layout, program) for program in programs)])


def _head(layout: Layout, as_root: bool) -> str:
    return _section(
        "supervisord",
        {
            "logfile": layout.log_of("supervisord"),
            "logfile_maxbytes": _LOG_BYTES,
            "logfile_backups": 2,
            "pidfile": layout.run / "supervisord.pid",
            "childlogdir": layout.logs,
            "silent": "true",
            **({"user": "root"} if as_root else {}),
        },
    ) + "\n".join(
        [
            _section("unix_http_server", {"file": layout.supervisor_socket, "chmod": "0600"}),
            _section(
                "rpcinterface:supervisor",
                {"supervisor.rpcinterface_factory": "supervisor.rpcinterface:make_main_rpcinterface"},
            ),
            _section(
                "rpcinterface:spawned",
                {"supervisor.rpcinterface_factory": "assay_local.spawned:watch", "path": layout.spawned},
            ),
        ]
    )


def _program(layout: Layout, program: Program) -> str:
    return _section(
        f"program:{program.name}",
        {
            "command": shlex.join(program.argv),
            "environment": ",".join(f"{name}={_quoted(value)}" for name, value in program.environment.items()),
            "directory": program.folder or layout.project,
            **({"user": program.user} if program.user else {}),
            "autostart": "false",
            "autorestart": _restart(program),
            "startsecs": 0 if program.once else _STARTED_AFTER_S,
            "startretries": _RETRIES,
            "exitcodes": 0,
            "stopsignal": program.stop_signal,
            "stopwaitsecs": program.stop_wait_s,
            "killasgroup": "true",
            "redirect_stderr": "true",
            "stdout_logfile": layout.log_of(program.name),
            "stdout_logfile_maxbytes": _LOG_BYTES,
            "stdout_logfile_backups": 2,
        },
    )


def _restart(program: Program) -> str:
    if program.once:
        return "unexpected" if program.retried else "false"
    return "true"


def _section(name: str, values: Mapping[str, object]) -> str:
    lines = (f"{key}={str(value).replace('%', '%%')}" for key, value in values.items() if value != "")
    return f"[{name}]\n" + "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    """Supervisor knows both quotes but no escapes inside them."""
    quote = "'" if '"' in value else '"'
    return f"{quote}{value}{quote}"
