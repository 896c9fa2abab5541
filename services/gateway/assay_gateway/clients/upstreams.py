"""The services behind the gateway, over pooled HTTP connections."""

from collections.abc import AsyncIterator, Mapping
from typing import Final

import httpx

from assay_gateway.errors import Unavailable

_LIMITS: Final = httpx.Limits(max_connections=200, max_keepalive_connections=50, keepalive_expiry=3.0)
"""Idle connections go before the servers close them (5 s), so that no request meets a closing one."""
_TIMEOUT: Final = httpx.Timeout(connect=2.0, read=60.0, write=30.0, pool=5.0)
"""`read` is the longest silence: event streams send a comment every 15 s."""


class Upstreams:
    """One client for all contexts. `bases` is context → base URL (scheme, host and port)."""

    def __init__(self, bases: Mapping[str, str]) -> None:
        self._bases = {context: httpx.URL(url) for context, url in bases.items()}
        self._client = httpx.AsyncClient(limits=_LIMITS, timeout=_TIMEOUT, trust_env=False, follow_redirects=False)

    def url(self, context: str, path_and_query: bytes) -> httpx.URL:
        """Where a request goes; its `raw_path` is what the service will see. Raises Unavailable."""
        base = self._bases.get(context)
        if base is None:
            raise Unavailable(f"The service {context}")
        return base.copy_with(raw_path=path_and_query)

    async def open(
        self, context: str, method: str, url: httpx.URL, headers: Mapping[str, str], body: AsyncIterator[bytes] | None
    ) -> httpx.Response:
        """The answer once its headers are there; its body streams, and the caller closes it. Raises Unavailable."""
        request = self._client.build_request(method, url, headers=headers, content=body)
        try:
            return await self._client.send(request, stream=True)
        except httpx.TransportError as cause:
            raise Unavailable(f"The service {context}") from cause

    async def close(self) -> None:
        await self._client.aclose()
