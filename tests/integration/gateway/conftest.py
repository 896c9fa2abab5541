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
from tests.support.upstream_server import upstream_server


@pytest.fixture(scope="module")
def database(postgres_url: str) -> Iterator[GatewayDatabase]:
    """Fresh and migrated."""
    with gateway_database(postgres_url) as made:
        yield made


@pytest.fixture(scope="session")
def environment(postgres_url: str, kafka_brokers: str) -> Iterator[dict[str, str]]:
    """The roles' variables over a database for all modules, with topics and first owner in place."""
    with gateway_database(postgres_url, migrated=False) as made, upstream_server() as upstream:
        variables = gateway_environment(made, kafka_brokers, upstream.url)
        for role in ("migrate", "bootstrap"):
            ended = run_gateway_role(role, variables)
            assert ended.returncode == 0, ended.stderr
        yield variables


@pytest.fixture(scope="session")
def gateway(environment: dict[str, str]) -> Iterator[RunningGateway]:
    """Role `api` as a process. Modules share it: starting one costs seconds."""
    with running_gateway(environment) as running:
        yield running
