"""What ingest knows of a project. A project that `control.v1` does not mention has the defaults."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

DEFAULT_RETENTION_DAYS: Final = 30
DEFAULT_BYTES_PER_S: Final = 20_000_000
DEFAULT_SPANS_PER_S: Final = 10_000
FUTURE_NS: Final = 24 * 3600 * 10**9
"""How far ahead of us a span may start."""
_DAY_NS: Final = 24 * 3600 * 10**9
_EPOCH: Final = date(1970, 1, 1)
_LAST_DAY: Final = (date(2149, 6, 6) - _EPOCH).days  # the last day that a ClickHouse Date can hold


@dataclass(frozen=True, slots=True)
class ProjectRules:
    """One project's settings; `revision` is that of the control record they came from, 0 for the defaults."""

    suspended: bool = False
    retention_days: int = DEFAULT_RETENTION_DAYS
    bytes_per_s: int = DEFAULT_BYTES_PER_S
    spans_per_s: int = DEFAULT_SPANS_PER_S
    deleted_at_ns: int | None = None
    revision: int = 0

    def start_window(self, now_ns: int) -> tuple[int, int]:
        """The earliest and latest acceptable span start, both included."""
        return max(0, now_ns - self.retention_days * _DAY_NS), now_ns + FUTURE_NS

    def expires_on(self, start_ns: int) -> date:
        """The first day on which a row that starts then may be dropped."""
        return _EPOCH + timedelta(days=min(start_ns // _DAY_NS + self.retention_days + 1, _LAST_DAY))
