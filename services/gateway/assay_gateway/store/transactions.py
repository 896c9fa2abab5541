"""Transactions of the two PostgreSQL roles, and how a statement is run in one.

`project` sees one project through row-level security; `system` is for the listed jobs that no project owns.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
from assay_kit.postgres import Database
from sqlalchemy import RowMapping, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlmodel import Session

from assay_gateway.errors import Unavailable


class Transaction:
    """Statements of one transaction. Values are bound by name on the server."""

    def __init__(self, session: Session) -> None:
        self._connection = session.connection()

    def rows(self, sql: str, **values: Any) -> list[RowMapping]:  # noqa: ANN401 - whatever the driver binds
        """Every row of the answer, columns by name."""
        return list(self._connection.execute(text(sql), values).mappings())

    def row(self, sql: str, **values: Any) -> RowMapping | None:  # noqa: ANN401 - whatever the driver binds
        """The first row, or None."""
        return self._connection.execute(text(sql), values).mappings().first()

    def run(self, sql: str, **values: Any) -> int:  # noqa: ANN401 - whatever the driver binds
        """The number of rows that the statement touched."""
        return self._connection.execute(text(sql), values).rowcount


class Transactions:
    """Opens transactions. Every one raises Unavailable when PostgreSQL does not answer."""

    def __init__(self, app: Database, system: Database) -> None:
        self._app = app
        self._system = system

    @contextmanager
    def project(self, project_id: UUID) -> Iterator[Transaction]:
        """One project's rows, as gateway_app."""
        with _translated(), self._app.project_session(project_id) as session:
            yield Transaction(session)

    @contextmanager
    def system(self) -> Iterator[Transaction]:
        """What no project owns, as gateway_system."""
        with _translated(), self._system.system_session() as session:
            yield Transaction(session)

    @contextmanager
    def listening(self, channel: str) -> Iterator[psycopg.Connection[Any]]:
        """A connection of its own that hears notifications of `channel`."""
        with _translated(), self._system.connection(autocommit=True) as connection:
            connection.execute(f"LISTEN {channel}")
            try:
                yield connection
            finally:
                if not connection.broken:
                    connection.execute("UNLISTEN *")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, PoolExhausted, psycopg.OperationalError) as cause:
        raise Unavailable("PostgreSQL") from cause
