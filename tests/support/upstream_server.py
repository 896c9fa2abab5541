"""A small real HTTP server that stands where a service stands: it records what reaches it."""

import json
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Seen:
    """One request as it arrived: header names in lower case, the path with its query."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Upstream:
    """What the server saw, and the levers of its slow answers."""

    url: str
    seen: "queue.Queue[Seen]" = field(default_factory=queue.Queue)
    first_chunk: threading.Event = field(default_factory=threading.Event)
    """Set when the server has received a piece of a body that is not complete yet."""
    go_on: threading.Event = field(default_factory=threading.Event)
    """`/stream` and `/wait` wait for it in the middle of their answer or before it."""
    client_left: threading.Event = field(default_factory=threading.Event)
    """Set when the gateway closed the connection before the answer was complete."""


@contextmanager
def upstream_server() -> Iterator[Upstream]:
    """Paths that end in /stream answer in two pieces, in /wait only when told to, in /upload read piece by piece."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.daemon_threads = True
    upstream = Upstream(f"http://127.0.0.1:{server.server_address[1]}")
    server.RequestHandlerClass = type("Handler", (_Handler,), {"upstream": upstream})
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield upstream
    finally:
        upstream.go_on.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    upstream: Upstream

    def handle_any(self) -> None:
        path = self.path.partition("?")[0]
        body = self._read_body()
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.upstream.seen.put(Seen(self.command, self.path, headers, body))
        if path.endswith("/stream"):
            self._stream()
        elif path.endswith("/wait"):
            self._wait()
        else:
            self._answer(200, json.dumps({"path": self.path, "bytes": len(body)}).encode())

    do_GET = do_POST = do_DELETE = handle_any

    def _read_body(self) -> bytes:
        if "chunked" not in self.headers.get("transfer-encoding", ""):
            return self.rfile.read(int(self.headers.get("content-length", 0)))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
            self.upstream.first_chunk.set()
        self.rfile.readline()
        return body

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("X-Assay-Marker", "kept")
        self.end_headers()
        self._chunk(b"data: first\n\n")
        self.upstream.go_on.wait(10)
        self._chunk(b"data: second\n\n")
        self._chunk(b"")

    def _wait(self) -> None:
        """The connection turning readable means that the other side closed it: nobody pipelines here."""
        self.connection.settimeout(10)
        if self.connection.recv(1) == b"":
            self.upstream.client_left.set()
        self.close_connection = True

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", "session=evil")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """The tests read `seen`."""
