"""How the writer inserts: whole columns as one block under a deduplication token, and what its failures mean."""

import struct
from collections.abc import Mapping, Sequence
from typing import Any, Final

from assay_kit.clickhouse import ClientPool
from clickhouse_driver.errors import Error

from assay_ingest.errors import RowsRejected, StoreUnavailable

Columns = Mapping[str, Sequence[Any]]

_DATA_CODES: Final = frozenset({6, 26, 27, 33, 38, 41, 53, 69, 70, 72, 117, 131, 321, 349, 407})
"""Engine errors that speak of the rows. Every other one may pass with time."""
_SETTINGS: Final = {
    "async_insert": 0,  # the engine's default answers before the rows are stored
    "insert_deduplicate": 1,
    "deduplicate_blocks_in_dependent_materialized_views": 1,
}
_ENCODER_ERRORS: Final = (UnicodeError, struct.error, OverflowError, TypeError, AttributeError, ValueError)


class WriterClient:
    """One connection at a time. A repeat of an insert that landed, under the same token, adds nothing."""

    def __init__(self, url: str) -> None:
        self._pool = ClientPool(url, size=1)

    def insert(self, table: str, columns: Columns, token: str) -> None:
        """Insert one block. Raises StoreUnavailable (the same again, later) and RowsRejected (never as they are)."""
        names = ", ".join(columns)
        statement = f"INSERT INTO {table} ({names}) VALUES"
        settings = _SETTINGS | {"insert_deduplication_token": token}
        try:
            with self._pool.client() as client:
                client.execute(statement, list(columns.values()), columnar=True, types_check=False, settings=settings)
        except Error as fault:  # the server's, the network's and the driver's own checks; all carry the engine's codes
            raise _meaning(fault) from fault
        except (EOFError, OSError) as cause:
            raise StoreUnavailable(type(cause).__name__) from cause
        except _ENCODER_ERRORS as cause:
            raise RowsRejected(type(cause).__name__) from cause

    def close(self) -> None:
        self._pool.close()


def _meaning(fault: Error) -> RowsRejected | StoreUnavailable:
    reason = f"code {fault.code}"
    return RowsRejected(reason) if fault.code in _DATA_CODES else StoreUnavailable(reason)
