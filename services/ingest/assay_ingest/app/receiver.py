"""Role `receiver`: OTLP over gRPC and HTTP to the raw topics."""

import ctypes
import socket
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import grpc
import uvicorn
from assay_kit.clock import Clock, SystemClock
from assay_kit.health import Health, ProbeServer
from assay_kit.kafka import DurableProducer
from assay_kit.lifecycle import StartupRefused, Stop, spawn, stop_on_signals
from assay_kit.logging import configure_logging, get_logger
from assay_kit.service_token import Signer
from grpc_health.v1 import health_pb2_grpc
from grpc_health.v1.health import HealthServicer
from grpc_health.v1.health_pb2 import HealthCheckResponse
from prometheus_client import Gauge

from assay_ingest.api.otlp_grpc import SERVICES, THREADS, make_server
from assay_ingest.api.otlp_http import OtlpHttp
from assay_ingest.bus.control import ControlCopy, ControlReader
from assay_ingest.bus.publisher import Publisher, raw_producer_config
from assay_ingest.clients.key_service import KeyServiceClient
from assay_ingest.clients.keys import Keys
from assay_ingest.domain.admission import Admission, AdmissionLimits
from assay_ingest.settings import ReceiverSettings, read
from assay_ingest.usecases.accept_export import AcceptExport

_LEAVE_S: Final = 5.0
"""Time for load balancers to see that this process is not ready any more."""
_FINISH_S: Final = 20
_FLUSH_S: Final = 5.0  # of each of the two producers
_KEEP_ALIVE_S: Final = 60
_M_MMAP_THRESHOLD: Final = -3  # malloc.h
_LARGE_BYTES: Final = 1024 * 1024

_CONTROL_AGE: Final = Gauge("assay_ingest_control_age_seconds", "Since control.v1 was last known to be read to its end")
_INFLIGHT: Final = Gauge("assay_ingest_inflight_bytes", "Bytes of requests being worked on")
_KAFKA_UP: Final = Gauge("assay_kafka_up", "1 while a broker answers", ["service"])


def run_receiver() -> None:
    """Run until told to stop, then finish what was begun. The listeners open before `control.v1` has been read."""
    settings = read(ReceiverSettings)
    configure_logging(service="ingest", role="receiver", level=settings.log_level)
    _give_memory_back()
    stop = stop_on_signals()
    receiver = build_receiver(settings, SystemClock(), stop)
    probes = ProbeServer(receiver.health, settings.bind_host, settings.internal_port)
    probes.start()
    receiver.start()
    get_logger().info(
        "receiver_started",
        grpc_port=receiver.grpc_port,
        http_port=receiver.http.port,
        internal_port=probes.port,
    )
    stop.wait()
    receiver.drain()
    probes.stop()
    if stop.failed:
        sys.exit(1)


@dataclass
class Receiver:
    """The running parts of the role, in the order in which they stop."""

    health: Health
    grpc_server: grpc.Server
    grpc_port: int
    grpc_health: HealthServicer
    http: "HttpListener"
    publisher: Publisher
    keys: KeyServiceClient
    control: ControlReader
    stop: Stop
    leave_s: float = _LEAVE_S

    def start(self) -> None:
        spawn("control", lambda: self.control.run(self.stop), self.stop)
        spawn("grpc-health", self._mirror_health, self.stop)
        self.grpc_server.start()
        spawn("http", self.http.run, self.stop)

    def drain(self) -> None:
        """Say that we leave, keep serving while that spreads, finish what is in flight, flush."""
        self.health.drain()
        self.grpc_health.enter_graceful_shutdown()
        if not self.stop.failed:
            Stop().wait(self.leave_s)
        grpc_stopped = self.grpc_server.stop(_FINISH_S)
        self.http.finish()
        grpc_stopped.wait()
        self.publisher.close(_FLUSH_S)
        self.keys.close()
        get_logger().info("receiver_stopped")

    def _mirror_health(self) -> None:
        while True:
            state = HealthCheckResponse.SERVING if self.health.is_ready else HealthCheckResponse.NOT_SERVING
            for name in ("", *SERVICES.values()):
                self.grpc_health.set(name, state)
            if self.stop.wait(0.5):
                return


def build_receiver(settings: ReceiverSettings, clock: Clock, stop: Stop) -> Receiver:
    """Everything joined, nothing started but the producers. Raises StartupRefused when a port is taken."""
    control = ControlCopy()
    reader = ControlReader(settings.kafka_brokers, control, clock)
    publisher = Publisher(
        DurableProducer(raw_producer_config(settings.kafka_brokers, compression="lz4")),
        DurableProducer(raw_producer_config(settings.kafka_brokers, compression="none")),
        on_fatal=stop.fail,
    )
    lookup = KeyServiceClient(settings.gateway_grpc, _signer(settings), clock)
    admission = Admission(AdmissionLimits())
    accept = AcceptExport(
        keys=Keys(lookup, control, clock),
        control=control,
        publisher=publisher,
        admission=admission,
        clock=clock,
        limits_factor=settings.limits_factor,
    )
    health = Health("ingest", "receiver")
    health.require("control_read", lambda: control.ready)
    http = HttpListener(accept, clock, settings.bind_host, settings.otlp_http_port, stop)
    health.require("http_listener", lambda: http.is_up)
    server = make_server(ThreadPoolExecutor(THREADS, thread_name_prefix="grpc"), accept, clock)
    grpc_health = HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(grpc_health, server)
    _CONTROL_AGE.set_function(lambda: reader.age_s)
    _INFLIGHT.set_function(lambda: admission.inflight_bytes)
    _KAFKA_UP.labels("ingest").set_function(lambda: publisher.is_up)
    grpc_port = _bind_grpc(server, settings)
    return Receiver(health, server, grpc_port, grpc_health, http, publisher, lookup, reader, stop)


class HttpListener:
    """uvicorn on a thread of its own, with a socket that is bound before anything starts."""

    def __init__(self, accept: AcceptExport, clock: Clock, host: str, port: int, stop: Stop) -> None:
        executor = ThreadPoolExecutor(THREADS, thread_name_prefix="http-work")
        config = uvicorn.Config(
            OtlpHttp(accept, executor, clock),
            host=host,
            port=port,
            loop="uvloop",
            http="httptools",
            lifespan="off",
            access_log=False,
            log_config=None,
            server_header=False,
            backlog=1024,
            timeout_keep_alive=_KEEP_ALIVE_S,
            timeout_graceful_shutdown=_FINISH_S,
        )
        self._server = _Server(config)
        self._stop = stop
        self._socket = _bind_http(config)
        self.port: int = self._socket.getsockname()[1]
        self._ended = Stop()

    @property
    def is_up(self) -> bool:
        return self._server.started and not self._server.should_exit

    def run(self) -> None:
        """Serve until `finish`. Ending without having been asked to is a failure of the process."""
        try:
            self._server.run(sockets=[self._socket])
        finally:
            self._ended.set()
            if not self._server.should_exit:
                self._stop.fail()

    def finish(self) -> None:
        """Refuse new connections, finish what is in flight."""
        self._server.should_exit = True
        self._ended.wait(_FINISH_S + 1)


class _Server(uvicorn.Server):
    """uvicorn without its own signal handlers: the role's Stop decides."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _give_memory_back() -> None:
    """Keep large bodies out of glibc's heaps.

    Left alone it raises its own threshold after the first large body and then holds on to what was freed. Seen with 64
    requests of 16 MiB at once: 779 MiB stayed, 480 MiB with a fixed threshold. Other C libraries lack the call.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)


def _signer(settings: ReceiverSettings) -> Signer:
    try:
        return Signer("ingest", settings.signing_keys.get_secret_value())
    except ValueError as cause:
        raise StartupRefused("ASSAY_SIGNING_KEYS is not kid:base64[,kid:base64]") from cause


def _bind_grpc(server: grpc.Server, settings: ReceiverSettings) -> int:
    address = f"{settings.bind_host}:{settings.otlp_grpc_port}"
    try:
        port: int = server.add_insecure_port(address)
    except RuntimeError as cause:
        raise StartupRefused(f"ASSAY_OTLP_GRPC_PORT: {address} is taken") from cause
    return port


def _bind_http(config: uvicorn.Config) -> socket.socket:
    """Several processes may share the port."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        listener.bind((config.host, config.port))
    except OSError as cause:
        listener.close()
        raise StartupRefused(f"ASSAY_OTLP_HTTP_PORT: {config.host}:{config.port} is taken") from cause
    return listener
