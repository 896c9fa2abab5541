"""Accept an export: the order of admitting, looking, publishing and answering."""

import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Final, Protocol
from uuid import UUID

from assay_kit.clock import Clock
from assay_kit.ids import uuid7

from assay_ingest.bus.otlp import Export, Inspection, Window, inspect, records
from assay_ingest.bus.records import RawRecord
from assay_ingest.domain.admission import UNKNOWN_BODY_BYTES, Admission, Reservation
from assay_ingest.domain.caller import Caller
from assay_ingest.domain.identity import Reason
from assay_ingest.domain.project import ProjectRules
from assay_ingest.domain.quota import Quotas
from assay_ingest.domain.signal import Signal
from assay_ingest.domain.wire import CountLimits
from assay_ingest.errors import IngestForbidden, NotServing, QuotaExceeded

_WAIT_FOR_ROOM_S: Final = 1.0
_LARGE_BYTES: Final = 1024 * 1024


class KeyResolver(Protocol):
    """Raises KeyRejected, IngestForbidden or GatewayUnreachable."""

    def resolve(self, key: str | None, peer: str) -> Caller: ...


class RawPublisher(Protocol):
    """Returns once the broker has every record. Raises BrokerUnavailable."""

    def publish(self, signal: Signal, records: Sequence[RawRecord]) -> None: ...


class Control(Protocol):
    """What the control topic says; `ready` after its first full read."""

    ready: bool

    def project(self, project_id: UUID) -> ProjectRules: ...


@dataclass(frozen=True)
class Receipt:
    """What was made durable. `rejected` counts spans that can never be stored, for the partial success."""

    accepted: int
    rejected: dict[Reason, int]
    looks_like_logs: bool

    @property
    def rejected_count(self) -> int:
        return sum(self.rejected.values())


@dataclass
class Admitted(AbstractContextManager["Admitted"]):
    """A caller with room for one request, until the `with` block ends."""

    caller: Caller
    rules: ProjectRules
    room: Reservation

    def __exit__(self, *_: object) -> None:
        self.room.release()


@dataclass
class AcceptExport:
    """Takes exports in. Thread-safe; blocks while the gateway, room or the broker is waited for."""

    keys: KeyResolver
    control: Control
    publisher: RawPublisher
    admission: Admission
    clock: Clock
    limits: CountLimits = field(default_factory=CountLimits)
    limits_factor: float = 1.0
    _bytes: Quotas = field(default_factory=Quotas)
    _spans: Quotas = field(default_factory=Quotas)
    _large: threading.Lock = field(default_factory=threading.Lock)

    def admit(self, key: str | None, peer: str, body_bytes: int | None) -> Admitted:
        """Decide, before the body is read, whether it may come. `body_bytes` None: not announced.

        Raises KeyRejected or IngestForbidden (the client must change something), QuotaExceeded or Unavailable (the
        client should retry).
        """
        if not self.control.ready:
            raise NotServing("starting")
        caller = self.keys.resolve(key, peer)
        rules = self.control.project(caller.project_id)
        if rules.suspended or rules.deleted_at_ns is not None:
            raise IngestForbidden("suspended")
        self._assert_within_quota(caller, rules)
        wait_s = _WAIT_FOR_ROOM_S if body_bytes is None else 0.0
        room = self.admission.reserve(UNKNOWN_BODY_BYTES if body_bytes is None else body_bytes, wait_s)
        return Admitted(caller, rules, room)

    def accept(self, admitted: Admitted, export: Export) -> Receipt:
        """Make one export durable, then say so.

        Raises MalformedExport, ExportTooLarge or UnsupportedEncoding (the client must change something), QuotaExceeded
        or Unavailable (the client should retry). Returns only after the broker acknowledged every part.
        """
        received_at_ns = self.clock.now_ns()
        window = Window(*admitted.rules.start_window(received_at_ns))
        packed_bytes = len(export.body)
        admitted.room.hold(packed_bytes)
        with self._one_by_one(packed_bytes):
            seen = inspect(export, window, self.limits, lambda inflated: admitted.room.hold(packed_bytes + inflated))
        self._charge(admitted, seen)
        head = self._head(admitted.caller, export, window, received_at_ns)
        self.publisher.publish(export.signal, records(export, seen, head, window))
        return Receipt(seen.total - seen.rejected_count, dict(seen.rejected), seen.looks_like_logs)

    def _one_by_one(self, body_bytes: int) -> AbstractContextManager[object]:
        """Looking at a large body takes a copy of it and the interpreter: many at once are no faster, only larger."""
        return self._large if body_bytes > _LARGE_BYTES else nullcontext()

    def _assert_within_quota(self, caller: Caller, rules: ProjectRules) -> None:
        now = self.clock.monotonic()
        for resource, quotas, rate in (
            ("bytes", self._bytes, rules.bytes_per_s),
            ("spans", self._spans, rules.spans_per_s),
        ):
            wait_s = quotas.wait_s(caller.project_id, rate * self.limits_factor, now)
            if wait_s > 0:
                raise QuotaExceeded(resource, wait_s)

    def _charge(self, admitted: Admitted, seen: Inspection) -> None:
        """What came in meanwhile may have used up the rate, so ask again; whoever passes may go into debt."""
        self._assert_within_quota(admitted.caller, admitted.rules)
        project_id, rules, now = admitted.caller.project_id, admitted.rules, self.clock.monotonic()
        self._bytes.charge(project_id, len(seen.body), rules.bytes_per_s * self.limits_factor, now)
        self._spans.charge(project_id, seen.total, rules.spans_per_s * self.limits_factor, now)

    def _head(self, caller: Caller, export: Export, window: Window, received_at_ns: int) -> RawRecord:
        return RawRecord(
            project_id=caller.project_id,
            media_type=export.media_type,
            received_at_ns=received_at_ns,
            ingest_id=uuid7(),
            span_count=0,
            rejected_count=0,
            min_start_ns=window.min_ns,
            max_start_ns=window.max_ns,
            value=None,
            issuer=caller.issuer,
        )
