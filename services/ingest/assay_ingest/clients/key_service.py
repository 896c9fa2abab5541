"""The gRPC call to the gateway's `KeyService`, signed as ingest."""

from typing import Final
from uuid import UUID

import grpc
from assay_contracts.v1 import gateway_pb2 as pb
from assay_contracts.v1.gateway_pb2_grpc import KeyServiceStub
from assay_kit.clock import Clock
from assay_kit.ids import uuid7
from assay_kit.logging import get_logger
from assay_kit.service_token import GRPC_METHOD, HEADER, Signer

from assay_ingest.clients.keys import Refusal, Resolution, Verdict
from assay_ingest.errors import GatewayUnreachable

_AUDIENCE: Final = "gateway"
_RESOLVE: Final = "/assay_contracts.v1.KeyService/Resolve"
_TIMEOUT_S: Final = 2.0
_REFUSALS: Final = {pb.REVOKED: "revoked", pb.EXPIRED: "expired", pb.SUSPENDED: "suspended"}


class KeyServiceClient:
    """One channel to one gateway address. Thread-safe."""

    def __init__(self, address: str, signer: Signer, clock: Clock) -> None:
        options = [("grpc.max_reconnect_backoff_ms", 2_000), ("grpc.initial_reconnect_backoff_ms", 200)]
        self._channel = grpc.insecure_channel(address, options=options)
        self._stub = KeyServiceStub(self._channel)  # type: ignore[no-untyped-call]  # generated code
        self._signer = signer
        self._clock = clock

    def resolve(self, key: str, peer: str) -> Verdict:
        """The gateway's verdict. Raises GatewayUnreachable on every gRPC error: a bad key is not one."""
        try:
            reply = self._stub.Resolve(
                pb.ResolveRequest(key=key, peer=peer), timeout=_TIMEOUT_S, metadata=((HEADER, self._token()),)
            )
        except grpc.RpcError as failed:
            get_logger().warning("key_lookup_failed", code=failed.code().name)
            raise GatewayUnreachable from failed
        return _verdict(reply)

    def close(self) -> None:
        self._channel.close()

    def _token(self) -> str:
        return self._signer.mint(
            audience=_AUDIENCE,
            subject="job:receiver",
            project_id=None,
            scopes=(),
            method=GRPC_METHOD,
            path=_RESOLVE,
            request_id=str(uuid7()),
            now_s=self._clock.now_ns() // 10**9,
        )


def _verdict(reply: pb.ResolveReply) -> Verdict:
    if reply.verdict != pb.ACTIVE:
        return Refusal(_REFUSALS.get(reply.verdict, "unknown"))
    return Resolution(reply.key_id, UUID(reply.project_id), frozenset(reply.scopes), reply.expires_at_ns)
