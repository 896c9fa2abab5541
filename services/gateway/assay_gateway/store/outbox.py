"""How a change gets into the outbox: in the transaction that makes it."""

from datetime import datetime
from typing import Final

from assay_gateway.domain.projects import ControlMessage
from assay_gateway.store.transactions import Transaction

CHANNEL: Final = "gateway_outbox"

_APPEND: Final = """
INSERT INTO outbox (project_id, record_key, payload, created_at)
VALUES (:project_id, :record_key, :payload, :at)
"""
_WAKE: Final = "SELECT pg_notify(:channel, '')"


def append(transaction: Transaction, message: ControlMessage, at: datetime) -> None:
    """Commits with the change it tells of; the relays wake up at the commit."""
    transaction.run(
        _APPEND, project_id=message.project_id, record_key=message.record_key, payload=message.payload, at=at
    )
    transaction.run(_WAKE, channel=CHANNEL)
