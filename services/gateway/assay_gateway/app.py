"""Composition root: builds the parts of a role, joins them and runs it."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assay_contracts.openapi import MERGED, render
from assay_contracts.resources import OPENAPI_DIR
from assay_contracts.topics import topics_of
from assay_kit.clock import SystemClock
from assay_kit.health import Health, ProbeServer
from assay_kit.http import GRACE_S, serve
from assay_kit.kafka import DurableProducer, ensure_topics, producer_config
from assay_kit.lifecycle import StartupRefused, Stop, spawn, stop_on_signals
from assay_kit.logging import configure_logging, get_logger
from assay_kit.migrate import migrate_postgres
from assay_kit.postgres import Database
from assay_kit.service_token import Signer, Verifier
from fastapi import FastAPI

import assay_gateway
from assay_gateway.api.api_keys import api_keys_router
from assay_gateway.api.auth import auth_router
from assay_gateway.api.guard import Guard
from assay_gateway.api.http import gateway_api
from assay_gateway.api.key_service import ALLOWED_ISSUERS, KeyServer, KeyServicer
from assay_gateway.api.projects import projects_router
from assay_gateway.api.proxy import Proxy
from assay_gateway.api.route_table import route_table
from assay_gateway.bus.control import ControlPublisher
from assay_gateway.clients.upstreams import Upstreams
from assay_gateway.domain.addresses import FailureBudget
from assay_gateway.domain.keys import Peppers
from assay_gateway.errors import BootstrapRefused, PasswordRefused, Unavailable
from assay_gateway.settings import ApiSettings, BootstrapSettings, MigrateSettings, read
from assay_gateway.store.api_keys import ApiKeys
from assay_gateway.store.identity.key_lookup import KeyLookup
from assay_gateway.store.identity.outbox import Outbox
from assay_gateway.store.identity.projects import Projects
from assay_gateway.store.identity.schema import NEEDED, Schema
from assay_gateway.store.identity.sessions import Sessions
from assay_gateway.store.identity.users import Users
from assay_gateway.store.transactions import Transactions
from assay_gateway.usecases.authenticate import Authenticate
from assay_gateway.usecases.bootstrap import Bootstrap, FirstOwner
from assay_gateway.usecases.create_project import CreateProject
from assay_gateway.usecases.hash_password import Passwords
from assay_gateway.usecases.log_in import LogIn
from assay_gateway.usecases.manage_keys import ManageKeys
from assay_gateway.usecases.relay_outbox import RelayOutbox
from assay_gateway.usecases.resolve_key import KeyUse, ResolveKey

CONTEXT: Final = "gateway"
MIGRATIONS: Final = Path(assay_gateway.__file__).resolve().parent.parent / "migrations"
KEY_USE_FLUSH_S: Final = 10.0
"""`last_used_at` may be 60 s late."""
DRAIN_S: Final = {"production": 5.0, "development": 0.0}
"""How long a load balancer has to see that we are leaving."""

_UNCONNECTED: Final = {
    "ASSAY_HTTP_PORT": 0,
    "ASSAY_GRPC_PORT": 0,
    "ASSAY_KAFKA_BROKERS": "",
    "ASSAY_GATEWAY_POSTGRES_APP_URL": "",
    "ASSAY_GATEWAY_POSTGRES_SYSTEM_URL": "",
    "ASSAY_KEY_PEPPERS": "none:AA==",
    "ASSAY_SIGNING_KEYS": "none:AA==",
    "ASSAY_VERIFY_KEYS": "",
}
"""Settings of an API that only describes itself."""


@dataclass(frozen=True)
class Kept:
    """Everything that PostgreSQL keeps, with what rests on it directly."""

    api_keys: ApiKeys
    lookup: KeyLookup
    outbox: Outbox
    projects: Projects
    sessions: Sessions
    users: Users
    use: KeyUse
    resolve: ResolveKey
    manage: ManageKeys
    create_project: CreateProject

    @classmethod
    def over(cls, transactions: Transactions, peppers: Peppers, clock: SystemClock) -> "Kept":
        lookup, api_keys, projects = KeyLookup(transactions), ApiKeys(transactions), Projects(transactions)
        use = KeyUse(lookup)
        return cls(
            api_keys=api_keys,
            lookup=lookup,
            outbox=Outbox(transactions),
            projects=projects,
            sessions=Sessions(transactions),
            users=Users(transactions),
            use=use,
            resolve=ResolveKey(lookup, peppers, use, clock),
            manage=ManageKeys(api_keys, peppers, clock),
            create_project=CreateProject(projects, clock),
        )


def run_api() -> None:
    """REST and KeyService, with the outbox relay beside them."""
    settings, clock, stop = read(ApiSettings), SystemClock(), stop_on_signals()
    configure_logging(service=CONTEXT, role="api", level=settings.log_level)
    app_role, system_role = _databases(settings.app_url, settings.system_url)
    kept = Kept.over(Transactions(app_role, system_role), Peppers(settings.peppers), clock)
    producer = DurableProducer(producer_config(settings.kafka_brokers))
    relay = RelayOutbox(kept.outbox, ControlPublisher(producer), clock)
    keys = KeyServer(
        KeyServicer(kept.resolve, Verifier(CONTEXT, settings.verify_keys, ALLOWED_ISSUERS), clock),
        settings.bind_host,
        settings.grpc_port,
    )
    health = Health(CONTEXT, "api")
    probes = ProbeServer(health, settings.bind_host, settings.internal_port)
    api = rest_api(settings, kept, health, clock)

    probes.start()
    keys.start()
    workers = [
        spawn("outbox-relay", lambda: relay.run(stop), stop),
        spawn("key-use", lambda: _flush_key_use(kept.use, stop), stop),
    ]
    listener_stop = Stop()
    workers.append(spawn("drain", lambda: _drain(stop, health, keys, listener_stop, DRAIN_S[settings.mode]), stop))
    serve(api, settings.bind_host, settings.http_port, listener_stop)
    stop.set()
    keys.stop(GRACE_S)
    for worker in workers:
        worker.join()
    producer.close()
    probes.stop()
    app_role.close()
    system_role.close()
    if stop.failed or listener_stop.failed:
        sys.exit(1)


def run_migrate() -> None:
    """Schema and topics, to the newest; safe twice and at once."""
    settings = read(MigrateSettings)
    configure_logging(service=CONTEXT, role="migrate", level=settings.log_level)
    migrate_postgres(settings.owner_url, MIGRATIONS / "postgres", schema=CONTEXT)
    ensure_topics(
        settings.kafka_brokers,
        topics_of(CONTEXT),
        partitions=settings.topic_partitions,
        replication=settings.topic_replication,
    )


def run_bootstrap() -> None:
    """The first owner, project and key; idempotent. Prints the project's id."""
    settings, clock = read(BootstrapSettings), SystemClock()
    configure_logging(service=CONTEXT, role="bootstrap", level=settings.log_level)
    app_role, system_role = _databases(settings.app_url, settings.system_url)
    kept = Kept.over(Transactions(app_role, system_role), Peppers(settings.peppers), clock)
    bootstrap = Bootstrap(kept.users, Passwords(), kept.create_project, kept.manage, kept.lookup, kept.resolve, clock)
    try:
        project_id = bootstrap.bootstrap(FirstOwner(settings.email, settings.password, settings.api_key))
    except (BootstrapRefused, PasswordRefused) as refused:
        raise StartupRefused(str(refused)) from refused
    sys.stdout.write(f"{project_id}\n")


def run_openapi() -> None:
    """Print the gateway's own OpenAPI document."""
    sys.stdout.write(render(own_document()))


def own_document() -> dict[str, object]:
    """The gateway's own operations. Builds the API over databases that are never connected to."""
    nowhere = Database("postgresql://nobody@localhost/none")
    settings = ApiSettings.model_validate(_UNCONNECTED)
    kept = Kept.over(Transactions(nowhere, nowhere), Peppers(settings.peppers), SystemClock())
    return rest_api(settings, kept, Health(CONTEXT, "openapi"), SystemClock(), document=b'{"paths": {}}').openapi()


def rest_api(
    settings: ApiSettings, kept: Kept, health: Health, clock: SystemClock, *, document: bytes | None = None
) -> FastAPI:
    document = document if document is not None else (OPENAPI_DIR / MERGED).read_bytes()
    failures = FailureBudget(settings.limits_factor)
    upstreams = Upstreams(settings.upstreams)
    log_in = LogIn(kept.users, kept.sessions, Passwords(), failures, clock)
    authenticate = Authenticate(kept.resolve, kept.sessions, failures, clock)
    return gateway_api(
        guard=Guard(route_table(document), authenticate, settings.trusted_proxies),
        own=[
            auth_router(log_in, kept.projects),
            projects_router(kept.create_project, kept.projects),
            api_keys_router(kept.manage, kept.api_keys),
        ],
        proxy=Proxy(upstreams, Signer(CONTEXT, settings.signing_keys), clock),
        upstreams=upstreams,
        health=health,
        document=document,
        ui_origins=settings.ui_origins,
    )


def _databases(app_url: str, system_url: str) -> tuple[Database, Database]:
    """The two roles' pools. Raises StartupRefused for a role that could look past row-level security and for a schema
    that is too old."""
    roles = Database(app_url, search_path=CONTEXT), Database(system_url, search_path=CONTEXT)
    for role in roles:
        role.assert_safe_role()
    version = Schema(Transactions(*roles)).version()
    if version < NEEDED:
        raise StartupRefused(
            f"the schema is at {version} and {NEEDED} is needed; run `python -m assay_gateway migrate`"
        )
    return roles


def _flush_key_use(use: KeyUse, stop: Stop) -> None:
    while not stop.wait(KEY_USE_FLUSH_S):
        try:
            use.flush()
        except Unavailable as unavailable:
            get_logger().warning("key_use_kept_back", part=unavailable.part)
    try:
        use.flush()
    except Unavailable as unavailable:
        get_logger().warning("key_use_lost", part=unavailable.part)


def _drain(stop: Stop, health: Health, keys: KeyServer, listener_stop: Stop, wait_s: float) -> None:
    stop.wait()
    health.drain()
    keys.drain()
    listener_stop.wait(wait_s)
    listener_stop.set()
