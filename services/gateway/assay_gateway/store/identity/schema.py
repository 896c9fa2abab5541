"""Whether the schema is new enough for this code."""

from typing import Final

from sqlalchemy.exc import ProgrammingError

from assay_gateway.store.transactions import Transactions

NEEDED: Final = 5
"""The newest migration that the statements of this room rely on; newer ones are tolerated."""
_VERSION: Final = "SELECT coalesce(max(number), 0) AS version FROM migrations"


class Schema:
    """The migrated schema."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def version(self) -> int:
        """The number of the newest applied migration; 0 where there is no ledger that we may read."""
        try:
            with self._transactions.system() as transaction:
                row = transaction.row(_VERSION)
        except ProgrammingError:
            return 0
        return int(row["version"]) if row else 0
