"""Every topic of Assay: who writes it, how it is kept. The owner's `migrate` creates its topics from here."""

from dataclasses import dataclass
from typing import Final

HOUR_MS: Final = 3_600_000
RAW_RECORD_CAP_BYTES: Final = 16 * 1024 * 1024
"""Largest value on a raw topic; the receiver splits larger exports."""
_RAW_MESSAGE_BYTES: Final = 17 * 1024 * 1024  # the value cap and its envelope

OTLP_SPANS: Final = "otlp.spans.v1"
OTLP_LOGS: Final = "otlp.logs.v1"
OTLP_DLQ: Final = "otlp.dlq.v1"
STORED: Final = "stored.v1"
TRACES_SETTLED: Final = "traces.settled.v1"
EVALUATIONS: Final = "evaluations.v1"
RESETTLE: Final = "resettle.v1"
DELETIONS: Final = "deletions.v1"
CONTROL: Final = "control.v1"


@dataclass(frozen=True)
class Topic:
    """A topic as its owner creates it. `partitions` None: the deployment decides (12, locally 4)."""

    name: str
    owner: str
    partitions: int | None = None
    compacted: bool = False
    retention_ms: int = 72 * HOUR_MS
    max_message_bytes: int = 1024 * 1024


TOPICS: Final = (
    Topic(OTLP_SPANS, "ingest", max_message_bytes=_RAW_MESSAGE_BYTES),
    Topic(OTLP_LOGS, "ingest", max_message_bytes=_RAW_MESSAGE_BYTES),
    Topic(OTLP_DLQ, "ingest", retention_ms=14 * 24 * HOUR_MS, max_message_bytes=_RAW_MESSAGE_BYTES),
    Topic(STORED, "ingest"),
    Topic(TRACES_SETTLED, "ingest"),
    Topic(EVALUATIONS, "ingest"),
    Topic(RESETTLE, "ingest"),
    Topic(DELETIONS, "gateway", partitions=1),
    Topic(CONTROL, "gateway", partitions=1, compacted=True),
)


def topics_of(owner: str) -> tuple[Topic, ...]:
    """The topics that this context creates."""
    return tuple(topic for topic in TOPICS if topic.owner == owner)
