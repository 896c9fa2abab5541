"""What the caller of `make` may choose by environment. The only reader of the environment in this package."""

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assay_local.description import PORTS
from assay_local.errors import Refused

PROJECT: Final = Path(__file__).resolve().parents[3]

_KEPT: Final = ("PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TZ", "TMPDIR")
_TOOL_PREFIXES: Final = ("GO", "MAVEN", "NPM_", "npm_", "UV_", "SSL_", "CURL_", "NODE_", "JAVA_")


@dataclass(frozen=True)
class Settings:
    """`external_*` are None unless a part is given from outside. `environment` is what every process may inherit."""

    state_dir: Path
    cache_dir: Path
    stack: str | None
    ports: Mapping[str, int]
    external_kafka: str | None
    external_postgres: str | None
    limits_factor: str
    log_level: str
    environment: Mapping[str, str]
    tool_environment: Mapping[str, str]
    """What Maven, Go and npm additionally need: proxies, certificates, caches."""


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings of this process, or of the given environment. Raises Refused naming the variable."""
    env = {name: value for name, value in (os.environ if environ is None else environ).items() if value}
    home_cache = Path(env.get("XDG_CACHE_HOME") or Path(env.get("HOME", tempfile.gettempdir())) / ".cache")
    return Settings(
        state_dir=(PROJECT / env.get("ASSAY_STATE_DIR", ".local")).resolve(),
        cache_dir=Path(env.get("ASSAY_CACHE_DIR") or home_cache / "assay").resolve(),
        stack=_stack(env.get("ASSAY_STACK")),
        ports={name: _port(env, name, default) for name, default in PORTS.items()},
        external_kafka=env.get("ASSAY_EXTERNAL_KAFKA_BROKERS"),
        external_postgres=env.get("ASSAY_EXTERNAL_POSTGRES_URL"),
        limits_factor=env.get("ASSAY_LIMITS_FACTOR", "10"),
        log_level=env.get("ASSAY_LOG_LEVEL", "info"),
        environment={name: value for name, value in env.items() if name in _KEPT},
        tool_environment={name: value for name, value in env.items() if _is_for_tools(name)},
    )


def inherited_environment() -> dict[str, str]:
    """The caller's whole environment, for compilers and test runners, without settings meant for this package."""
    return {name: value for name, value in os.environ.items() if not _is_ours(name)}


def _is_ours(name: str) -> bool:
    return name.startswith("ASSAY_") and not name.startswith("ASSAY_TEST_")


def _is_for_tools(name: str) -> bool:
    return name in _KEPT or name.startswith(_TOOL_PREFIXES) or name.lower().endswith("_proxy")


def _stack(choice: str | None) -> str | None:
    if choice not in (None, "docker", "native"):
        raise Refused(f"ASSAY_STACK is {choice!r}; it can be docker or native.")
    return choice


def _port(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(f"ASSAY_PORT_{name}", str(default))
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Refused(f"ASSAY_PORT_{name} is {text!r}; it must be a port number from 1 to 65535.")
    return int(text)
