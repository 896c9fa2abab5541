"""Forwards a listed operation to its service: who is asking, for which project, and nothing that the client claims.

Streams both ways. What the client says about identity goes no further; what the gateway knows travels in the token.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Mapping
from typing import Any, Final

import httpx
from assay_kit.clock import Clock
from assay_kit.http import REQUEST_ID, request_id_of
from assay_kit.service_token import HEADER as SERVICE_TOKEN
from assay_kit.service_token import Signer
from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from assay_gateway.api.guard import TheGrant, TheRoute
from assay_gateway.clients.upstreams import Upstreams
from assay_gateway.domain.access import Grant

_PASSED_ON: Final = (
    "accept",
    "accept-encoding",
    "accept-language",
    "content-encoding",
    "content-length",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "last-event-id",
    "traceparent",
    "tracestate",
    "user-agent",
)
"""A list of what may pass: a header that nobody thought of cannot carry an identity through."""
_KEPT_BACK: Final = frozenset(
    {"connection", "keep-alive", "proxy-authenticate", "set-cookie", "te", "trailer", "transfer-encoding", "upgrade"}
    | {"server", "date", REQUEST_ID}
)
_CLIENT_GONE: Final = 499


class Proxy:
    """The way to every service. `forward` is an endpoint; the guard has run before it."""

    def __init__(self, upstreams: Upstreams, signer: Signer, clock: Clock) -> None:
        self._upstreams = upstreams
        self._signer = signer
        self._clock = clock

    async def forward(self, request: Request, route: TheRoute, grant: TheGrant) -> Response:
        """The service's answer, streamed. Raises Unavailable when it cannot be reached."""
        url = self._upstreams.url(route.upstream, _path_and_query(request))
        headers = self._headers(request, route.upstream, url, grant)
        body = _Body(request)
        opening = self._upstreams.open(route.upstream, request.method, url, headers, body.stream)
        answer = await _unless(body.client_gone(), opening)
        if answer is None:
            return Response(status_code=_CLIENT_GONE)  # nobody reads it
        return StreamingResponse(_chunks(answer), answer.status_code, _answer_headers(answer))

    def _headers(self, request: Request, audience: str, url: httpx.URL, grant: Grant) -> dict[str, str]:
        token = self._signer.mint(
            audience=audience,
            subject=grant.subject,
            project_id=grant.project_id,
            scopes=grant.scopes,
            method=request.method,
            path=url.raw_path.decode("ascii"),
            request_id=request_id_of(request),
            now_s=self._clock.now_ns() // 1_000_000_000,
        )
        passed_on = {name: request.headers[name] for name in _PASSED_ON if name in request.headers}
        unasked = {"accept-encoding": "identity", "accept": "*/*"}  # else the client library would ask in its own name
        return unasked | passed_on | {SERVICE_TOKEN: token, REQUEST_ID: request_id_of(request)}


class _Body:
    """The request's body on its way through, and the client's leaving, which only shows once the body has passed."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._passed = asyncio.Event()
        has_body = "content-length" in request.headers or "transfer-encoding" in request.headers
        self.stream: AsyncIterator[bytes] | None = self._chunks() if has_body else None
        if not has_body:
            self._passed.set()

    async def client_gone(self) -> None:
        """Returns when the client has left."""
        await self._passed.wait()
        while (await self._request.receive())["type"] != "http.disconnect":
            pass

    async def _chunks(self) -> AsyncIterator[bytes]:
        async for chunk in self._request.stream():
            if chunk:
                yield chunk
        self._passed.set()


async def _unless(
    gone: Coroutine[Any, Any, None], opening: Coroutine[Any, Any, httpx.Response]
) -> httpx.Response | None:
    """The answer, or None when the client left before it: then the request to the service is cancelled."""
    answer, watch = asyncio.ensure_future(opening), asyncio.ensure_future(gone)
    try:
        await asyncio.wait((answer, watch), return_when=asyncio.FIRST_COMPLETED)
        return await answer if answer.done() else None
    finally:
        watch.cancel()
        answer.cancel()
        await asyncio.gather(watch, answer, return_exceptions=True)


async def _chunks(answer: httpx.Response) -> AsyncIterator[bytes]:
    """The body as the service encoded it. Leaving early closes the connection, which tells the service to stop."""
    try:
        async for chunk in answer.aiter_raw():
            yield chunk
    finally:
        await answer.aclose()


def _path_and_query(request: Request) -> bytes:
    path: bytes = request.scope["raw_path"]
    query: bytes = request.scope["query_string"]
    return path + b"?" + query if query else path


def _answer_headers(answer: httpx.Response) -> Mapping[str, str]:
    return {name: value for name, value in answer.headers.items() if name.lower() not in _KEPT_BACK}
