"""The body of a successful answer: empty, or what was rejected and why, in words."""

from typing import Final

import msgspec
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsPartialSuccess, ExportLogsServiceResponse
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTracePartialSuccess,
    ExportTraceServiceResponse,
)

from assay_ingest.bus.records import MediaType
from assay_ingest.domain.identity import Reason
from assay_ingest.domain.signal import Signal
from assay_ingest.usecases.accept_export import Receipt

_WORDS: Final = {
    Reason.BAD_TRACE_ID: "trace id is not 16 bytes or is all zero",
    Reason.BAD_SPAN_ID: "span id is not 8 bytes or is all zero",
    Reason.BAD_PARENT_ID: "parent span id is not 8 bytes",
    Reason.BAD_LINK_ID: "a link's ids are not 16 and 8 bytes",
    Reason.TOO_OLD: "starts before the project's retention",
    Reason.TOO_NEW: "starts more than 24 h ahead",
}


def response_body(signal: Signal, receipt: Receipt, media_type: MediaType) -> bytes:
    """Zero bytes (`{}` in JSON) when every span was accepted, else the partial success."""
    if media_type is MediaType.JSON:
        return _json(signal, receipt) if receipt.rejected else b"{}"
    return _protobuf(signal, receipt) if receipt.rejected else b""


def message_of(receipt: Receipt) -> str:
    """Plain English, the commonest reason first."""
    if receipt.looks_like_logs:
        return "these look like log records, send them to /v1/logs"
    ranked = sorted(receipt.rejected.items(), key=lambda item: -item[1])
    return "; ".join(f"{count}: {_WORDS[reason]}" for reason, count in ranked)


def _protobuf(signal: Signal, receipt: Receipt) -> bytes:
    count, message = receipt.rejected_count, message_of(receipt)
    if signal is Signal.LOGS:
        logs = ExportLogsPartialSuccess(rejected_log_records=count, error_message=message)
        return ExportLogsServiceResponse(partial_success=logs).SerializeToString()
    spans = ExportTracePartialSuccess(rejected_spans=count, error_message=message)
    return ExportTraceServiceResponse(partial_success=spans).SerializeToString()


def _json(signal: Signal, receipt: Receipt) -> bytes:
    name = "rejectedLogRecords" if signal is Signal.LOGS else "rejectedSpans"
    partial = {name: str(receipt.rejected_count), "errorMessage": message_of(receipt)}
    return msgspec.json.encode({"partialSuccess": partial})
