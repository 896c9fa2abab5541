"""What became of each record: received = written + repeats + rejected + dead-lettered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

_HOUR_NS: Final = 3600 * 10**9
_DAY_NS: Final = 24 * _HOUR_NS
NO_PROJECT: Final = UUID(int=0)


@dataclass(slots=True)
class LedgerEntry:
    """One record position. `refused` is a receiver's best-effort count of requests refused whole, by reason."""

    project_id: UUID
    topic: str
    partition: int
    offset: int
    ingest_id: UUID
    received_at_ns: int
    retention_days: int
    received: int
    written: int = 0
    repeats: int = 0
    rejected: Mapping[str, int] = field(default_factory=dict)
    dead_lettered: int = 0
    refused: Mapping[str, int] = field(default_factory=dict)
    last_reason: str = ""
    last_refused_at_ns: int = 0
    end_offset: int = 0

    @property
    def hour_s(self) -> int:
        """Unix time of the hour of receipt."""
        return self.received_at_ns // _HOUR_NS * 3600

    @property
    def expire_day(self) -> int:
        """Days since 1970 on which the row may go."""
        return self.received_at_ns // _DAY_NS + self.retention_days + 1

    @property
    def balance(self) -> int:
        """Spans that nobody accounts for; 0 unless something is wrong."""
        return self.received - self.written - self.repeats - sum(self.rejected.values()) - self.dead_lettered
