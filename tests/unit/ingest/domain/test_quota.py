"""Token buckets: a large request passes once, the rate holds."""

import pytest
from assay_ingest.domain.quota import BURST_S, Quotas


def test_a_full_bucket_lets_any_size_through_and_then_waits_for_the_debt() -> None:
    quotas = Quotas()
    assert quotas.wait_s("p", 10.0, now=0.0) == 0.0
    quotas.charge("p", 10.0 * BURST_S + 30.0, 10.0, now=0.0)
    assert quotas.wait_s("p", 10.0, now=0.0) == pytest.approx(3.0)
    assert quotas.wait_s("p", 10.0, now=3.0) == pytest.approx(0.0)


def test_projects_do_not_share() -> None:
    quotas = Quotas()
    quotas.charge("loud", 1_000.0, 10.0, now=0.0)
    assert quotas.wait_s("quiet", 10.0, now=0.0) == 0.0


def test_the_rate_holds_over_time() -> None:
    quotas, admitted = Quotas(), 0
    for tick in range(1_000):
        if quotas.wait_s("p", 100.0, now=tick / 100) == 0.0:
            quotas.charge("p", 7.0, 100.0, now=tick / 100)
            admitted += 7
    assert admitted == pytest.approx(100.0 * (9.99 + BURST_S), rel=0.02)


def test_a_bucket_holds_no_more_than_the_burst() -> None:
    quotas = Quotas()
    quotas.charge("p", 0.0, 10.0, now=0.0)
    quotas.charge("p", 10.0 * BURST_S + 10.0, 10.0, now=1_000_000.0)
    assert quotas.wait_s("p", 10.0, now=1_000_000.0) == pytest.approx(1.0)


def test_the_number_of_buckets_is_bounded() -> None:
    quotas = Quotas(max_projects=2)
    for project in ("a", "b", "c"):
        quotas.charge(project, 1_000.0, 10.0, now=0.0)
    assert quotas.wait_s("a", 10.0, now=0.0) == 0.0  # forgotten first
    assert quotas.wait_s("c", 10.0, now=0.0) > 0.0
