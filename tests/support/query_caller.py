"""Calls query as the gateway does: every request carries a service token made for exactly that request."""

import base64
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

import httpx
from assay_kit.clock import Clock
from assay_kit.service_token import HEADER, Signer, derive_key

from tests.support.asgi_client import AsgiClient

_KEY: Final = b"k" * 32
VERIFY_KEYS: Final = "gateway:k1:" + base64.b64encode(derive_key(_KEY, "gateway", "query")).decode()
SIGNER: Final = Signer("gateway", "k1:" + base64.b64encode(_KEY).decode())


class QueryCaller:
    """One project's view of the API in process."""

    def __init__(self, api: Any, project: UUID, clock: Clock) -> None:  # noqa: ANN401 - any ASGI callable
        self._client = AsgiClient(api)
        self._project = project
        self._clock = clock

    def get(self, path: str, **parameters: Any) -> httpx.Response:  # noqa: ANN401 - any parameter; lists repeat it
        if parameters:
            renamed = {name.rstrip("_"): value for name, value in parameters.items()}  # from_ is `from`
            path += "?" + urlencode(renamed, doseq=True)
        return self._client.get(path, headers={HEADER: self.token(path)})

    def token(self, path: str, *, scopes: Iterable[str] = ("read",), audience: str = "query") -> str:
        return SIGNER.mint(
            audience=audience,
            subject="key:test",
            project_id=self._project,
            scopes=scopes,
            method="GET",
            path=path,
            request_id="r1",
            now_s=self._clock.now_ns() // 1_000_000_000,
        )
