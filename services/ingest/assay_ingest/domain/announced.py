"""Whether the rows that were announced of a trace need no longer be waited for."""

from datetime import date

from assay_ingest.domain.derived_version import received_ns
from assay_ingest.domain.project import FUTURE_NS, ProjectRules


def is_covered(row_version: int, deleted_at_ns: int | None) -> bool:
    """Whether a deletion mark covers a row: it was received before."""
    return deleted_at_ns is not None and received_ns(row_version) <= deleted_at_ns


def has_expired(row_version: int, rules: ProjectRules, today: date) -> bool:
    """Whether retention has ended for this row whatever its start: none lies further ahead than the receiver allows.

    So a row that may still come, from a replica that lags, never counts as expired.
    """
    return rules.expires_on(received_ns(row_version) + FUTURE_NS) <= today
