"""The two kinds of telemetry that ingest takes."""

from enum import StrEnum


class Signal(StrEnum):
    """The value is the label in metrics."""

    SPANS = "spans"
    LOGS = "logs"
