"""Calls KeyService as the ingest receiver does."""

import base64
import time
from collections.abc import Iterator
from contextlib import contextmanager

import grpc
from assay_contracts.v1 import gateway_pb2 as pb
from assay_contracts.v1 import gateway_pb2_grpc as pb_grpc
from assay_kit.service_token import GRPC_METHOD, HEADER, Signer

RESOLVE = "/assay_contracts.v1.KeyService/Resolve"


class KeyServiceClient:
    """`issuer` and `key` sign the service token of each call."""

    def __init__(self, channel: grpc.Channel, issuer: str, key: bytes) -> None:
        self._stub = pb_grpc.KeyServiceStub(channel)  # type: ignore[no-untyped-call]  # generated
        self._signer = Signer(issuer, f"i1:{base64.b64encode(key).decode()}")

    def resolve(self, key: str) -> pb.ResolveReply:
        reply: pb.ResolveReply = self._stub.Resolve(
            pb.ResolveRequest(key=key, peer="203.0.113.9"), metadata=[(HEADER, self._token())], timeout=10
        )
        return reply

    def _token(self) -> str:
        return self._signer.mint(
            audience="gateway",
            subject="job:test",
            project_id=None,
            scopes=(),
            method=GRPC_METHOD,
            path=RESOLVE,
            request_id="test",
            now_s=time.time_ns() // 1_000_000_000,
        )


@contextmanager
def key_service(address: str, issuer: str, key: bytes) -> Iterator[KeyServiceClient]:
    """A client over a connection of its own."""
    with grpc.insecure_channel(address) as channel:
        yield KeyServiceClient(channel, issuer, key)
