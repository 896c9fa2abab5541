"""Probes of a role: `/healthz`, `/readyz` and `/metrics` on its internal port.

Health says that the process turns, never that a dependency answers; readiness says that work may be sent here.
"""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

Check = Callable[[], bool]


class Health:
    """What a role has promised about itself. Thread-safe: checks are added at start-up, read by the probe thread."""

    def __init__(self, service: str, role: str) -> None:
        self.service = service
        self.role = role
        self._ready: dict[str, Check] = {}
        self._alive: dict[str, Check] = {}
        self._draining = False

    def require(self, name: str, check: Check) -> None:
        """Not ready before `check` holds."""
        self._ready[name] = check

    def alive_while(self, name: str, check: Check) -> None:
        """Not healthy once `check` fails; never a dependency."""
        self._alive[name] = check

    def drain(self) -> None:
        """From now on not ready: the role is finishing what it has."""
        self._draining = True

    def ready(self) -> dict[str, bool]:
        """Each readiness check with its answer."""
        return {"not_draining": not self._draining} | {name: check() for name, check in self._ready.items()}

    @property
    def is_ready(self) -> bool:
        return all(self.ready().values())

    @property
    def is_alive(self) -> bool:
        return all(check() for check in self._alive.values())


class ProbeServer:
    """Serves the probes from a thread of its own, so that a busy role still answers them."""

    def __init__(self, health: Health, host: str, port: int) -> None:
        self._server = ThreadingHTTPServer((host, port), _handler(health))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="probes", daemon=True)

    @property
    def port(self) -> int:
        """The port in use; interesting when 0 was asked for."""
        return self._server.server_address[1]

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler(health: Health) -> type[BaseHTTPRequestHandler]:
    class Probes(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            match self.path.partition("?")[0]:
                case "/healthz":
                    self._json(health.is_alive, {"alive": health.is_alive})
                case "/readyz":
                    self._json(health.is_ready, health.ready())
                case "/metrics":
                    self._answer(200, CONTENT_TYPE_LATEST, generate_latest())
                case _:
                    self._answer(404, "text/plain", b"not found\n")

        def _json(self, good: bool, report: dict[str, bool]) -> None:
            body = json.dumps({"service": health.service, "role": health.role, "checks": report})
            self._answer(200 if good else 503, "application/json", body.encode())

        def _answer(self, status: int, content_type: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Probes come every second; they are not worth a log line."""

    return Probes
