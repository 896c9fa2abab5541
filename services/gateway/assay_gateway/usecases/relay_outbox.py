"""Carry committed changes from the outbox to control.v1 until asked to stop."""

from collections.abc import Sequence
from typing import Final

from assay_kit.clock import Clock
from assay_kit.lifecycle import Stop
from assay_kit.logging import get_logger
from prometheus_client import Histogram

from assay_gateway.bus.control import ControlPublisher, number
from assay_gateway.domain.times import unix_ns
from assay_gateway.errors import Unavailable
from assay_gateway.store.identity.outbox import NumberedMessage, Outbox

POLL_S: Final = 1.0
_REVOCATION_SECONDS: Final = Histogram(
    "assay_gateway_key_revocation_seconds", "From the commit of a revocation to its record on the control topic"
)


class RelayOutbox:
    """Wakes up at a notification and looks every second all the same: a lost notification costs a second, no more."""

    def __init__(self, outbox: Outbox, publisher: ControlPublisher, clock: Clock) -> None:
        self._outbox = outbox
        self._publisher = publisher
        self._clock = clock

    def run(self, stop: Stop) -> None:
        """Blocks until `stop`. While PostgreSQL or the broker is away it keeps trying."""
        while not stop.is_set():
            try:
                self._relay_and_listen(stop)
            except Unavailable as unavailable:
                get_logger().warning("outbox_relay_waits", part=unavailable.part)
                stop.wait(POLL_S)

    def relay_outbox(self) -> int:
        """Publish everything that waits; how many records it was."""
        total = 0
        while count := self._outbox.relay(self._publish):
            total += count
        return total

    def _relay_and_listen(self, stop: Stop) -> None:
        with self._outbox.listening() as wait:
            while not stop.is_set():
                self.relay_outbox()
                wait(POLL_S)

    def _publish(self, messages: Sequence[NumberedMessage]) -> None:
        self._publisher.publish(
            [(each.message.record_key, number(each.message.payload, each.revision)) for each in messages]
        )
        now_ns = self._clock.now_ns()
        for each in messages:
            if each.message.record_key.startswith("key/"):
                _REVOCATION_SECONDS.observe((now_ns - unix_ns(each.created_at)) / 1e9)
        get_logger().info("control_published", records=len(messages), revision=messages[-1].revision)
