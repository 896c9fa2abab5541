"""HTTP edges: request ids, problem+json (RFC 9457) for every error, metrics, and a server that drains.

Every API of Assay answers errors in this one shape: type, title, status, detail, request_id, and errors[] by field.
"""

import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any, Final

import structlog
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from prometheus_client import Histogram
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assay_kit.ids import uuid7
from assay_kit.lifecycle import Stop
from assay_kit.logging import get_logger

REQUEST_ID: Final = "x-request-id"
PROBLEM_JSON: Final = "application/problem+json"
GRACE_S: Final = 20
_GOOD_REQUEST_ID: Final = re.compile(r"[0-9A-Za-z._-]{1,64}")
_TITLES: Final = {404: "Not found", 405: "Method not allowed"}

_SECONDS = Histogram(
    "assay_http_request_seconds", "Time from a request's first byte to its answer", ["service", "route", "status"]
)


@dataclass(frozen=True)
class FieldError:
    """One thing wrong with the input: where it is (`query.limit`, `body.name`) and what must change."""

    field: str
    detail: str


class Problem(Exception):
    """An answer that is an error. Raised at an edge; the rooms below raise errors of their own family."""

    def __init__(
        self,
        status: int,
        title: str,
        detail: str,
        *,
        errors: Sequence[FieldError] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = headers or {}


_UNEXPECTED: Final = Problem(500, "Internal error", "Something broke on our side; the request id finds it in the log.")


def create_api(title: str, version: str, *, service: str) -> FastAPI:
    """An API without documentation pages whose every error is a problem with its request id."""
    api = FastAPI(title=title, version=version, docs_url=None, redoc_url=None, openapi_url=None)
    api.add_exception_handler(Problem, _on_problem)
    api.add_exception_handler(RequestValidationError, _on_invalid)
    api.add_exception_handler(HTTPException, _on_http_exception)
    api.add_middleware(_Observed, service=service)
    return api


def request_id_of(request: Request) -> str:
    """The id of this request: the caller's when it is well-formed, else a new one."""
    return str(request.state.request_id)


def problem_response(request: Request, problem: Problem) -> JSONResponse:
    """The answer to a problem."""
    request_id = request_id_of(request)
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "request_id": request_id,
    }
    if problem.errors:
        body["errors"] = [asdict(error) for error in problem.errors]
    return JSONResponse(body, problem.status, problem.headers, PROBLEM_JSON)


async def _on_problem(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, Problem)  # noqa: S101 - registered for this class only
    return problem_response(request, problem)


async def _on_invalid(request: Request, invalid: Exception) -> Response:
    assert isinstance(invalid, RequestValidationError)  # noqa: S101 - registered for this class only
    errors = [FieldError(".".join(map(str, error["loc"])), error["msg"]) for error in invalid.errors()]
    named = ", ".join(error.field for error in errors)
    return problem_response(request, Problem(422, "Invalid input", f"These fields are invalid: {named}", errors=errors))


async def _on_http_exception(request: Request, raised: Exception) -> Response:
    assert isinstance(raised, HTTPException)  # noqa: S101 - registered for this class only
    title = _TITLES.get(raised.status_code, "Refused")
    headers = dict(raised.headers or {})
    return problem_response(request, Problem(raised.status_code, title, str(raised.detail), headers=headers))


class _Observed:
    """Gives each request its id, its metric and, when the handler broke, an answer. Plain ASGI: it buffers nothing."""

    def __init__(self, app: ASGIApp, service: str) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        request.state.request_id = _request_id(request)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request.state.request_id)
        status, started = 0, time.monotonic()

        async def send_marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = request.state.request_id
            await send(message)

        try:
            await self._app(scope, receive, send_marked)
        except Exception:
            get_logger().exception("request_crashed", method=request.method, route=_route(request))
            if status:
                raise  # the answer has begun: all that is left is to cut it off
            await problem_response(request, _UNEXPECTED)(scope, receive, send_marked)
        finally:
            _SECONDS.labels(self._service, _route(request), str(status)).observe(time.monotonic() - started)


def _request_id(request: Request) -> str:
    given = request.headers.get(REQUEST_ID, "")
    return given if _GOOD_REQUEST_ID.fullmatch(given) else str(uuid7())


def _route(request: Request) -> str:
    """The route's template: a label must not grow with the ids in paths."""
    route = request.scope.get("route")
    return getattr(route, "path", "unmatched")


class _Server(uvicorn.Server):
    """uvicorn without its own signal handlers: the role's Stop decides."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def serve(app: FastAPI, host: str, port: int, stop: Stop) -> None:
    """Serve until `stop`, then let running requests finish (at most GRACE_S). Blocks."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
    )
    server = _Server(config)

    def end_on_stop() -> None:
        stop.wait()
        server.should_exit = True

    threading.Thread(target=end_on_stop, name="http-stop", daemon=True).start()
    server.run()
    if not stop.is_set():
        stop.fail()  # the listener could not be opened; uvicorn has logged why
