"""Row-level security and rights, as the catalogue and PostgreSQL itself see them."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid5

import psycopg
import pytest
from assay_kit.migrate import migrate_postgres
from psycopg import sql

from tests.support.gateway_database import MIGRATIONS, GatewayDatabase

TENANT_TABLES = {"api_keys", "members", "outbox", "project_settings"}
GLOBAL_TABLES = {"login_failures", "migrations", "projects", "sessions", "users"}
ALICE, BOB = (uuid5(UUID(int=0), name) for name in ("alice", "bob"))

FLAGS = """
SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class
WHERE relnamespace = 'gateway'::regnamespace AND relkind = 'r'
"""
POLICIES = """
SELECT tablename, roles[1]::text, coalesce(qual, with_check) FROM pg_policies WHERE schemaname = 'gateway'
"""
APP_RIGHTS = """
SELECT table_name::text, privilege_type::text FROM information_schema.role_table_grants
WHERE table_schema = 'gateway' AND grantee = 'gateway_app'
"""
SEED = """
INSERT INTO users (id, email, password_hash, created_at) VALUES (%(id)s, %(name)s, 'x', now());
INSERT INTO projects (id, name, created_at) VALUES (%(id)s, %(name)s, now());
INSERT INTO project_settings (project_id, retention_days) VALUES (%(id)s, 30);
INSERT INTO members (project_id, user_id, role, created_at) VALUES (%(id)s, %(id)s, 'owner', now());
INSERT INTO api_keys (project_id, id, name, scopes, secret_mac, pepper_version, last_four, created_by, created_at)
VALUES (%(id)s, %(key)s, 'k', '{read}', decode(repeat('00', 32), 'hex'), '1', 'abcd', 'test', now());
"""

Connection = psycopg.Connection[Any]


@pytest.fixture(scope="module")
def seeded(database: GatewayDatabase) -> GatewayDatabase:
    """Two projects with one member and one key each."""
    with psycopg.ClientCursor(as_role(database.system_url)) as cursor:
        cursor.execute(SEED, {"id": ALICE, "name": "alice", "key": "a" * 12})
        cursor.execute(SEED, {"id": BOB, "name": "bob", "key": "b" * 12})
        cursor.connection.commit()
        cursor.connection.close()
    return database


@pytest.fixture
def app(seeded: GatewayDatabase) -> Iterator[Connection]:
    """A connection as gateway_app; what it does is rolled back."""
    connection = as_role(seeded.app_url)
    yield connection
    connection.rollback()
    connection.close()


def as_role(url: str) -> Connection:
    return psycopg.connect(url, options="-c search_path=gateway")


def choose(connection: Connection, project_id: UUID) -> None:
    connection.execute("SELECT set_config('app.project_id', %s, true)", (str(project_id),))


def test_every_table_is_known_and_tenant_tables_force_their_policies(database: GatewayDatabase) -> None:
    with as_role(database.owner_url) as connection:
        flags = {name: (enabled, forced) for name, enabled, forced in connection.execute(FLAGS)}
    assert set(flags) == TENANT_TABLES | GLOBAL_TABLES
    assert {name for name, both in flags.items() if both == (True, True)} == TENANT_TABLES


def test_policies_show_the_app_role_its_project_and_nothing_else(database: GatewayDatabase) -> None:
    with as_role(database.owner_url) as connection:
        policies = {(table, role): rule for table, role, rule in connection.execute(POLICIES)}
    own_project = "(project_id = (current_setting('app.project_id'::text))::uuid)"
    for table in TENANT_TABLES:
        assert policies.pop((table, "gateway_app")) == own_project
        assert policies.pop((table, "gateway_system")) == "true"
    assert policies == {}


def test_the_app_role_reaches_no_global_table_and_cannot_read_the_outbox(database: GatewayDatabase) -> None:
    with as_role(database.superuser_url) as connection:
        rights = set(connection.execute(APP_RIGHTS).fetchall())
    assert {table for table, _ in rights} == TENANT_TABLES
    assert {right for table, right in rights if table == "outbox"} == {"INSERT"}


@pytest.mark.parametrize("table", sorted(TENANT_TABLES - {"outbox"}))
def test_without_a_project_a_tenant_table_is_an_error_and_not_all_rows(app: Connection, table: str) -> None:
    with pytest.raises(psycopg.errors.UndefinedObject):
        app.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))


def test_after_the_transaction_the_project_is_forgotten(app: Connection) -> None:
    choose(app, ALICE)
    app.commit()
    with pytest.raises(psycopg.errors.InvalidTextRepresentation):
        app.execute("SELECT * FROM api_keys")


@pytest.mark.parametrize("table", sorted(TENANT_TABLES - {"outbox"}))
def test_only_the_chosen_projects_rows_are_visible(app: Connection, table: str) -> None:
    choose(app, ALICE)
    seen = app.execute(sql.SQL("SELECT DISTINCT project_id FROM {}").format(sql.Identifier(table))).fetchall()
    assert seen == [(ALICE,)]


def test_another_projects_row_can_be_neither_changed_nor_forged(app: Connection) -> None:
    choose(app, ALICE)
    changed = app.execute("UPDATE api_keys SET revoked_at = now() WHERE id = %s", ("b" * 12,))
    assert changed.rowcount == 0
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("UPDATE api_keys SET project_id = %s WHERE id = %s", (BOB, "a" * 12))


def test_no_news_can_be_spread_about_another_project(app: Connection) -> None:
    choose(app, ALICE)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(
            "INSERT INTO outbox (project_id, record_key, payload, created_at) VALUES (%s, 'x', '', now())", (BOB,)
        )


def test_the_owner_itself_sees_no_tenant_rows(seeded: GatewayDatabase) -> None:
    with as_role(seeded.owner_url) as connection:
        assert connection.execute("SELECT count(*) FROM api_keys").fetchone() == (0,)


def test_migrating_again_changes_nothing(database: GatewayDatabase) -> None:
    with as_role(database.owner_url) as connection:
        before = connection.execute("SELECT number, checksum, applied_at FROM migrations ORDER BY number").fetchall()
        connection.commit()
        migrate_postgres(database.owner_url, MIGRATIONS, schema="gateway")
        after = connection.execute("SELECT number, checksum, applied_at FROM migrations ORDER BY number").fetchall()
    assert before == after != []
