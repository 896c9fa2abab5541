"""Keys before their project is known, and when they were last used."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from assay_gateway.domain.keys import KeyRecord, SealedSecret
from assay_gateway.store.api_keys import key_of
from assay_gateway.store.transactions import Transactions

_FIND: Final = """
SELECT k.project_id, k.id, k.name, k.scopes, k.last_four, k.created_by, k.created_at, k.expires_at, k.last_used_at,
       k.revoked_at, k.secret_mac, k.pepper_version, p.suspended, p.deleted_at IS NOT NULL AS deleted
FROM api_keys AS k JOIN projects AS p ON p.id = k.project_id
WHERE k.id = :id
"""
_TOUCH: Final = """
UPDATE api_keys AS k SET last_used_at = used.at
FROM unnest(CAST(:ids AS text[]), CAST(:times AS timestamptz[])) AS used (id, at)
WHERE k.id = used.id AND (k.last_used_at IS NULL OR k.last_used_at < used.at)
"""


class KeyLookup:
    """Key id → key, over all projects."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def find(self, key_id: str) -> KeyRecord | None:
        """The key, revoked or not."""
        with self._transactions.system() as transaction:
            row = transaction.row(_FIND, id=key_id)
        if row is None:
            return None
        sealed = SealedSecret(bytes(row["secret_mac"]), row["pepper_version"])
        return KeyRecord(key_of(row), sealed, project_suspended=row["suspended"], project_deleted=row["deleted"])

    def touch(self, used: Mapping[str, datetime]) -> None:
        """Note when keys were last used; never moves a time back."""
        with self._transactions.system() as transaction:
            transaction.run(_TOUCH, ids=list(used), times=list(used.values()))
