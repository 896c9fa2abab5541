"""`assay.init` against a real HTTP receiver of requests."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import assay
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.resources import SERVICE_NAME


class Received(HTTPServer):
    """Keeps what was posted."""

    requests: list[tuple[str, str | None, bytes]]


@pytest.fixture
def receiver() -> Iterator[Received]:
    class Keep(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            server.requests.append((self.path, self.headers["x-api-key"], body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = Received(("127.0.0.1", 0), Keep)
    server.requests = []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_spans_reach_the_endpoint_with_the_key(receiver: Received) -> None:
    provider = assay.init("shop", endpoint=f"http://127.0.0.1:{receiver.server_port}/", api_key="the-key")
    with provider.get_tracer("t").start_as_current_span("work"):
        pass
    provider.shutdown()
    ((path, key, body),) = receiver.requests
    assert (path, key) == ("/v1/traces", "the-key")
    exported = ExportTraceServiceRequest.FromString(body).resource_spans[0]
    names = {attribute.key: attribute.value.string_value for attribute in exported.resource.attributes}
    assert names[SERVICE_NAME] == "shop"
    assert exported.scope_spans[0].spans[0].name == "work"
