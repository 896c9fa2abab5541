"""Projects: a project, its settings, its first owner and the news of it are made together."""

from typing import Final
from uuid import UUID

from sqlalchemy import RowMapping

from assay_gateway.domain.access import Role
from assay_gateway.domain.projects import ControlMessage, Project
from assay_gateway.store import outbox
from assay_gateway.store.transactions import Transactions

_INSERT: Final = """
INSERT INTO projects (id, name, created_at) VALUES (:id, :name, :created_at)
ON CONFLICT (id) DO NOTHING
"""
_SETTINGS: Final = "INSERT INTO project_settings (project_id, retention_days) VALUES (:id, :retention_days)"
_MEMBER: Final = """
INSERT INTO members (project_id, user_id, role, created_at) VALUES (:id, :user_id, :role, :at)
"""
_FIND: Final = """
SELECT p.id, p.name, s.retention_days, p.created_at
FROM projects AS p JOIN project_settings AS s ON s.project_id = p.id
WHERE p.id = ANY(:ids) AND p.deleted_at IS NULL
ORDER BY p.created_at, p.id
"""


class Projects:
    """Every tenant of this installation."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def create(self, project: Project, owner_id: UUID, message: ControlMessage) -> bool:
        """Make a project with its owner and tell of it. False, and nothing changed, when the id exists."""
        with self._transactions.system() as transaction:
            if not transaction.run(_INSERT, id=project.id, name=project.name, created_at=project.created_at):
                return False
            transaction.run(_SETTINGS, id=project.id, retention_days=project.retention_days)
            transaction.run(_MEMBER, id=project.id, user_id=owner_id, role=Role.OWNER.value, at=project.created_at)
            outbox.append(transaction, message, project.created_at)
            return True

    def find(self, project_ids: list[UUID]) -> list[Project]:
        """Those of the ids that exist, oldest first."""
        with self._transactions.system() as transaction:
            return [_project(row) for row in transaction.rows(_FIND, ids=project_ids)]


def _project(row: RowMapping) -> Project:
    return Project(row["id"], row["name"], row["retention_days"], row["created_at"])
