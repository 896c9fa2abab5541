"""The receiver's metrics. The names are a contract with dashboards and alerts."""

from typing import Final

from prometheus_client import Counter, Histogram

from assay_ingest.domain.signal import Signal

REQUESTS: Final = Counter(  # outcome: ok, partial, or that of api/status.py
    "assay_ingest_requests_total", "Export requests by how they ended", ["signal", "transport", "outcome"]
)
SPANS: Final = Counter(  # accepted, rejected (never stored, told so), refused (with their whole request)
    "assay_ingest_spans_total", "Spans and log records by what became of them", ["outcome"]
)
ACK_SECONDS: Final = Histogram(
    "assay_ingest_ack_seconds",
    "From the whole body received to the answer, for requests that were made durable",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


def count_request(signal: Signal, transport: str, outcome: str) -> None:
    """`transport`: grpc or http."""
    REQUESTS.labels(signal.value, transport, outcome).inc()


def count_spans(accepted: int, rejected: int) -> None:
    SPANS.labels("accepted").inc(accepted)
    if rejected:
        SPANS.labels("rejected").inc(rejected)
