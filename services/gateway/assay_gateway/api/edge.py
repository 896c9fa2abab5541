"""What holds for every request and answer: the size of a body, and the headers that browsers obey."""

from typing import Final

from fastapi import HTTPException
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_LIMIT_BYTES: Final = 1024 * 1024
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


class Edge:
    """Plain ASGI: counts a body as it passes and buffers nothing."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await self._app(scope, _limited(Headers(scope=scope), receive), _with_headers(send))


def _limited(headers: Headers, receive: Receive) -> Receive:
    declared = headers.get("content-length", "0")
    passed = int(declared) if declared.isdigit() and int(declared) > BODY_LIMIT_BYTES else 0

    async def counted() -> Message:
        nonlocal passed
        if passed <= BODY_LIMIT_BYTES:
            message = await receive()
            passed += len(message.get("body", b""))
            if passed <= BODY_LIMIT_BYTES:
                return message
        raise HTTPException(413, f"The body is larger than {BODY_LIMIT_BYTES} bytes.")

    return counted


def _with_headers(send: Send) -> Send:
    async def marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(_HEADERS)
        await send(message)

    return marked
