"""The route table: which operation a request asks for, what scope it needs and which service answers it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

_PARAMETER: Final = re.compile(r"\{[^}]+\}")
_SEGMENT: Final = r"(?!\.{1,2}(?:/|\Z))[^/\x00-\x1f]+"
"""Never `.` or `..`: the HTTP client would resolve them, and the service would see a path that nobody checked."""


@dataclass(frozen=True)
class Route:
    """One operation of `proto/openapi/gateway.json`. `path` has parameters in braces; `upstream` is a context."""

    method: str
    path: str
    scope: str
    upstream: str


class RouteTable:
    """Finds the operation of a request. The more of a path is literal, the sooner it wins: `/runs/{id}:pause` before
    `/runs/{id}`, `/traces/count` before `/traces/{trace_id}`."""

    def __init__(self, routes: Iterable[Route]) -> None:
        ordered = sorted(routes, key=lambda route: (route.path.count("{"), -len(_PARAMETER.sub("", route.path))))
        self._routes: Sequence[tuple[Route, re.Pattern[str]]] = [(route, _pattern(route.path)) for route in ordered]

    def find(self, method: str, path: str) -> Route | None:
        """The operation, or None: what is not listed does not exist. A HEAD is not implied by a GET."""
        for route, pattern in self._routes:
            if route.method == method and pattern.fullmatch(path):
                return route
        return None


def _pattern(path: str) -> re.Pattern[str]:
    literals = [re.escape(part) for part in _PARAMETER.split(path)]
    return re.compile(_SEGMENT.join(literals))
