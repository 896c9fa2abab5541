"""A gateway of the tests' own: database, topics and a running process."""

from collections.abc import Iterator

import pytest

from tests.support.gateway_database import GatewayDatabase, gateway_database
from tests.support.running_gateway import (
    RunningGateway,
    gateway_environment,
    run_gateway_role,
    running_gateway,
)
from tests.support.upstream_server import Upstream, upstream_server


@pytest.fixture(scope="module")
def database(postgres_url: str) -> Iterator[GatewayDatabase]:
    """Fresh and migrated."""
    with gateway_database(postgres_url) as made:
        yield made


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    """Stands where query stands."""
    with upstream_server() as server:
        yield server


@pytest.fixture(scope="module")
def environment(database: GatewayDatabase, kafka_brokers: str, upstream: Upstream) -> dict[str, str]:
    """The roles' variables, with topics and first owner in place."""
    variables = gateway_environment(database, kafka_brokers, upstream.url)
    for role in ("migrate", "bootstrap"):
        ended = run_gateway_role(role, variables)
        assert ended.returncode == 0, ended.stderr
    return variables


@pytest.fixture(scope="module")
def gateway(environment: dict[str, str]) -> Iterator[RunningGateway]:
    """Role `api` as a process."""
    with running_gateway(environment) as running:
        yield running
