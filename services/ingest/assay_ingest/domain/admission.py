"""What one process takes on at once: a number of requests and a number of bytes."""

import threading
from dataclasses import dataclass
from typing import Final

from assay_ingest.errors import Overloaded

MIB: Final = 1024 * 1024
UNKNOWN_BODY_BYTES: Final = 8 * MIB
"""Reserved for a body whose size is not announced."""


@dataclass(frozen=True)
class AdmissionLimits:
    """Per process."""

    requests: int = 64
    bytes: int = 256 * MIB


class Admission:
    """Hands out reservations. Thread-safe."""

    def __init__(self, limits: AdmissionLimits) -> None:
        self._limits = limits
        self._requests = 0
        self._bytes = 0
        self._changed = threading.Condition()

    @property
    def inflight_bytes(self) -> int:
        return self._bytes

    def reserve(self, size_bytes: int, wait_s: float = 0.0) -> "Reservation":
        """Room for one request, waiting at most `wait_s` for its bytes. Raises Overloaded."""
        with self._changed:
            if self._requests >= self._limits.requests:
                raise Overloaded("requests in flight")
            self._requests += 1
            try:
                self._take(size_bytes, wait_s)
            except Overloaded:
                self._requests -= 1
                raise
        return Reservation(self, size_bytes)

    def grow(self, more_bytes: int) -> None:
        """Take more for a request that already has room. Raises Overloaded at once."""
        with self._changed:
            self._take(more_bytes, 0.0)

    def give_back(self, size_bytes: int, requests: int) -> None:
        with self._changed:
            self._bytes -= size_bytes
            self._requests -= requests
            self._changed.notify_all()

    def _take(self, size_bytes: int, wait_s: float) -> None:
        fits = self._changed.wait_for(lambda: self._bytes + size_bytes <= self._limits.bytes, wait_s)
        if not fits:
            raise Overloaded("bytes in flight")
        self._bytes += size_bytes


class Reservation:
    """Room for one request until it is released. Used by one thread at a time."""

    def __init__(self, admission: Admission, size_bytes: int) -> None:
        self._admission = admission
        self._size_bytes = size_bytes

    def hold(self, size_bytes: int) -> None:
        """Make this reservation `size_bytes` large. Raises Overloaded when there is no room to grow."""
        if size_bytes > self._size_bytes:
            self._admission.grow(size_bytes - self._size_bytes)
        else:
            self._admission.give_back(self._size_bytes - size_bytes, 0)
        self._size_bytes = size_bytes

    def hold_at_least(self, size_bytes: int) -> None:
        """Grow to `size_bytes` if this is smaller. Raises Overloaded."""
        if size_bytes > self._size_bytes:
            self.hold(size_bytes)

    def release(self) -> None:
        """Call exactly once, after the answer."""
        self._admission.give_back(self._size_bytes, 1)
