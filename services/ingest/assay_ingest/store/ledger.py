"""`ingest_ledger`: one row per record position, so that a replay changes nothing."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from assay_ingest.domain.identity import row_version
from assay_ingest.domain.ledger import LedgerEntry
from assay_ingest.store.writer_client import Columns, WriterClient

_EPOCH: Final = date(1970, 1, 1)
_MS: Final = 10**6


class Ledger:
    def __init__(self, client: WriterClient) -> None:
        self._client = client

    def insert(self, entries: Sequence[LedgerEntry], token: str) -> None:
        """Insert one block. Raises StoreUnavailable or RowsRejected."""
        if entries:
            self._client.insert("ingest_ledger", _columns(entries), token)


def _columns(entries: Sequence[LedgerEntry]) -> Columns:
    return {
        "project_id": [e.project_id for e in entries],
        "hour": [e.hour_s for e in entries],
        "topic": [e.topic for e in entries],
        "partition": [e.partition for e in entries],
        "offset": [e.offset for e in entries],
        "kind": ["refused" if e.refused else "record" for e in entries],
        "ingest_id": [e.ingest_id for e in entries],
        "received_at": [e.received_at_ns for e in entries],
        "received": [e.received for e in entries],
        "written": [e.written for e in entries],
        "repeats": [e.repeats for e in entries],
        "rejected": [dict(e.rejected) for e in entries],
        "dead_lettered": [e.dead_lettered for e in entries],
        "refused": [dict(e.refused) for e in entries],
        "last_reason": [e.last_reason for e in entries],
        "last_refused_at": [e.last_refused_at_ns // _MS for e in entries],
        "end_offset": [e.end_offset for e in entries],
        "version": [row_version(e.received_at_ns, e.offset, 0) for e in entries],
        "expire_at": [_EPOCH + timedelta(days=e.expire_day) for e in entries],
    }
