"""The door in front of every route: is it listed, who is asking, and may they?"""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from assay_gateway.api.status import PROJECT_HEADER
from assay_gateway.domain.access import PUBLIC, SESSION, Caller, Grant, SessionCaller, grant, require_session
from assay_gateway.domain.addresses import client_address
from assay_gateway.domain.routes import Route, RouteTable
from assay_gateway.errors import NotAuthenticated, NotFound
from assay_gateway.usecases.authenticate import Authenticate


@dataclass(frozen=True)
class Guard:
    """Runs before every handler, on a thread. Leaves `route`, `address`, `caller`, `grant` in the request's state."""

    routes: RouteTable
    authenticate: Authenticate
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...]

    def __call__(self, request: Request) -> None:
        """Raises NotFound for a route that is not listed, NotAuthenticated, Forbidden and the family's other errors."""
        route = self.routes.find(request.method, request.scope["path"])
        if route is None:
            raise NotFound
        request.state.route = route
        request.scope["route"] = route  # names the metric: the listed path, not the proxy's catch-all
        request.state.address = self._address(request)
        if route.scope == PUBLIC:
            return
        caller = self.authenticate.authenticate(_credential(request), request.state.address)
        request.state.caller = caller
        if route.scope != SESSION:
            request.state.grant = grant(caller, route.scope, _named_project(request))

    def _address(self, request: Request) -> str:
        peer = request.client.host if request.client else ""
        forwarded_for = ",".join(request.headers.getlist("x-forwarded-for"))
        return client_address(peer, forwarded_for, self.trusted_proxies)


def _credential(request: Request) -> str:
    """The presented key or token. Two that differ prove nothing."""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    bearer = bearer.strip() if scheme.lower() == "bearer" else ""
    given = {credential for credential in (bearer, request.headers.get("x-api-key", "").strip()) if credential}
    if len(given) != 1:
        raise NotAuthenticated
    return given.pop()


def _named_project(request: Request) -> UUID | None:
    """A malformed id names nothing that exists."""
    text = request.headers.get(PROJECT_HEADER)
    if text is None:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def _route(request: Request) -> Route:
    route: Route = request.state.route
    return route


def _caller(request: Request) -> Caller:
    caller: Caller = request.state.caller
    return caller


def _session(request: Request) -> SessionCaller:
    return require_session(_caller(request))


def _grant(request: Request) -> Grant:
    granted: Grant = request.state.grant
    return granted


def _client(request: Request) -> str:
    address: str = request.state.address
    return address


TheRoute = Annotated[Route, Depends(_route)]
TheCaller = Annotated[Caller, Depends(_caller)]
TheSession = Annotated[SessionCaller, Depends(_session)]
TheGrant = Annotated[Grant, Depends(_grant)]
ClientAddress = Annotated[str, Depends(_client)]
