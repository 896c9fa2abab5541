"""Say what a presented API key is worth, and remember that it was used."""

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from assay_contracts.rules.api_key import parse_key
from assay_kit.clock import Clock
from prometheus_client import Counter

from assay_gateway.domain.keys import ApiKey, Peppers, Verdict, judge
from assay_gateway.domain.times import instant
from assay_gateway.store.identity.key_lookup import KeyLookup

_LOOKUPS: Final = Counter("assay_gateway_key_lookups_total", "Presented keys by what they were worth", ["result"])


@dataclass(frozen=True)
class Resolution:
    """A verdict; `key` for every verdict but UNKNOWN."""

    verdict: Verdict
    key: ApiKey | None


class KeyUse:
    """When keys were last used, gathered here so that a request does not write. Thread-safe."""

    def __init__(self, lookup: KeyLookup) -> None:
        self._lookup = lookup
        self._used: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def note(self, key_id: str, at: datetime) -> None:
        with self._lock:
            self._used[key_id] = at

    def flush(self) -> None:
        """Write what was gathered. Raises Unavailable and keeps it for the next time."""
        with self._lock:
            used, self._used = self._used, {}
        try:
            if used:
                self._lookup.touch(used)
        except BaseException:
            with self._lock:
                self._used = used | self._used  # what came in the meantime is newer
            raise


class ResolveKey:
    """Used by the KeyService and by the gateway's own door."""

    def __init__(self, lookup: KeyLookup, peppers: Peppers, use: KeyUse, clock: Clock) -> None:
        self._lookup = lookup
        self._peppers = peppers
        self._use = use
        self._clock = clock

    def resolve_key(self, text: str) -> Resolution:
        """The verdict on a key's whole text. A malformed one costs no lookup. Raises Unavailable."""
        resolution = self._resolve(text, instant(self._clock.now_ns()))
        _LOOKUPS.labels(resolution.verdict.value).inc()
        return resolution

    def _resolve(self, text: str, now: datetime) -> Resolution:
        parsed = parse_key(text)
        if parsed is None:
            return Resolution(Verdict.UNKNOWN, None)
        record = self._lookup.find(parsed.key_id)
        verdict = judge(record, parsed.secret, self._peppers, now)
        if record is None or verdict is Verdict.UNKNOWN:
            return Resolution(Verdict.UNKNOWN, None)
        if verdict is Verdict.ACTIVE:
            self._use.note(record.key.id, now)
        return Resolution(verdict, record.key)
