"""The gateway's roles as processes of their own, as a deployment runs them."""

import base64
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
from assay_contracts.rules.api_key import format_key
from assay_kit.service_token import derive_key

from tests.support.gateway_database import GatewayDatabase

EMAIL = "owner@assay.test"
PASSWORD = "correct horse 42 battery"  # noqa: S105 - of a test's own database
API_KEY = format_key("0123456789ab", "s" * 32)
GATEWAY_KEY = secrets.token_bytes(32)
INGEST_KEY = secrets.token_bytes(32)


@dataclass(frozen=True)
class RunningGateway:
    """A gateway that answers."""

    url: str
    grpc: str
    internal_url: str
    process: subprocess.Popen[bytes]

    def login(self) -> str:
        """A session token of the first owner."""
        answer = httpx.post(f"{self.url}/api/auth/login", json={"email": EMAIL, "password": PASSWORD})
        answer.raise_for_status()
        return str(answer.json()["token"])


def gateway_environment(database: GatewayDatabase, brokers: str, query_url: str = "") -> dict[str, str]:
    """The variables of every role."""
    derived = derive_key(INGEST_KEY, "ingest", "gateway")
    return {
        "PATH": os.environ.get("PATH", ""),  # noqa: TID251 - handed on to a child
        "ASSAY_KAFKA_BROKERS": brokers,
        "ASSAY_TOPIC_PARTITIONS": "4",
        "ASSAY_TOPIC_REPLICATION": "1",
        "ASSAY_GATEWAY_POSTGRES_OWNER_URL": database.owner_url,
        "ASSAY_GATEWAY_POSTGRES_APP_URL": database.app_url,
        "ASSAY_GATEWAY_POSTGRES_SYSTEM_URL": database.system_url,
        "ASSAY_KEY_PEPPERS": f"1:{base64.b64encode(b'p' * 32).decode()}",
        "ASSAY_SIGNING_KEYS": f"g1:{base64.b64encode(GATEWAY_KEY).decode()}",
        "ASSAY_VERIFY_KEYS": f"ingest:i1:{base64.b64encode(derived).decode()}",
        "ASSAY_BOOTSTRAP_EMAIL": EMAIL,
        "ASSAY_BOOTSTRAP_PASSWORD": PASSWORD,
        "ASSAY_BOOTSTRAP_API_KEY": API_KEY,
        "ASSAY_QUERY_URL": query_url,
        "ASSAY_LIMITS_FACTOR": "1000",
    }


def run_gateway_role(role: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a role to its end."""
    command = [sys.executable, "-m", "assay_gateway", role]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603 - our own role


@contextmanager
def running_gateway(environment: dict[str, str]) -> Iterator[RunningGateway]:
    """Start role `api` and wait until it is ready; asks it to stop at the end."""
    http, grpc, internal = _free_ports(3)
    ports = {"ASSAY_HTTP_PORT": http, "ASSAY_GRPC_PORT": grpc, "ASSAY_INTERNAL_PORT": internal}
    command = [sys.executable, "-m", "assay_gateway", "api"]
    process = subprocess.Popen(command, env=environment | {name: str(port) for name, port in ports.items()})  # noqa: S603 - our own role
    gateway = RunningGateway(f"http://127.0.0.1:{http}", f"127.0.0.1:{grpc}", f"http://127.0.0.1:{internal}", process)
    try:
        _wait_until_ready(gateway)
        yield gateway
    finally:
        process.terminate()
        process.wait(40)


def _wait_until_ready(gateway: RunningGateway, timeout_s: float = 30.0) -> None:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if gateway.process.poll() is not None:
            raise RuntimeError(f"the gateway ended with {gateway.process.returncode}")
        try:
            if httpx.get(f"{gateway.url}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise TimeoutError("the gateway did not become ready")


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports
