"""What Assay consists of: every process, its command, environment, ports, probe and what must stand before it.

Pure data. The supervisor's configuration of the native stack and docker-compose.yml are both rendered from here, so
they cannot drift. Where the two differ a value is symbolic, in the form of `str.format`:

    {address[KAFKA]}    host:port under which another process reaches that port
    {port[OTLP_HTTP]}   the port number on which the process itself listens
    {bind}              the address on which it listens
    {secret[NAME]}      a line of secrets.env
    {setting[NAME]}     a choice of whoever starts the stack (limits, public addresses)
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

PORTS: Final[Mapping[str, int]] = {
    "UI": 5173,
    "GATEWAY": 8080,
    "GATEWAY_GRPC": 8081,
    "QUERY": 8082,
    "OTLP_GRPC": 4317,
    "OTLP_HTTP": 4318,
    "CLICKHOUSE": 9000,
    "KAFKA": 9092,
    "KAFKA_CONTROLLER": 9093,
    "POSTGRES": 5432,
    "TEMPORAL": 7233,
    "TEMPORAL_UI": 8233,
    "RECEIVER_INTERNAL": 9101,
    "WRITER_INTERNAL": 9102,
    "SETTLER_INTERNAL": 9103,
    "QUERY_INTERNAL": 9104,
    "GATEWAY_INTERNAL": 9105,
}
"""Name → default number. `ASSAY_PORT_<NAME>` overrides it."""

CONTEXTS_WITH_POSTGRES: Final = ("gateway", "scoring", "evals")
POSTGRES_DUTIES: Final = ("owner", "app", "system")


class Kind(Enum):
    PART = "part"  # somebody else's program; each stack brings its own build of it
    JOB = "job"  # runs once per start and ends
    ROLE = "role"  # ours, runs for ever
    PAGE = "page"  # the frontend


@dataclass(frozen=True)
class Probe:
    """How to see that a process is usable. `protocol`: http, kafka, postgres, clickhouse or tcp."""

    protocol: str
    port: str
    path: str = ""


@dataclass(frozen=True)
class Process:
    """One process of the system. `command` is empty for parts and the page: only the stack knows their program."""

    name: str
    kind: Kind
    command: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    ports: tuple[str, ...] = ()
    probe: Probe | None = None
    needs: tuple[str, ...] = ()
    holds_up: bool = True
    """False: the stack is usable without it, so nobody waits for it."""


_LOG: Final = {"ASSAY_MODE": "development", "ASSAY_LOG_LEVEL": "{setting[LOG_LEVEL]}"}
_KAFKA: Final = {
    "ASSAY_KAFKA_BROKERS": "{address[KAFKA]}",
    "ASSAY_TOPIC_PARTITIONS": "4",
    "ASSAY_TOPIC_REPLICATION": "1",
}
_CLICKHOUSE: Final = {
    "ASSAY_CLICKHOUSE_URL": "clickhouse://default:{secret[ASSAY_CLICKHOUSE_PASSWORD]}@{address[CLICKHOUSE]}/assay"
}


def postgres_url(context: str, duty: str) -> str:
    """Where a context reaches its schema in one of its three duties: owner (migrations only), app or system."""
    role = f"{context}_{duty}"
    return f"postgresql://{role}:{{secret[{_password_name(role)}]}}@{{address[POSTGRES]}}/assay"


def postgres_roles() -> tuple[str, ...]:
    return tuple(f"{context}_{duty}" for context in CONTEXTS_WITH_POSTGRES for duty in POSTGRES_DUTIES)


def postgres_passwords() -> dict[str, str]:
    """The variables from which `deploy/postgres/init.sql` sets the roles' passwords."""
    return {_password_name(role): f"{{secret[{_password_name(role)}]}}" for role in postgres_roles()}


def _password_name(role: str) -> str:
    return f"ASSAY_{role.upper()}_PASSWORD"


def _signs(context: str) -> dict[str, str]:
    return {"ASSAY_SIGNING_KEYS": f"{{secret[ASSAY_SIGNING_KEYS_{context.upper()}]}}"}


def _verifies(context: str) -> dict[str, str]:
    return {"ASSAY_VERIFY_KEYS": f"{{secret[ASSAY_VERIFY_KEYS_{context.upper()}]}}"}


def _python(context: str, role: str) -> tuple[str, ...]:
    return ("python", "-m", f"assay_{context}", role)


def _role(name: str, context: str, role: str, environment: Mapping[str, str], **rest: tuple[str, ...]) -> Process:
    """A long-running role; it answers /readyz on its internal port."""
    internal = f"{name.upper()}_INTERNAL"
    listening = {"ASSAY_BIND_HOST": "{bind}", "ASSAY_INTERNAL_PORT": f"{{port[{internal}]}}"}
    limits = {"ASSAY_LIMITS_FACTOR": "{setting[LIMITS_FACTOR]}"}
    return Process(
        name=name,
        kind=Kind.ROLE,
        command=_python(context, role),
        environment={**_LOG, **listening, **limits, **environment},
        ports=(*rest.get("ports", ()), internal),
        probe=Probe("http", internal, "/readyz"),
        needs=rest.get("needs", ()),
    )


def _migrate(context: str, environment: Mapping[str, str], needs: tuple[str, ...], **rest: bool) -> Process:
    return Process(
        name=f"{context}-migrate",
        kind=Kind.JOB,
        command=_python(context, "migrate"),
        environment={**_LOG, **environment},
        needs=needs,
        holds_up=rest.get("holds_up", True),
    )


PARTS: Final = (
    Process("postgres", Kind.PART, ports=("POSTGRES",), probe=Probe("postgres", "POSTGRES")),
    Process("kafka", Kind.PART, ports=("KAFKA", "KAFKA_CONTROLLER"), probe=Probe("kafka", "KAFKA")),
    Process("clickhouse", Kind.PART, ports=("CLICKHOUSE",), probe=Probe("clickhouse", "CLICKHOUSE")),
    Process(
        "temporal",
        Kind.PART,
        ports=("TEMPORAL", "TEMPORAL_UI"),
        probe=Probe("tcp", "TEMPORAL"),
        holds_up=False,
    ),
)

JOBS: Final = (
    Process("postgres-init", Kind.JOB, environment=postgres_passwords(), needs=("postgres",)),
    _migrate("ingest", {**_KAFKA, **_CLICKHOUSE}, needs=("kafka", "clickhouse", "postgres-init")),
    _migrate("scoring", _CLICKHOUSE, needs=("ingest-migrate",)),
    _migrate(
        "gateway",
        {**_KAFKA, "ASSAY_GATEWAY_POSTGRES_OWNER_URL": postgres_url("gateway", "owner")},
        needs=("scoring-migrate",),
    ),
    Process(
        "gateway-bootstrap",
        Kind.JOB,
        command=_python("gateway", "bootstrap"),
        environment={
            **_LOG,
            "ASSAY_GATEWAY_POSTGRES_APP_URL": postgres_url("gateway", "app"),
            "ASSAY_GATEWAY_POSTGRES_SYSTEM_URL": postgres_url("gateway", "system"),
            "ASSAY_KEY_PEPPERS": "{secret[ASSAY_KEY_PEPPERS]}",
            "ASSAY_BOOTSTRAP_EMAIL": "{secret[ASSAY_BOOTSTRAP_EMAIL]}",
            "ASSAY_BOOTSTRAP_PASSWORD": "{secret[ASSAY_BOOTSTRAP_PASSWORD]}",
            "ASSAY_BOOTSTRAP_API_KEY": "{secret[ASSAY_BOOTSTRAP_API_KEY]}",
        },
        needs=("gateway-migrate",),
    ),
    _migrate("evals", {"ASSAY_TEMPORAL_ADDRESS": "{address[TEMPORAL]}"}, needs=("temporal",), holds_up=False),
)

ROLES: Final = (
    _role(
        "gateway",
        "gateway",
        "api",
        {
            **_KAFKA,
            **_signs("gateway"),
            **_verifies("gateway"),
            "ASSAY_HTTP_PORT": "{port[GATEWAY]}",
            "ASSAY_GRPC_PORT": "{port[GATEWAY_GRPC]}",
            "ASSAY_GATEWAY_POSTGRES_APP_URL": postgres_url("gateway", "app"),
            "ASSAY_GATEWAY_POSTGRES_SYSTEM_URL": postgres_url("gateway", "system"),
            "ASSAY_KEY_PEPPERS": "{secret[ASSAY_KEY_PEPPERS]}",
            "ASSAY_QUERY_URL": "http://{address[QUERY]}",
            "ASSAY_UI_ORIGINS": "{setting[UI_URL]}",
        },
        ports=("GATEWAY", "GATEWAY_GRPC"),
        needs=("gateway-bootstrap",),
    ),
    _role(
        "receiver",
        "ingest",
        "receiver",
        {
            **_KAFKA,
            **_signs("ingest"),
            "ASSAY_OTLP_GRPC_PORT": "{port[OTLP_GRPC]}",
            "ASSAY_OTLP_HTTP_PORT": "{port[OTLP_HTTP]}",
            "ASSAY_GATEWAY_GRPC": "{address[GATEWAY_GRPC]}",
        },
        ports=("OTLP_GRPC", "OTLP_HTTP"),
        needs=("gateway-bootstrap",),
    ),
    _role("writer", "ingest", "writer", {**_KAFKA, **_CLICKHOUSE}, needs=("gateway-bootstrap",)),
    _role("settler", "ingest", "settler", {**_KAFKA, **_CLICKHOUSE}, needs=("gateway-bootstrap",)),
    _role(
        "query",
        "query",
        "api",
        {
            **_CLICKHOUSE,
            **_verifies("query"),
            "ASSAY_HTTP_PORT": "{port[QUERY]}",
            "ASSAY_OTLP_HTTP_PUBLIC_URL": "{setting[OTLP_HTTP_URL]}",
            "ASSAY_OTLP_GRPC_PUBLIC": "{setting[OTLP_GRPC]}",
        },
        ports=("QUERY",),
        needs=("scoring-migrate",),
    ),
)

FRONTEND: Final = Process(
    "frontend",
    Kind.PAGE,
    environment={"ASSAY_PORT_UI": "{port[UI]}", "ASSAY_GATEWAY_URL": "http://{address[GATEWAY]}"},
    ports=("UI",),
    probe=Probe("http", "UI", "/"),
)

SYSTEM: Final = (*PARTS, *JOBS, *ROLES, FRONTEND)


def named(name: str, processes: Iterable[Process] = SYSTEM) -> Process:
    """Raises KeyError when there is no such process."""
    return {process.name: process for process in processes}[name]


def without(processes: Iterable[Process], absent: frozenset[str]) -> tuple[Process, ...]:
    """The system when some processes are given from outside or cannot run; nobody waits for those."""
    return tuple(
        Process(
            **{**vars(process), "needs": tuple(need for need in process.needs if need not in absent)},
        )
        for process in processes
        if process.name not in absent
    )
