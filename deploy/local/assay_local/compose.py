"""Renders `docker-compose.yml` from the description. What only Docker knows (images, health commands) stands here.

`python -m assay_local.compose` prints it; `--check` fails when the committed file differs.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from assay_local.credentials import make_secrets
from assay_local.description import PORTS, SYSTEM, Kind, Process
from assay_local.parts.postgres import SUPERUSER
from assay_local.settings import PROJECT

COMPOSE_FILE: Final = PROJECT / "docker-compose.yml"
EXAMPLE_FILE: Final = PROJECT / ".env.example"
_LOOPBACK: Final = "127.0.0.1"
_ANYWHERE: Final = "0.0.0.0"  # noqa: S104 - inside a container; the host publishes on loopback only
_HEALTH: Final = {"interval": "2s", "timeout": "5s", "retries": 60}
_STOP_S: Final = 45

_HEADER: Final = """\
# Rendered from deploy/local/assay_local/description.py by `python -m assay_local.compose`; a test holds them equal.
# `make up` starts it when a Docker daemon answers: it makes the secrets once and passes them by --env-file.
# Without make: copy .env.example to .env, fill it in, then `docker compose up --build --wait`.
"""


@dataclass(frozen=True)
class Image:
    """A part as Docker runs it. `health` is the command that says it is usable."""

    image: str
    health: tuple[str, ...]
    command: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    volumes: tuple[str, ...] = ()


PARTS: Final[Mapping[str, Image]] = {
    "postgres": Image(
        image="postgres:18.1",
        health=("pg_isready", "--host=127.0.0.1", f"--username={SUPERUSER}"),
        environment={"POSTGRES_PASSWORD": "{secret[ASSAY_POSTGRES_PASSWORD]}"},
        volumes=("postgres:/var/lib/postgresql",),
    ),
    "kafka": Image(
        image="redpandadata/redpanda:v25.3.1",
        health=("rpk", "cluster", "health", "--exit-when-healthy"),
        # No dev-container mode: it switches write caching on, and an acknowledged span must be on the disk.
        command=(
            *("redpanda", "start", "--overprovisioned", "--smp=1", "--memory=1G", "--reserve-memory=0M"),
            "--kafka-addr=internal://0.0.0.0:{port[KAFKA]},host://0.0.0.0:19092",
            "--advertise-kafka-addr=internal://{address[KAFKA]},host://127.0.0.1:{published[KAFKA]}",
            *("--rpc-addr=0.0.0.0:33145", "--advertise-rpc-addr=kafka:33145"),
        ),
        volumes=("kafka:/var/lib/redpanda/data",),
    ),
    "clickhouse": Image(
        image="clickhouse/clickhouse-server:26.3",
        health=("clickhouse-client", "--password={secret[ASSAY_CLICKHOUSE_PASSWORD]}", "--query=SELECT 1"),
        environment={
            "CLICKHOUSE_USER": "default",
            "CLICKHOUSE_PASSWORD": "{secret[ASSAY_CLICKHOUSE_PASSWORD]}",
            "CLICKHOUSE_DEFAULT_ACCESS_MANAGEMENT": "1",
        },
        volumes=("clickhouse:/var/lib/clickhouse",),
    ),
    "temporal": Image(
        image="temporalio/temporal:1.5.1",
        health=("temporal", "operator", "cluster", "health", "--address=127.0.0.1:{port[TEMPORAL]}"),
        command=(
            *("server", "start-dev", "--ip=0.0.0.0", "--db-filename=/data/temporal.db"),
            *("--port={port[TEMPORAL]}", "--ui-port={port[TEMPORAL_UI]}"),
        ),
        volumes=("temporal:/data",),
    ),
}
_ONLY_NATIVE_PORTS: Final = frozenset({"KAFKA_CONTROLLER"})
_BEHIND: Final = {"KAFKA": 19092}
"""Container ports that are not the default number: Redpanda's listener for clients on the host."""


def render() -> str:
    """The text of `docker-compose.yml`."""
    document = {
        "name": "assay",
        "services": {process.name: _service(process) for process in SYSTEM},
        "volumes": {volume.partition(":")[0]: {} for part in PARTS.values() for volume in part.volumes},
    }
    return _HEADER + yaml.dump(document, Dumper=_Plain, sort_keys=False, width=120)


def render_example() -> str:
    """The text of `.env.example`: every secret that the file needs, without a value."""
    lines = [f"{name}=" for name in make_secrets()]
    return (
        "# Secrets of the Docker stack. `make up` makes them in .local/secrets.env; fill them in only without make.\n"
        + ("\n".join(lines) + "\n")
    )


def _service(process: Process) -> dict[str, Any]:
    match process.kind:
        case Kind.PART:
            return _part(process, PARTS[process.name])
        case Kind.PAGE:
            return _page(process)
        case Kind.JOB if not process.command:
            return _postgres_init(process)
        case Kind.JOB:
            return _ours(process) | {"restart": "no"}
        case Kind.ROLE:
            return _ours(process) | {"restart": "unless-stopped", "stop_grace_period": f"{_STOP_S}s"} | _probed(process)


def _part(process: Process, part: Image) -> dict[str, Any]:
    service: dict[str, Any] = {"image": part.image, "restart": "unless-stopped"}
    if part.command:
        service["command"] = [_resolve(word) for word in part.command]
    if part.environment:
        service["environment"] = _environment(part.environment)
    health = ["CMD", *(_resolve(word) for word in part.health)]
    return service | {
        "ports": _published(process),
        "volumes": list(part.volumes),
        "healthcheck": {"test": health, **_HEALTH},
        "stop_grace_period": "60s",
    }


def _ours(process: Process) -> dict[str, Any]:
    """A role or job of ours: one image per context, the role as the command."""
    context = process.command[2].removeprefix("assay_")
    service: dict[str, Any] = {
        "image": f"assay-{context}:local",
        "build": {"context": ".", "dockerfile": "deploy/Dockerfile", "args": {"CONTEXT": context}},
        "command": list(process.command),
        "environment": _environment(process.environment),
    }
    if process.ports:
        service["ports"] = _published(process)
    return service | {"depends_on": _needs(process)}


def _page(process: Process) -> dict[str, Any]:
    return {
        "image": "assay-frontend:local",
        "build": {"context": ".", "dockerfile": "deploy/Dockerfile", "target": "frontend"},
        "environment": _environment(process.environment),
        "ports": _published(process),
        "depends_on": {"gateway": {"condition": "service_healthy"}},
        "restart": "unless-stopped",
        "healthcheck": {"test": ["CMD", "wget", "-q", "-O", "-", f"http://127.0.0.1:{PORTS['UI']}/"], **_HEALTH},
    }


def _postgres_init(process: Process) -> dict[str, Any]:
    connection = {"PGHOST": "postgres", "PGUSER": SUPERUSER, "PGPASSWORD": "{secret[ASSAY_POSTGRES_PASSWORD]}"}
    return {
        "image": PARTS["postgres"].image,
        "command": ["psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=/init.sql"],
        "environment": _environment({**connection, **process.environment}),
        "volumes": ["./deploy/postgres/init.sql:/init.sql:ro"],
        "depends_on": _needs(process),
        "restart": "no",
    }


def _probed(process: Process) -> dict[str, Any]:
    if process.probe is None:
        return {}
    url = f"http://127.0.0.1:{PORTS[process.probe.port]}{process.probe.path}"
    program = f"import urllib.request; urllib.request.urlopen('{url}', timeout=3)"
    return {"healthcheck": {"test": ["CMD", "python", "-c", program], **_HEALTH}}


def _needs(process: Process) -> dict[str, dict[str, str]]:
    kinds = {other.name: other.kind for other in SYSTEM}
    ended = "service_completed_successfully"
    return {need: {"condition": ended if kinds[need] is Kind.JOB else "service_healthy"} for need in process.needs}


def _published(process: Process) -> list[str]:
    ports = [name for name in process.ports if name not in _ONLY_NATIVE_PORTS]
    return [f"{_LOOPBACK}:{_published_port(name)}:{_BEHIND.get(name, PORTS[name])}" for name in ports]


def _published_port(name: str) -> str:
    return f"${{ASSAY_PORT_{name}:-{PORTS[name]}}}"


def _environment(values: Mapping[str, str]) -> dict[str, str]:
    return {name: _resolve(value) for name, value in values.items()}


class _Secrets(dict[str, str]):
    """`{secret[NAME]}` becomes a variable that must be set; it is never written into the file."""

    def __missing__(self, name: str) -> str:
        return f"${{{name}:?make up makes it; see .env.example}}"


def _resolve(value: str) -> str:
    hosts = {port: process.name for process in SYSTEM for port in process.ports}
    return value.format(
        address={name: f"{host}:{PORTS[name]}" for name, host in hosts.items()},
        port=PORTS,
        published={name: _published_port(name) for name in PORTS},
        bind=_ANYWHERE,
        secret=_Secrets(),
        setting={
            "LIMITS_FACTOR": "${ASSAY_LIMITS_FACTOR:-10}",
            "LOG_LEVEL": "${ASSAY_LOG_LEVEL:-info}",
            "UI_URL": f"http://{_LOOPBACK}:{_published_port('UI')}",
            "OTLP_HTTP_URL": f"http://{_LOOPBACK}:{_published_port('OTLP_HTTP')}",
            "OTLP_GRPC": f"{_LOOPBACK}:{_published_port('OTLP_GRPC')}",
        },
    )


class _Plain(yaml.SafeDumper):
    """YAML without aliases: a reader should not have to follow them."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401 - the signature of the library
        return True


def main(arguments: list[str]) -> int:
    """Write the two files, or with `--check` compare them."""
    wanted = {COMPOSE_FILE: render(), EXAMPLE_FILE: render_example()}
    if arguments == ["--check"]:
        stale = [path.name for path, text in wanted.items() if not path.exists() or path.read_text() != text]
        if stale:
            print(f"{', '.join(stale)} is not what the description renders; run `python -m assay_local.compose`.")
        return 1 if stale else 0
    for path, text in wanted.items():
        path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
