"""KeyService over gRPC: the ingest receivers ask here what a key is worth."""

from concurrent.futures import ThreadPoolExecutor
from typing import Final

import grpc
from assay_contracts.v1 import gateway_pb2 as pb
from assay_contracts.v1 import gateway_pb2_grpc as pb_grpc
from assay_kit.clock import Clock
from assay_kit.logging import get_logger
from assay_kit.service_token import GRPC_METHOD, HEADER, TokenRejected, Verifier
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

from assay_gateway.domain.keys import Verdict
from assay_gateway.domain.times import unix_ns
from assay_gateway.errors import Unavailable
from assay_gateway.usecases.resolve_key import Resolution, ResolveKey

SERVICE: Final = pb.DESCRIPTOR.services_by_name["KeyService"].full_name
ALLOWED_ISSUERS: Final = ("ingest",)
_VERDICTS: Final = {
    Verdict.ACTIVE: pb.ACTIVE,
    Verdict.UNKNOWN: pb.UNKNOWN,
    Verdict.REVOKED: pb.REVOKED,
    Verdict.EXPIRED: pb.EXPIRED,
    Verdict.SUSPENDED: pb.SUSPENDED,
}
_THREADS: Final = 8
_MAX_AGE_MS: Final = 300_000  # gRPC adds ± 10 % itself


class KeyServicer(pb_grpc.KeyServiceServicer):
    """A bad key is a verdict in an OK reply; an error means that nobody could say."""

    def __init__(self, resolve: ResolveKey, verifier: Verifier, clock: Clock) -> None:
        self._resolve = resolve
        self._verifier = verifier
        self._clock = clock

    def Resolve(self, request: pb.ResolveRequest, context: grpc.ServicerContext) -> pb.ResolveReply:
        """Asks PostgreSQL each time: callers cache, with a bound on the age."""
        self._admit(context, f"/{SERVICE}/Resolve")
        try:
            return _reply(self._resolve.resolve_key(request.key))
        except Unavailable as unavailable:
            context.abort(grpc.StatusCode.UNAVAILABLE, f"{unavailable.part} does not answer now")
            raise  # abort has raised already; this tells the type checker so

    def _admit(self, context: grpc.ServicerContext, method: str) -> None:
        token = dict(context.invocation_metadata()).get(HEADER, "")
        try:
            self._verifier.verify(token, method=GRPC_METHOD, path=method, now_s=self._clock.now_ns() // 1_000_000_000)
        except TokenRejected as rejected:
            get_logger().warning("service_token_rejected", reason=rejected.reason, peer=context.peer())
            context.abort(grpc.StatusCode.UNAUTHENTICATED, "this call carries no valid service token")


class KeyServer:
    """The gRPC listener with its health service."""

    def __init__(self, servicer: KeyServicer, host: str, port: int) -> None:
        self._server = grpc.server(
            ThreadPoolExecutor(_THREADS, thread_name_prefix="keys"),
            options=[("grpc.max_connection_age_ms", _MAX_AGE_MS), ("grpc.so_reuseport", 0)],
        )
        pb_grpc.add_KeyServiceServicer_to_server(servicer, self._server)  # type: ignore[no-untyped-call]  # generated
        self._health = health.HealthServicer()
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        self.port: int = self._server.add_insecure_port(f"{host}:{port}")

    def start(self) -> None:
        self._server.start()
        for name in ("", SERVICE):
            self._health.set(name, health_pb2.HealthCheckResponse.SERVING)

    def drain(self) -> None:
        """Say so to whoever asks; calls are still answered."""
        self._health.enter_graceful_shutdown()

    def stop(self, grace_s: float) -> None:
        """Finish running calls, at most `grace_s`."""
        self._server.stop(grace_s).wait()


def _reply(resolution: Resolution) -> pb.ResolveReply:
    key = resolution.key
    if key is None:
        return pb.ResolveReply(verdict=_VERDICTS[resolution.verdict])
    return pb.ResolveReply(
        verdict=_VERDICTS[resolution.verdict],
        key_id=key.id,
        project_id=str(key.project_id),
        scopes=key.scopes,
        expires_at_ns=unix_ns(key.expires_at) if key.expires_at else 0,
    )
