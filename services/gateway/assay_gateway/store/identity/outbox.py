"""The outbox from its reading side: one relay at a time publishes, in order, under an advisory lock."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import RowMapping

from assay_gateway.domain.projects import ControlMessage
from assay_gateway.store.outbox import CHANNEL
from assay_gateway.store.transactions import Transactions

_LOCK_ID: Final = 0x61737361795F6374  # "assay_ct": any number that nobody else uses
_BATCH: Final = 100
_TRY_LOCK: Final = "SELECT pg_try_advisory_xact_lock(:lock) AS held"
_WAITING: Final = """
SELECT id, project_id, record_key, payload, created_at FROM outbox ORDER BY id LIMIT :batch
"""
_DRAW: Final = "SELECT nextval('control_revision') AS revision FROM generate_series(1, :count) ORDER BY 1"
_DONE: Final = "DELETE FROM outbox WHERE id = ANY(:ids)"


@dataclass(frozen=True)
class NumberedMessage:
    """A message with its place in the one sequence of control.v1."""

    revision: int
    message: ControlMessage
    created_at: datetime


class Outbox:
    """Messages that wait for the broker."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def relay(self, publish: Callable[[Sequence[NumberedMessage]], None]) -> int:
        """Hand the oldest messages to `publish` and delete them once it returned. How many there were.

        The lock spans numbering and publishing, so revisions rise in topic order. When anything fails the messages
        stay and are published again under higher revisions, which readers absorb.
        """
        with self._transactions.system() as transaction:
            lock = transaction.row(_TRY_LOCK, lock=_LOCK_ID)
            if lock is None or not lock["held"]:
                return 0  # another process is at it
            rows = transaction.rows(_WAITING, batch=_BATCH)
            if rows:
                revisions = [row["revision"] for row in transaction.rows(_DRAW, count=len(rows))]
                publish([_numbered(row, revision) for row, revision in zip(rows, revisions, strict=True)])
                transaction.run(_DONE, ids=[row["id"] for row in rows])
            return len(rows)

    @contextmanager
    def listening(self) -> Iterator[Callable[[float], None]]:
        """Gives a function that waits for the next commit into the outbox, at most that many seconds."""
        with self._transactions.listening(CHANNEL) as connection:

            def wait(timeout_s: float) -> None:
                for _ in connection.notifies(timeout=timeout_s, stop_after=1):
                    return

            yield wait


def _numbered(row: RowMapping, revision: int) -> NumberedMessage:
    message = ControlMessage(row["project_id"], row["record_key"], bytes(row["payload"]))
    return NumberedMessage(revision, message, row["created_at"])
