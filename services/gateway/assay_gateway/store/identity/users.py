"""People and their failed logins."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import RowMapping

from assay_gateway.domain.access import User
from assay_gateway.domain.passwords import Failures, wait_before_try, with_one_more
from assay_gateway.errors import TooManyAttempts
from assay_gateway.store.transactions import Transactions

_BY_EMAIL: Final = "SELECT id, email, password_hash FROM users WHERE email = :email"
_BY_ID: Final = "SELECT id, email, password_hash FROM users WHERE id = :id"
_INSERT: Final = """
INSERT INTO users (id, email, password_hash, created_at) VALUES (:id, :email, :password_hash, :at)
ON CONFLICT (email) DO NOTHING
"""
_SET_HASH: Final = "UPDATE users SET password_hash = :password_hash WHERE id = :id"
_END_SESSIONS: Final = "DELETE FROM sessions WHERE user_id = :id"
_LOCK_ACCOUNT: Final = "SELECT pg_advisory_xact_lock(hashtextextended(encode(:account, 'hex'), 0))"
_FAILURES: Final = "SELECT failures, first_at, last_at FROM login_failures WHERE account_hash = :account"
_COUNT: Final = """
INSERT INTO login_failures (account_hash, failures, first_at, last_at) VALUES (:account, :failures, :first_at, :last_at)
ON CONFLICT (account_hash) DO UPDATE
SET failures = excluded.failures, first_at = excluded.first_at, last_at = excluded.last_at
"""
_CLEAR: Final = "DELETE FROM login_failures WHERE account_hash = :account"
_FORGET: Final = "DELETE FROM login_failures WHERE last_at < :before"


@dataclass(frozen=True)
class UserRecord:
    """A user with the hash of their password."""

    user: User
    password_hash: str


class Users:
    """Accounts, and how often somebody has failed to get into them."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def find_by_email(self, email: str) -> UserRecord | None:
        """`email` in its one spelling."""
        with self._transactions.system() as transaction:
            return _record(transaction.row(_BY_EMAIL, email=email))

    def find(self, user_id: UUID) -> UserRecord | None:
        with self._transactions.system() as transaction:
            return _record(transaction.row(_BY_ID, id=user_id))

    def insert_if_absent(self, user: User, password_hash: str, at: datetime) -> None:
        """An account that exists keeps its id and password."""
        with self._transactions.system() as transaction:
            transaction.run(_INSERT, id=user.id, email=user.email, password_hash=password_hash, at=at)

    def rehash(self, user_id: UUID, password_hash: str) -> None:
        """The same password under newer parameters."""
        with self._transactions.system() as transaction:
            transaction.run(_SET_HASH, id=user_id, password_hash=password_hash)

    def change_password(self, user_id: UUID, password_hash: str) -> None:
        """Set a new password and end every session, at once."""
        with self._transactions.system() as transaction:
            transaction.run(_SET_HASH, id=user_id, password_hash=password_hash)
            transaction.run(_END_SESSIONS, id=user_id)

    def admit_try(self, account_hash: bytes, now: datetime, forget_before: datetime) -> None:
        """Count a try as failed until `clear_failures` says otherwise, so that tries at once cannot slip through.

        Raises TooManyAttempts when the account must wait.
        """
        with self._transactions.system() as transaction:
            transaction.run(_LOCK_ACCOUNT, account=account_hash)
            row = transaction.row(_FAILURES, account=account_hash)
            failures = Failures(row["failures"], row["first_at"], row["last_at"]) if row else None
            wait = wait_before_try(failures, now)
            if wait is not None:
                raise TooManyAttempts(retry_after_s=int(wait.total_seconds()) + 1)
            counted = with_one_more(failures, now)
            transaction.run(
                _COUNT,
                account=account_hash,
                failures=counted.count,
                first_at=counted.first_at,
                last_at=counted.last_at,
            )
            transaction.run(_FORGET, before=forget_before)

    def clear_failures(self, account_hash: bytes) -> None:
        """The right password came."""
        with self._transactions.system() as transaction:
            transaction.run(_CLEAR, account=account_hash)


def _record(row: RowMapping | None) -> UserRecord | None:
    return UserRecord(User(row["id"], row["email"]), row["password_hash"]) if row else None
