"""Who calls: isolation layer 2. Without a fresh token of the gateway, made for exactly this request, it is 401."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

import structlog
from assay_kit.clock import Clock
from assay_kit.http import Problem
from assay_kit.service_token import HEADER, TokenRejected, Verifier
from fastapi import Request

AUDIENCE: Final = "query"
ISSUERS: Final = ("gateway",)
SCOPE: Final = "read"
_NS_PER_S: Final = 1_000_000_000


@dataclass(frozen=True)
class Caller:
    """The project comes from the token alone, never from the request."""

    project_id: UUID
    subject: str


class Callers:
    """The dependency that turns a request's token into a Caller."""

    def __init__(self, verify_keys: str, clock: Clock) -> None:
        self._verifier = Verifier(AUDIENCE, verify_keys, ISSUERS)
        self._clock = clock

    async def __call__(self, request: Request) -> Caller:
        try:
            claims = self._verifier.verify(
                request.headers.get(HEADER, ""),
                method=request.method,
                path=_path_as_sent(request),
                now_s=self._clock.now_ns() // _NS_PER_S,
            )
        except TokenRejected as rejected:
            structlog.get_logger().warning("service_token_rejected", reason=rejected.reason)
            raise Problem(401, "Unauthenticated", "This service answers the gateway only.") from rejected
        if claims.prj is None:
            raise Problem(401, "Unauthenticated", "The token names no project.")
        if SCOPE not in claims.scp:
            raise Problem(403, "Forbidden", f"The scope `{SCOPE}` is needed.")
        structlog.contextvars.bind_contextvars(project_id=str(claims.prj))
        return Caller(claims.prj, claims.sub)


def _path_as_sent(request: Request) -> str:
    raw_path: bytes = request.scope.get("raw_path") or request.url.path.encode()
    query: bytes = request.scope["query_string"]
    return (raw_path + (b"?" + query if query else b"")).decode("latin-1")
