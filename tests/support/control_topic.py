"""Reads control.v1 from a known point on."""

import time
from typing import Any

from assay_contracts.topics import CONTROL
from assay_contracts.v1 import gateway_pb2 as pb
from confluent_kafka import Consumer, TopicPartition


class ControlTopic:
    """Starts at the topic's end as it is now. `close` it."""

    def __init__(self, brokers: str, topic: str = CONTROL) -> None:
        self._consumer = Consumer({"bootstrap.servers": brokers, "group.id": "test", "enable.auto.commit": False})
        _, end = self._consumer.get_watermark_offsets(TopicPartition(topic, 0), timeout=10)
        self._consumer.assign([TopicPartition(topic, 0, end)])

    def wait_for(self, record_key: str, timeout_s: float = 5.0) -> pb.ControlRecord:
        """The next record with this key. Raises TimeoutError."""
        return self.read_until(record_key, timeout_s)[-1][1]

    def read_until(self, record_key: str, timeout_s: float = 5.0) -> list[tuple[str, pb.ControlRecord]]:
        """Every record up to the next one with this key: other gateways may write here too. Raises TimeoutError."""
        records: list[tuple[str, pb.ControlRecord]] = []
        deadline = time.monotonic() + timeout_s
        while (left := deadline - time.monotonic()) > 0:
            records.append(self.read(left))
            if records[-1][0] == record_key:
                return records
        raise TimeoutError(f"no record {record_key} within {timeout_s} s")

    def read(self, timeout_s: float) -> tuple[str, pb.ControlRecord]:
        """The next record, or ("", an empty one) when none comes."""
        message: Any = self._consumer.poll(timeout_s)
        if message is None or message.error():
            return "", pb.ControlRecord()
        return message.key().decode(), pb.ControlRecord.FromString(message.value())

    def close(self) -> None:
        self._consumer.close()
