"""What a key is worth: the gateway's `KeyService`, asked rarely and remembered with care.

A bad key is the gateway's verdict. A gateway that does not answer is a fault of ours and never turns into one.
"""

import hashlib
import threading
from collections import OrderedDict
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

from assay_contracts.rules.api_key import parse_key
from assay_kit.clock import Clock

from assay_ingest.domain.caller import Caller
from assay_ingest.errors import GatewayUnreachable, IngestForbidden, KeyRejected

GOOD_FOR_S: Final = 60.0
BAD_FOR_S: Final = 10.0
GRACE_S: Final = 15 * 60.0
"""How long a key that was good works while the gateway is away; only for scope `ingest`."""
RETRY_AFTER_S: Final = 1.0
"""Pause between two attempts on a gateway that is away: clients must not wait for a timeout each."""
CACHE_ENTRIES: Final = 10_000
_SCOPE: Final = "ingest"


@dataclass(frozen=True)
class Resolution:
    """A good key, as the gateway knows it. `expires_at_ns` 0 = never."""

    key_id: str
    project_id: UUID
    scopes: frozenset[str]
    expires_at_ns: int = 0


@dataclass(frozen=True)
class Refusal:
    """The gateway's word against a key: `unknown`, `revoked`, `expired` or `suspended`."""

    reason: str


Verdict = Resolution | Refusal


class KeyLookup(Protocol):
    """Asks the gateway. Raises GatewayUnreachable."""

    def resolve(self, key: str, peer: str) -> Verdict: ...


class Revocations(Protocol):
    """The control topic's word on a key."""

    def key_is_dead(self, key_id: str, now_ns: int) -> bool: ...


@dataclass(frozen=True)
class _Known:
    verdict: Verdict
    at: float  # monotonic seconds


class Keys:
    """Resolves keys to callers. Thread-safe; one lookup per key at a time."""

    def __init__(self, lookup: KeyLookup, revocations: Revocations, clock: Clock) -> None:
        self._lookup = lookup
        self._revocations = revocations
        self._clock = clock
        self._lock = threading.Lock()
        self._good: OrderedDict[bytes, _Known] = OrderedDict()
        self._bad: OrderedDict[bytes, _Known] = OrderedDict()  # apart, so that guesses push out no good key
        self._flights: dict[bytes, Future[Verdict]] = {}
        self._away_until = float("-inf")

    def resolve(self, key: str | None, peer: str) -> Caller:
        """Raises KeyRejected, IngestForbidden or GatewayUnreachable. A malformed key costs no lookup."""
        if not key:
            raise KeyRejected("missing")
        if parse_key(key) is None:
            raise KeyRejected("malformed")
        return self._caller(self._verdict(key, peer))

    def _caller(self, verdict: Verdict) -> Caller:
        if isinstance(verdict, Refusal):
            raise IngestForbidden("suspended") if verdict.reason == "suspended" else KeyRejected(verdict.reason)
        now_ns = self._clock.now_ns()
        if self._revocations.key_is_dead(verdict.key_id, now_ns):
            raise KeyRejected("revoked")
        if verdict.expires_at_ns and verdict.expires_at_ns <= now_ns:
            raise KeyRejected("expired")
        if _SCOPE not in verdict.scopes:
            raise IngestForbidden("scope")
        return Caller(verdict.project_id, verdict.key_id)

    def _verdict(self, key: str, peer: str) -> Verdict:
        digest = hashlib.sha256(key.encode()).digest()
        known = self._known(digest)
        is_good = known is not None and isinstance(known.verdict, Resolution)
        if known is not None and self._age_s(known) < (GOOD_FOR_S if is_good else BAD_FOR_S):
            return known.verdict
        try:
            return self._ask_once(digest, key, peer)
        except GatewayUnreachable:
            if known is not None and is_good and self._age_s(known) < GRACE_S:
                return known.verdict
            raise

    def _ask_once(self, digest: bytes, key: str, peer: str) -> Verdict:
        """Whoever comes first asks; the others wait for that answer."""
        with self._lock:
            flight = self._flights.get(digest)
            if flight is None and self._clock.monotonic() < self._away_until:
                raise GatewayUnreachable
            is_mine = flight is None
            if flight is None:
                flight = self._flights[digest] = Future()
        if is_mine:
            self._fly(flight, digest, key, peer)
        return flight.result()

    def _fly(self, flight: "Future[Verdict]", digest: bytes, key: str, peer: str) -> None:
        try:
            verdict = self._lookup.resolve(key, peer)
            self._remember(digest, verdict)
        except GatewayUnreachable as away:
            self._away_until = self._clock.monotonic() + RETRY_AFTER_S
            flight.set_exception(away)
        except BaseException as broken:
            flight.set_exception(broken)  # those who wait must not wait for ever
            raise
        else:
            flight.set_result(verdict)
        finally:
            with self._lock:
                self._flights.pop(digest, None)

    def _known(self, digest: bytes) -> _Known | None:
        with self._lock:
            for cache in (self._good, self._bad):
                known = cache.get(digest)
                if known is not None:
                    cache.move_to_end(digest)
                    return known
        return None

    def _remember(self, digest: bytes, verdict: Verdict) -> None:
        with self._lock:
            self._good.pop(digest, None)
            self._bad.pop(digest, None)
            cache = self._good if isinstance(verdict, Resolution) else self._bad
            cache[digest] = _Known(verdict, self._clock.monotonic())
            while len(cache) > CACHE_ENTRIES:
                cache.popitem(last=False)

    def _age_s(self, known: _Known) -> float:
        return self._clock.monotonic() - known.at
