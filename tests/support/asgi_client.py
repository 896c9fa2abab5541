"""Calls an ASGI application in process, without a socket."""

import asyncio
from typing import Any

import httpx


class AsgiClient:
    """A synchronous client of an ASGI app; its answers are httpx responses."""

    def __init__(self, app: Any) -> None:  # noqa: ANN401 - any ASGI callable
        self._transport = httpx.ASGITransport(app, raise_app_exceptions=False)

    def get(self, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401 - passed on to httpx
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401 - passed on to httpx
        return self.request("POST", path, **options)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401 - passed on to httpx
        async def call() -> httpx.Response:
            async with httpx.AsyncClient(transport=self._transport, base_url="http://assay.test") as client:
                return await client.request(method, path, **options)

        return asyncio.run(call())
