"""The same system by Docker Compose, where a daemon answers."""

import shutil
import subprocess
from typing import Final

from assay_local import outputs
from assay_local.credentials import load_secrets
from assay_local.errors import StartFailed
from assay_local.settings import PROJECT, Settings
from assay_local.stack import Stack

_FILE: Final = PROJECT / "docker-compose.yml"
_ANSWER_TIMEOUT_S: Final = 5


def is_chosen(settings: Settings) -> bool:
    """ASSAY_STACK decides; without it, Docker wherever its daemon answers."""
    if settings.stack is not None:
        return settings.stack == "docker"
    return _FILE.exists() and _daemon_answers()


def _daemon_answers() -> bool:
    docker = shutil.which("docker")
    if docker is None:
        return False
    try:
        asked = subprocess.run([docker, "info"], capture_output=True, timeout=_ANSWER_TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired:
        return False
    return asked.returncode == 0


def up(stack: Stack) -> None:
    """Build, start and wait until the health checks pass; then write `.local/env` as the native stack does."""
    stack.layout.prepare()
    load_secrets(stack.layout)
    compose(stack, "up", "--build", "--detach", "--wait")
    outputs.write(stack.layout, stack.settings, stack.places())


def compose(stack: Stack, *arguments: str) -> None:
    """Run `docker compose` with this stack's secrets and ports. Raises StartFailed when it fails."""
    docker = shutil.which("docker") or "docker"
    ports = {f"ASSAY_PORT_{name}": str(number) for name, number in stack.settings.ports.items()}
    command = [docker, "compose", "--env-file", str(stack.layout.secrets), "--file", str(_FILE), *arguments]
    done = subprocess.run(command, cwd=PROJECT, env={**stack.settings.tool_environment, **ports}, check=False)
    if done.returncode != 0:
        raise StartFailed("docker compose", f"`{' '.join(arguments)}` ended with {done.returncode}")
