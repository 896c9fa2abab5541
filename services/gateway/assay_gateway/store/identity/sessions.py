"""Sessions by the hash of their token."""

from datetime import datetime
from typing import Final
from uuid import UUID

from assay_gateway.domain.access import Membership, Role, SessionCaller, User
from assay_gateway.store.transactions import Transactions

_INSERT: Final = """
INSERT INTO sessions (token_hash, user_id, created_at, expires_at) VALUES (:token_hash, :user_id, :at, :expires_at)
"""
_FORGET: Final = "DELETE FROM sessions WHERE expires_at <= :now"
_FIND: Final = """
SELECT s.expires_at, u.id AS user_id, u.email
FROM sessions AS s JOIN users AS u ON u.id = s.user_id
WHERE s.token_hash = :token_hash AND s.expires_at > :now
"""
_MEMBERSHIPS: Final = """
SELECT p.id, p.name, m.role
FROM members AS m JOIN projects AS p ON p.id = m.project_id
WHERE m.user_id = :user_id AND p.deleted_at IS NULL
ORDER BY p.created_at, p.id
"""
_DELETE: Final = "DELETE FROM sessions WHERE token_hash = :token_hash"


class Sessions:
    """Who is signed in."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def start(self, token_hash: bytes, user_id: UUID, now: datetime, expires_at: datetime) -> None:
        """Store a new session; expired ones of anybody are swept out."""
        with self._transactions.system() as transaction:
            transaction.run(_FORGET, now=now)
            transaction.run(_INSERT, token_hash=token_hash, user_id=user_id, at=now, expires_at=expires_at)

    def find(self, token_hash: bytes, now: datetime) -> SessionCaller | None:
        """The person behind a live token with their projects, oldest project first."""
        with self._transactions.system() as transaction:
            row = transaction.row(_FIND, token_hash=token_hash, now=now)
            if row is None:
                return None
            memberships = transaction.rows(_MEMBERSHIPS, user_id=row["user_id"])
        return SessionCaller(
            user=User(row["user_id"], row["email"]),
            memberships=tuple(Membership(each["id"], each["name"], Role(each["role"])) for each in memberships),
            token_hash=token_hash,
            expires_at=row["expires_at"],
        )

    def end(self, token_hash: bytes) -> None:
        with self._transactions.system() as transaction:
            transaction.run(_DELETE, token_hash=token_hash)
