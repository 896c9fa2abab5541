"""The session factory names the project to row-level security, for one transaction."""

from urllib.parse import urlsplit
from uuid import UUID

import pytest
from assay_kit.ids import uuid7
from assay_kit.lifecycle import StartupRefused
from assay_kit.postgres import Database
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

SETTING = text("SELECT current_setting('app.project_id')")


@pytest.fixture
def database(postgres_url: str) -> Database:
    return Database(postgres_url, pool_size=1)


def setting(database: Database, project_id: UUID) -> str:
    with database.project_session(project_id) as session:
        return str(session.connection().execute(SETTING).scalar_one())


def insert_and_break(database: Database) -> None:
    with database.system_session() as session:
        session.connection().execute(text("INSERT INTO kit_rollback VALUES (1)"))
        session.connection().execute(text("SELECT 1 / 0"))


def test_a_project_session_names_its_project(database: Database) -> None:
    project_id = uuid7()
    assert setting(database, project_id) == str(project_id)
    database.close()


def test_the_project_is_gone_with_the_transaction(database: Database) -> None:
    setting(database, uuid7())
    with database.system_session() as session:
        left = session.connection().execute(text("SELECT current_setting('app.project_id', true)")).scalar()
    assert not left
    database.close()


def test_an_error_rolls_the_transaction_back(database: Database) -> None:
    with database.system_session() as session:
        session.connection().execute(text("CREATE TABLE IF NOT EXISTS kit_rollback (n integer)"))
        session.connection().execute(text("TRUNCATE kit_rollback"))
    with pytest.raises(DBAPIError):
        insert_and_break(database)
    with database.connection() as connection:
        assert connection.execute("SELECT count(*) FROM kit_rollback").fetchone() == (0,)
        connection.execute("DROP TABLE kit_rollback")
    database.close()


def test_a_superuser_is_refused_and_named(database: Database, postgres_url: str) -> None:
    with pytest.raises(StartupRefused, match=str(urlsplit(postgres_url).username)):
        database.assert_safe_role()
    database.close()
