"""Announced rows are waited for unless they were deleted or must have expired."""

from datetime import UTC, date, datetime, timedelta

import pytest
from assay_ingest.domain.announced import has_expired, is_covered
from assay_ingest.domain.identity import row_version
from assay_ingest.domain.project import ProjectRules

SECOND_NS = 10**9
RECEIVED = datetime(2026, 3, 2, 23, 59, 59, tzinfo=UTC)
VERSION = row_version(int(RECEIVED.timestamp()) * SECOND_NS, 7, 1)


def test_a_mark_covers_what_was_received_before_it() -> None:
    received_ns = int(RECEIVED.timestamp()) * SECOND_NS
    assert is_covered(VERSION, received_ns + SECOND_NS)
    assert not is_covered(VERSION, received_ns - SECOND_NS)
    assert not is_covered(VERSION, None)


@pytest.mark.parametrize(("days", "expired"), [(0, False), (1, False), (8, False), (9, True), (400, True)])
def test_a_row_has_expired_only_when_no_start_that_it_may_have_is_kept(days: int, expired: bool) -> None:
    """Seven days of retention, one because dates are whole, one because a span may start a day ahead."""
    today: date = RECEIVED.date() + timedelta(days=days)
    assert has_expired(VERSION, ProjectRules(retention_days=7), today) is expired
