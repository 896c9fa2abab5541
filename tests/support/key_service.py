"""A KeyService over real gRPC with a small table instead of a database: a stand-in for the gateway."""

import base64
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import grpc
from assay_contracts.rules.api_key import format_key
from assay_contracts.v1 import gateway_pb2 as pb
from assay_contracts.v1.gateway_pb2_grpc import KeyServiceServicer, add_KeyServiceServicer_to_server
from assay_kit.clock import SystemClock
from assay_kit.service_token import GRPC_METHOD, HEADER, TokenRejected, Verifier, derive_key

INGEST_SIGNING_KEY: Final = bytes(range(32))
SIGNING_KEYS: Final = "k1:" + base64.b64encode(INGEST_SIGNING_KEY).decode()
_VERIFY_KEYS: Final = "ingest:k1:" + base64.b64encode(derive_key(INGEST_SIGNING_KEY, "ingest", "gateway")).decode()


def a_key(number: int) -> str:
    """A well-formed key; its id ends in the number."""
    return format_key(f"{number:012d}", f"{number:032d}")


def key_id(number: int) -> str:
    """The id inside `a_key(number)`."""
    return f"{number:012d}"


@dataclass
class KeyTable(KeyServiceServicer):
    """Answers from `replies`; an unlisted key is unknown. Refuses calls without ingest's service token."""

    replies: dict[str, pb.ResolveReply] = field(default_factory=dict)
    calls: int = 0

    def __post_init__(self) -> None:
        self._verifier = Verifier("gateway", _VERIFY_KEYS, ("ingest",))

    def allow(self, key: str, project_id: UUID, *, key_id: str, scopes: tuple[str, ...] = ("ingest",)) -> None:
        """Make `key` good."""
        self.replies[key] = pb.ResolveReply(verdict=pb.ACTIVE, key_id=key_id, project_id=str(project_id), scopes=scopes)

    def Resolve(self, request: pb.ResolveRequest, context: grpc.ServicerContext) -> pb.ResolveReply:
        self.calls += 1
        token = dict(context.invocation_metadata()).get(HEADER, "")
        path = "/assay_contracts.v1.KeyService/Resolve"
        try:
            self._verifier.verify(token, method=GRPC_METHOD, path=path, now_s=SystemClock().now_ns() // 10**9)
        except TokenRejected as rejected:
            context.abort(grpc.StatusCode.UNAUTHENTICATED, rejected.reason)
        return self.replies.get(request.key, pb.ResolveReply(verdict=pb.UNKNOWN))


@contextmanager
def serve_keys(table: KeyTable, port: int = 0) -> Iterator[int]:
    """Serve the table on a port until the block ends."""
    server = grpc.server(ThreadPoolExecutor(4))
    add_KeyServiceServicer_to_server(table, server)  # type: ignore[no-untyped-call]  # generated code
    bound = server.add_insecure_port(f"127.0.0.1:{port}")
    server.start()
    try:
        yield bound
    finally:
        server.stop(0).wait()
