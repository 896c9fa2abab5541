"""How much a project may send: one token bucket per project and resource, in this process."""

import threading
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

BURST_S: Final = 2.0
"""A bucket holds this many seconds of its rate: 20 MB/s with a burst of 40 MB."""


@dataclass
class Bucket:
    """May go into debt: a request larger than the burst passes once, and the next ones wait until it is paid off."""

    level: float
    filled_at: float

    def refill(self, rate_per_s: float, now: float) -> None:
        """`now` in monotonic seconds."""
        self.level = min(rate_per_s * BURST_S, self.level + (now - self.filled_at) * rate_per_s)
        self.filled_at = now


class Quotas:
    """The buckets of one resource, by project. Thread-safe; a bucket starts full."""

    def __init__(self, max_projects: int = 100_000) -> None:
        self._buckets: dict[Hashable, Bucket] = {}
        self._max_projects = max_projects
        self._lock = threading.Lock()

    def wait_s(self, project: Hashable, rate_per_s: float, now: float) -> float:
        """Seconds until this project is out of debt; 0 = it may send."""
        with self._lock:
            bucket = self._filled(project, rate_per_s, now)
            return max(0.0, -bucket.level / rate_per_s)

    def charge(self, project: Hashable, amount: float, rate_per_s: float, now: float) -> None:
        """Take `amount`, into debt if need be."""
        with self._lock:
            self._filled(project, rate_per_s, now).level -= amount

    def _filled(self, project: Hashable, rate_per_s: float, now: float) -> Bucket:
        bucket = self._buckets.get(project)
        if bucket is None:
            if len(self._buckets) >= self._max_projects:  # the oldest entry: dicts keep the order of insertion
                self._buckets.pop(next(iter(self._buckets)))
            bucket = self._buckets[project] = Bucket(rate_per_s * BURST_S, now)
        bucket.refill(rate_per_s, now)
        return bucket
