"""API keys of one project."""

from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import RowMapping

from assay_gateway.domain.keys import ApiKey, SealedSecret
from assay_gateway.domain.projects import ControlMessage, KeyRevoked
from assay_gateway.errors import NotFound
from assay_gateway.store import outbox
from assay_gateway.store.transactions import Transactions

_INSERT: Final = """
INSERT INTO api_keys (project_id, id, name, scopes, secret_mac, pepper_version, last_four, created_by, created_at,
                      expires_at)
VALUES (:project_id, :id, :name, :scopes, :mac, :pepper_version, :last_four, :created_by, :created_at, :expires_at)
"""
_LIST: Final = """
SELECT project_id, id, name, scopes, last_four, created_by, created_at, expires_at, last_used_at, revoked_at
FROM api_keys WHERE project_id = :project_id ORDER BY created_at DESC, id
"""
_LOCK: Final = """
SELECT project_id, id, name, scopes, last_four, created_by, created_at, expires_at, last_used_at, revoked_at
FROM api_keys WHERE project_id = :project_id AND id = :id FOR UPDATE
"""
_REVOKE: Final = "UPDATE api_keys SET revoked_at = :at WHERE project_id = :project_id AND id = :id"


class ApiKeys:
    """Kept through row-level security: each statement sees one project."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def insert(self, project_id: UUID, key: ApiKey, sealed: SealedSecret) -> None:
        """Store a new key; its secret only as the sealed MAC."""
        with self._transactions.project(project_id) as transaction:
            transaction.run(_INSERT, **_values(project_id, key, sealed))

    def list_all(self, project_id: UUID) -> list[ApiKey]:
        """The newest first, revoked ones too."""
        with self._transactions.project(project_id) as transaction:
            return [key_of(row) for row in transaction.rows(_LIST, project_id=project_id)]

    def revoke(self, project_id: UUID, key_id: str, at: datetime, tell: Callable[[KeyRevoked], ControlMessage]) -> None:
        """Revoke and tell, in one transaction. A second revocation changes and tells nothing. Raises NotFound."""
        with self._transactions.project(project_id) as transaction:
            row = transaction.row(_LOCK, project_id=project_id, id=key_id)
            if row is None:
                raise NotFound
            if row["revoked_at"] is not None:
                return
            transaction.run(_REVOKE, project_id=project_id, id=key_id, at=at)
            outbox.append(transaction, tell(KeyRevoked(key_id, project_id, at, row["expires_at"])), at)


def _values(project_id: UUID, key: ApiKey, sealed: SealedSecret) -> dict[str, object]:
    """The columns of a new key."""
    return {
        "project_id": project_id,
        "id": key.id,
        "name": key.name,
        "scopes": list(key.scopes),
        "mac": sealed.mac,
        "pepper_version": sealed.pepper_version,
        "last_four": key.last_four,
        "created_by": key.created_by,
        "created_at": key.created_at,
        "expires_at": key.expires_at,
    }


def key_of(row: RowMapping) -> ApiKey:
    """A row of api_keys as people see it."""
    return ApiKey(
        id=row["id"],
        project_id=row["project_id"],
        name=row["name"],
        scopes=tuple(row["scopes"]),
        last_four=row["last_four"],
        created_by=row["created_by"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        last_used_at=row["last_used_at"],
        revoked_at=row["revoked_at"],
    )
