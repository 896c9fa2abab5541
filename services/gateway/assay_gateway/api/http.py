"""The REST edge put together: own routes, the proxy for everything else, the guard in front of both."""

import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Final

from assay_kit.health import Health
from assay_kit.http import create_api
from fastapi import APIRouter, Depends, FastAPI, Response
from fastapi.middleware.cors import CORSMiddleware

from assay_gateway.api import status
from assay_gateway.api.edge import Edge
from assay_gateway.api.guard import Guard
from assay_gateway.api.operations import PROBLEM_RESPONSES, needs
from assay_gateway.api.proxy import Proxy
from assay_gateway.clients.upstreams import Upstreams
from assay_gateway.domain.access import PUBLIC

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_ALLOWED_HEADERS: Final = (
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "Last-Event-ID",
    "X-Api-Key",
    "X-Assay-Project",
)
_EXPOSED_HEADERS: Final = ("X-Request-Id", "Retry-After", "RateLimit", "RateLimit-Policy")


def gateway_api(
    *,
    guard: Guard,
    own: Sequence[APIRouter],
    proxy: Proxy,
    upstreams: Upstreams,
    health: Health,
    document: bytes,
    ui_origins: Sequence[str],
) -> FastAPI:
    """The application. `document` is the merged OpenAPI document that it serves."""
    api = create_api("Assay", "1", service="gateway")
    status.install(api)
    root = APIRouter(dependencies=[Depends(guard)])
    for router in (*own, _open_router(health, document)):
        root.include_router(router)
    root.add_api_route("/{path:path}", proxy.forward, methods=list(METHODS), include_in_schema=False)
    api.include_router(root)
    api.router.lifespan_context = _lifespan(upstreams, health)
    api.add_middleware(Edge)
    if ui_origins:
        api.add_middleware(
            CORSMiddleware,
            allow_origins=list(ui_origins),
            allow_methods=[method for method in METHODS if method != "OPTIONS"],
            allow_headers=list(_ALLOWED_HEADERS),
            expose_headers=list(_EXPOSED_HEADERS),
            allow_credentials=False,
        )
    return api


def _open_router(health: Health, document: bytes) -> APIRouter:
    """What anybody may see."""
    router = APIRouter(tags=["service"], responses=PROBLEM_RESPONSES)

    @router.get("/api/openapi.json", operation_id="getOpenApi", openapi_extra=needs(PUBLIC))
    def openapi() -> dict[str, object]:
        """This document."""
        return Response(document, media_type="application/json")  # type: ignore[return-value]  # sent as it is stored

    @router.get("/healthz", operation_id="getHealth", openapi_extra=needs(PUBLIC))
    def healthz(response: Response) -> dict[str, bool]:
        """Whether this process turns."""
        response.status_code = 200 if health.is_alive else 503
        return {"alive": health.is_alive}

    @router.get("/readyz", operation_id="getReadiness", openapi_extra=needs(PUBLIC))
    def readyz(response: Response) -> dict[str, bool]:
        """Whether work may be sent here, check by check."""
        response.status_code = 200 if health.is_ready else 503
        return health.ready()

    return router


def _lifespan(upstreams: Upstreams, health: Health) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    listening = threading.Event()
    health.require("listener", listening.is_set)

    @asynccontextmanager
    async def lifespan(_api: FastAPI) -> AsyncIterator[None]:
        listening.set()
        yield
        await upstreams.close()

    return lifespan
