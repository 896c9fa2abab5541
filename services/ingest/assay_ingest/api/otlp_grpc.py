"""OTLP over gRPC: TraceService/Export and LogsService/Export on raw bytes.

`Export` is registered as stream-unary, which has the same wire form as unary, so that the handler runs before the
message is read: a refused caller sends its body to nobody.
"""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import grpc
from assay_kit.clock import Clock

from assay_ingest.api import metrics
from assay_ingest.api.credentials import key_of
from assay_ingest.api.partial_success import response_body
from assay_ingest.api.status import Answer, answer_to
from assay_ingest.bus.otlp import INFLATED_CAP_BYTES, Export
from assay_ingest.bus.records import Encoding, MediaType
from assay_ingest.domain.signal import Signal
from assay_ingest.errors import MalformedExport
from assay_ingest.usecases.accept_export import AcceptExport

SERVICES: Final = {
    Signal.SPANS: "opentelemetry.proto.collector.trace.v1.TraceService",
    Signal.LOGS: "opentelemetry.proto.collector.logs.v1.LogsService",
}
THREADS: Final = 96
"""More than may be in flight, so that there is always one to say no."""
_GZIP_MAGIC: Final = b"\x1f\x8b"  # no protobuf message starts like this: 0x1f has an illegal wire type
_RETRY_INFO: Final = "google.rpc.retryinfo-bin"  # all that the Python SDK reads
_STATUS_DETAILS: Final = "grpc-status-details-bin"
_MAX_AGE_MS: Final = 300_000


def server_options() -> list[tuple[str, int]]:
    """Channel arguments of the listener."""
    return [
        ("grpc.per_message_decompression", 0),  # gzipped messages reach us packed, as the topic wants them
        ("grpc.max_receive_message_length", INFLATED_CAP_BYTES),  # the wire size; the inflated one is ours to check
        ("grpc.http2.bdp_probe", 0),  # keeps the windows of unread streams small
        ("grpc.http2.lookahead_bytes", 262_144),
        ("grpc.so_reuseport", 1),  # several processes share the port
        ("grpc.max_connection_age_ms", round(_MAX_AGE_MS * random.uniform(0.9, 1.1))),  # noqa: S311 - jitter
        ("grpc.max_connection_age_grace_ms", 30_000),
    ]


def make_server(threads: ThreadPoolExecutor, accept: AcceptExport, clock: Clock) -> grpc.Server:
    """A server that knows the two Export methods; everything else is UNIMPLEMENTED."""
    handlers = [OtlpGrpc(signal, accept, clock).handler() for signal in Signal]
    return grpc.server(threads, handlers=handlers, options=server_options())


class OtlpGrpc:
    """The Export method of one signal. Runs on the server's threads."""

    def __init__(self, signal: Signal, accept: AcceptExport, clock: Clock) -> None:
        self._signal = signal
        self._accept = accept
        self._clock = clock

    def handler(self) -> grpc.GenericRpcHandler:
        """Without (de)serialisers: the handler gets and gives bytes."""
        method = grpc.stream_unary_rpc_method_handler(self.export)
        return grpc.method_handlers_generic_handler(SERVICES[self._signal], {"Export": method})

    def export(self, messages: Iterator[bytes], context: grpc.ServicerContext) -> bytes:
        """The response message, or an abort with status and hint."""
        try:
            return self._receive(messages, context)
        except Exception as error:  # the edge of the call: whatever happened, the client gets one of the agreed answers
            answer = answer_to(error)
        metrics.count_request(self._signal, "grpc", answer.outcome)
        return _abort(context, answer)

    def _receive(self, messages: Iterator[bytes], context: grpc.ServicerContext) -> bytes:
        key = key_of({name: value for name, value in context.invocation_metadata() if isinstance(value, str)})
        with self._accept.admit(key, context.peer(), None) as admitted:
            body = next(messages, None)
            if body is None:
                raise MalformedExport("the call carries no message")
            started = self._clock.monotonic()
            encoding = Encoding.GZIP if body[:2] == _GZIP_MAGIC else Encoding.IDENTITY
            receipt = self._accept.accept(admitted, Export(self._signal, body, MediaType.PROTOBUF, encoding))
        metrics.ACK_SECONDS.observe(self._clock.monotonic() - started)
        metrics.count_spans(receipt.accepted, receipt.rejected_count)
        metrics.count_request(self._signal, "grpc", "partial" if receipt.rejected else "ok")
        return response_body(self._signal, receipt, MediaType.PROTOBUF)


def _abort(context: grpc.ServicerContext, answer: Answer) -> bytes:
    """Hints go out in both forms that clients read."""
    trailers = [(_STATUS_DETAILS, answer.status.SerializeToString())]
    if answer.retry_info is not None:
        trailers.append((_RETRY_INFO, answer.retry_info.SerializeToString()))
    context.set_trailing_metadata(tuple(trailers))
    context.abort(_CODES[answer.code], answer.message)
    raise AssertionError("abort has raised")


_CODES: Final = {code.value[0]: code for code in grpc.StatusCode}
