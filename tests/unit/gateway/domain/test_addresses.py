"""Which address counts, and how often it may fail."""

from ipaddress import ip_network

import pytest
from assay_gateway.domain.addresses import FailureBudget, client_address

PROXIES = [ip_network("10.0.0.0/8"), ip_network("::1/128")]


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "address"),
    [
        ("203.0.113.9", "1.2.3.4", "203.0.113.9"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("10.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        ("10.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.2", "1.2.3.4"),
        ("10.0.0.1", "not an address", "not an address"),
        ("testclient", "1.2.3.4", "testclient"),
    ],
    ids=["no proxy", "no header", "one hop", "a forged hop before it", "two proxies", "garbage", "no ip peer"],
)
def test_only_what_our_proxies_wrote_is_believed(peer: str, forwarded_for: str, address: str) -> None:
    assert client_address(peer, forwarded_for, PROXIES) == address


def test_twenty_failures_a_minute_are_free() -> None:
    budget = FailureBudget(factor=1)
    for _ in range(19):
        budget.spend("a", now=0.0)
    assert budget.wait_s("a", now=0.0) == 0.0
    budget.spend("a", now=0.0)
    assert budget.wait_s("a", now=0.0) == pytest.approx(3.0)
    assert budget.wait_s("a", now=3.0) == 0.0


def test_addresses_do_not_share_a_budget() -> None:
    budget = FailureBudget(factor=0.05)
    budget.spend("a", now=0.0)
    assert budget.wait_s("a", now=0.0) > 0
    assert budget.wait_s("b", now=0.0) == 0.0


def test_failing_on_does_not_postpone_the_end_for_ever() -> None:
    budget = FailureBudget(factor=1)
    for _ in range(100):
        budget.spend("a", now=0.0)
    assert budget.wait_s("a", now=0.0) == pytest.approx(3.0)
