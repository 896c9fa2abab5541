"""OTLP over HTTP: POST /v1/traces and /v1/logs, protobuf or JSON, as a bare ASGI callable.

Error bodies are google.rpc.Status in the request's own form, protobuf when that is unknown.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import Executor
from typing import Any, Final

from assay_kit.clock import Clock
from google.protobuf.json_format import MessageToJson

from assay_ingest.api import metrics
from assay_ingest.api.credentials import key_of
from assay_ingest.api.partial_success import response_body
from assay_ingest.api.status import NOT_FOUND, WRONG_METHOD, Answer, answer_to
from assay_ingest.bus.otlp import INFLATED_CAP_BYTES, Export
from assay_ingest.bus.records import Encoding, MediaType
from assay_ingest.domain.signal import Signal
from assay_ingest.errors import BodyTooSlow, ExportTooLarge, MalformedExport, UnsupportedEncoding, UnsupportedMediaType
from assay_ingest.usecases.accept_export import AcceptExport, Admitted, Receipt

PATHS: Final = {"/v1/traces": Signal.SPANS, "/v1/logs": Signal.LOGS}
BODY_TIMEOUT_S: Final = 30.0
_ENCODINGS: Final = {"": Encoding.IDENTITY, "identity": Encoding.IDENTITY, "gzip": Encoding.GZIP}

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class ClientGone(Exception):
    """The client left before its body was complete: nobody is there to answer."""


class OtlpHttp:
    """The ASGI callable. What blocks runs on `executor`."""

    def __init__(
        self, accept: AcceptExport, executor: Executor, clock: Clock, body_timeout_s: float = BODY_TIMEOUT_S
    ) -> None:
        self._accept = accept
        self._executor = executor
        self._clock = clock
        self._body_timeout_s = body_timeout_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = _headers(scope)
        signal = PATHS.get(scope["path"])
        form = _form_of(headers)
        if signal is None:
            await _send_error(send, NOT_FOUND, form)
        elif scope["method"] != "POST":
            metrics.count_request(signal, "http", WRONG_METHOD.outcome)
            await _send_error(send, WRONG_METHOD, form, ((b"allow", b"POST"),))
        else:
            await self._post(signal, headers, form, scope, receive, send)

    async def _post(
        self, signal: Signal, headers: dict[str, str], form: MediaType, scope: Scope, receive: Receive, send: Send
    ) -> None:
        try:
            receipt = await self._receive(signal, headers, scope, receive)
        except ClientGone:
            metrics.count_request(signal, "http", "client_gone")
        except Exception as error:  # the edge of the request: the client gets one of the agreed answers
            answer = answer_to(error)
            metrics.count_request(signal, "http", answer.outcome)
            await _send_error(send, answer, form)
        else:
            metrics.count_request(signal, "http", "partial" if receipt.rejected else "ok")
            await _send(send, 200, form, response_body(signal, receipt, form))

    async def _receive(self, signal: Signal, headers: dict[str, str], scope: Scope, receive: Receive) -> Receipt:
        media_type, encoding, length = _media_type(headers), _encoding(headers), _content_length(headers)
        loop = asyncio.get_running_loop()
        peer = scope["client"][0] if scope.get("client") else ""
        admitted = await loop.run_in_executor(self._executor, self._accept.admit, key_of(headers), peer, length)
        with admitted:
            body = await _read(receive, admitted, self._body_timeout_s)
            started = self._clock.monotonic()
            export = Export(signal, body, media_type, encoding)
            receipt = await loop.run_in_executor(self._executor, self._accept.accept, admitted, export)
        metrics.ACK_SECONDS.observe(self._clock.monotonic() - started)
        metrics.count_spans(receipt.accepted, receipt.rejected_count)
        return receipt


async def _read(receive: Receive, admitted: Admitted, timeout_s: float) -> bytes:
    """The whole body. Raises ExportTooLarge at the cap, BodyTooSlow, Overloaded when it outgrows its room."""
    chunks, size = [], 0
    try:
        async with asyncio.timeout(timeout_s):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ClientGone
                chunk = message.get("body", b"")
                size += len(chunk)
                if size > INFLATED_CAP_BYTES:
                    raise ExportTooLarge("bytes in the body", size, INFLATED_CAP_BYTES)
                admitted.room.hold_at_least(size)
                chunks.append(chunk)
                if not message.get("more_body", False):
                    return b"".join(chunks)
    except TimeoutError as cause:
        raise BodyTooSlow(timeout_s) from cause


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def _base_type(headers: dict[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _form_of(headers: dict[str, str]) -> MediaType:
    """The form of the answer: the request's, else protobuf."""
    return MediaType.JSON if _base_type(headers) == MediaType.JSON else MediaType.PROTOBUF


def _media_type(headers: dict[str, str]) -> MediaType:
    given = _base_type(headers)
    if given not in (MediaType.JSON, MediaType.PROTOBUF):
        raise UnsupportedMediaType(given)
    return MediaType(given)


def _encoding(headers: dict[str, str]) -> Encoding:
    given = headers.get("content-encoding", "").strip().lower()
    if given not in _ENCODINGS:
        raise UnsupportedEncoding(given)
    return _ENCODINGS[given]


def _content_length(headers: dict[str, str]) -> int | None:
    given = headers.get("content-length")
    if given is None:
        return None
    if not given.isascii() or not given.isdigit():
        raise MalformedExport("Content-Length is not a number")
    length = int(given)
    if length > INFLATED_CAP_BYTES:
        raise ExportTooLarge("bytes in the body", length, INFLATED_CAP_BYTES)
    return length


async def _send_error(send: Send, answer: Answer, form: MediaType, extra: tuple[tuple[bytes, bytes], ...] = ()) -> None:
    if answer.hint_s is not None:
        extra = (*extra, (b"retry-after", str(max(1, math.ceil(answer.hint_s))).encode()))
    if answer.http_status == 408:
        extra = (*extra, (b"connection", b"close"))
    status = answer.status
    body = MessageToJson(status, indent=None).encode() if form is MediaType.JSON else status.SerializeToString()
    await _send(send, answer.http_status, form, body, extra)


async def _send(
    send: Send, status: int, form: MediaType, body: bytes, extra: tuple[tuple[bytes, bytes], ...] = ()
) -> None:
    headers = [
        (b"content-type", form.value.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"x-content-type-options", b"nosniff"),
        *extra,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
