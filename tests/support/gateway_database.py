"""A gateway database of a test's own: schema migrated by the real runner, three login roles with the real rights."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import assay_gateway
import psycopg
from assay_kit.migrate import migrate_postgres
from psycopg import sql

MIGRATIONS = Path(assay_gateway.__file__).resolve().parent.parent / "migrations" / "postgres"
DUTIES = ("owner", "app", "system")


@dataclass(frozen=True)
class GatewayDatabase:
    """URLs of one fresh database, by role."""

    owner_url: str
    app_url: str
    system_url: str
    superuser_url: str


@contextmanager
def gateway_database(superuser_url: str, *, migrated: bool = True) -> Iterator[GatewayDatabase]:
    """Makes the database and drops it. The login roles are members of gateway_app and gateway_system, so that grants
    and policies apply to them, and the passwords of a running stack stay as they are."""
    name = f"test_gateway_{secrets.token_hex(6)}"
    with psycopg.connect(superuser_url, autocommit=True) as superuser:
        _make(superuser, name)
        owner_url, app_url, system_url = (_url(superuser_url, name, f"{name}_{duty}", name) for duty in DUTIES)
        database = GatewayDatabase(owner_url, app_url, system_url, superuser_url=_url(superuser_url, name))
        try:
            with psycopg.connect(database.superuser_url, autocommit=True) as inside:
                _make_schema(inside, name)
            if migrated:
                migrate_postgres(database.owner_url, MIGRATIONS, schema="gateway")
            yield database
        finally:
            superuser.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
            for duty in DUTIES:
                superuser.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(f"{name}_{duty}")))


def _make(superuser: psycopg.Connection, name: str) -> None:
    superuser.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    for duty in DUTIES:
        group, role = sql.Identifier(f"gateway_{duty}"), sql.Identifier(f"{name}_{duty}")
        with suppress(psycopg.errors.DuplicateObject):  # the stack's own
            superuser.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(group))
        superuser.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(role, sql.Literal(name)))
        if duty != "owner":
            superuser.execute(sql.SQL("GRANT {} TO {}").format(group, role))


def _make_schema(inside: psycopg.Connection, name: str) -> None:
    owner = sql.Identifier(f"{name}_owner")
    inside.execute(sql.SQL("CREATE SCHEMA gateway AUTHORIZATION {}").format(owner))
    inside.execute("GRANT USAGE ON SCHEMA gateway TO gateway_app, gateway_system")


def _url(superuser_url: str, database: str, user: str | None = None, password: str | None = None) -> str:
    parts = urlsplit(superuser_url)
    account = f"{user}:{password}" if user else parts.netloc.rpartition("@")[0]
    return parts._replace(netloc=f"{account}@{parts.hostname}:{parts.port}", path=f"/{database}").geturl()
