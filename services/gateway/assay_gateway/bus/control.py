"""control.v1: what the gateway tells the other contexts, in its wire form."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from assay_contracts.topics import CONTROL
from assay_contracts.v1 import gateway_pb2 as pb
from assay_kit.kafka import DurableProducer, Outgoing, PublishFailed

from assay_gateway.domain.projects import ControlChange, ControlMessage, KeyRevoked, ProjectChanged
from assay_gateway.domain.times import unix_ns
from assay_gateway.errors import Unavailable

_SCHEMA: Final = [("schema", b"1")]


def encode(change: ControlChange, at: datetime) -> ControlMessage:
    """The message of a change that happened `at`; its revision is given when it is published."""
    record = pb.ControlRecord(at_ns=unix_ns(at))
    if isinstance(change, KeyRevoked):
        record_key = f"key/{change.key_id}"
        record.key.CopyFrom(_key_state(change))
    else:
        record_key = f"project/{change.project_id}"
        record.project.CopyFrom(_project_state(change))
    return ControlMessage(change.project_id, record_key, record.SerializeToString())


def _key_state(change: KeyRevoked) -> pb.KeyState:
    return pb.KeyState(
        key_id=change.key_id,
        project_id=str(change.project_id),
        revoked_at_ns=unix_ns(change.revoked_at),
        expires_at_ns=unix_ns(change.expires_at) if change.expires_at else None,
    )


def _project_state(change: ProjectChanged) -> pb.ProjectState:
    return pb.ProjectState(
        project_id=str(change.project_id), suspended=change.suspended, retention_days=change.retention_days
    )


def number(payload: bytes, revision: int) -> bytes:
    """The payload of `encode` with its revision in it."""
    record = pb.ControlRecord.FromString(payload)
    record.revision = revision
    return record.SerializeToString()


class ControlPublisher:
    """Writes the control topic."""

    def __init__(self, producer: DurableProducer, topic: str = CONTROL) -> None:
        self._producer = producer
        self._topic = topic

    def publish(self, records: Sequence[tuple[str, bytes]]) -> None:
        """Write (key, value) pairs in this order; returns once the broker acknowledged all. Raises Unavailable, and
        PublishFailed when the producer is broken for good."""
        outgoing = [Outgoing(self._topic, value, key.encode(), list(_SCHEMA)) for key, value in records]
        try:
            self._producer.publish(outgoing)
        except PublishFailed as failed:
            if not failed.retriable:
                raise
            raise Unavailable("Kafka") from failed
