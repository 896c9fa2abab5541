"""PostgreSQL: one pool per role, and one session factory that names the project to row-level security."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, cast
from uuid import UUID

import psycopg
from sqlalchemy import create_engine, make_url, text
from sqlmodel import Session

from assay_kit.lifecycle import StartupRefused

CONNECT_TIMEOUT_S: Final = 5
STATEMENT_TIMEOUT_MS: Final = 10_000

_COULD_LOOK_PAST_POLICIES: Final = """
SELECT r.rolsuper OR r.rolbypassrls OR EXISTS (
    SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relowner = r.oid AND c.relkind = 'r' AND n.nspname !~ '^pg_')
FROM pg_roles r WHERE r.rolname = current_user
"""


class Database:
    """Connections of one PostgreSQL role. `url` is `postgresql://user:password@host:port/database`.

    `search_path` is the context's schema. Blocks: call it from threads, never inside `async def`.
    """

    def __init__(self, url: str, pool_size: int = 10, *, search_path: str = "public") -> None:
        self._url = url
        self._engine = create_engine(
            make_url(url).set(drivername="postgresql+psycopg"),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=CONNECT_TIMEOUT_S,
            pool_pre_ping=True,
            connect_args={
                "connect_timeout": CONNECT_TIMEOUT_S,
                "options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c timezone=UTC -c search_path={search_path}",
            },
        )

    @contextmanager
    def project_session(self, project_id: UUID) -> Iterator[Session]:
        """One transaction in which row-level security shows this project only: commits at the end, or rolls back."""
        with self.system_session() as session:
            session.connection().execute(
                text("SELECT set_config('app.project_id', :project_id, true)"), {"project_id": str(project_id)}
            )
            yield session

    @contextmanager
    def system_session(self) -> Iterator[Session]:
        """One transaction without a project: for the `<context>_system` role and its listed cross-project jobs."""
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def connection(self, *, autocommit: bool = False) -> Iterator[psycopg.Connection]:
        """A raw connection, for LISTEN and advisory locks. One transaction, unless `autocommit`."""
        raw = self._engine.raw_connection()
        connection = cast("psycopg.Connection[tuple[Any, ...]]", raw.driver_connection)
        connection.autocommit = autocommit
        try:
            yield connection
            if not autocommit:
                connection.commit()
        finally:
            if not autocommit:
                connection.rollback()  # after a commit there is nothing left to roll back
            connection.autocommit = False
            raw.close()

    def assert_safe_role(self) -> None:
        """Raises StartupRefused when this role could look past row-level security."""
        with self.connection() as connection:
            row = connection.execute(_COULD_LOOK_PAST_POLICIES).fetchone()
        if row is None or row[0]:
            raise StartupRefused(
                f"the PostgreSQL role {make_url(self._url).username} may be no superuser, table owner or BYPASSRLS"
            )

    def close(self) -> None:
        self._engine.dispose()
