"""Addresses of clients: which one counts behind proxies, and how many failed authentications it may make."""

import ipaddress
import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

FAILURES_PER_MINUTE: Final = 20
_KEPT_ADDRESSES: Final = 10_000

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def client_address(peer: str, forwarded_for: str, trusted: Sequence[Network]) -> str:
    """The client's address. `forwarded_for` (X-Forwarded-For, "" when absent) is believed only as far as proxies of
    ours wrote it: from the right, past every trusted hop."""
    address = peer
    for hop in reversed([part.strip() for part in forwarded_for.split(",") if part.strip()]):
        if not _is_trusted(address, trusted):
            break
        address = hop
    return address


def _is_trusted(address: str, trusted: Sequence[Network]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in trusted)


class FailureBudget:
    """Token buckets of failed authentications, one per address, for this process. Thread-safe.

    `factor` multiplies the rate. The 10,000 busiest addresses are kept; a forgotten one starts full.
    """

    def __init__(self, factor: float) -> None:
        self._capacity = FAILURES_PER_MINUTE * factor
        self._per_s = self._capacity / 60
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # address → (tokens, at)
        self._lock = threading.Lock()

    def wait_s(self, address: str, now: float) -> float:
        """Seconds until this address may fail again; 0.0 when it may now."""
        with self._lock:
            return max(0.0, (1.0 - self._tokens(address, now)) / self._per_s)

    def spend(self, address: str, now: float) -> None:
        """Count one failure."""
        with self._lock:
            self._buckets[address] = (max(0.0, self._tokens(address, now) - 1.0), now)
            self._buckets.move_to_end(address)
            if len(self._buckets) > _KEPT_ADDRESSES:
                self._buckets.popitem(last=False)

    def _tokens(self, address: str, now: float) -> float:
        tokens, at = self._buckets.get(address, (self._capacity, now))
        return min(self._capacity, tokens + (now - at) * self._per_s)
