"""Every test runs against each kind of server: the stand-in always, a full ClickHouse server where one is at hand."""

from collections.abc import Iterator
from itertools import count

import pytest
from clickhouse_driver import Client

from tests.support.clickhouse_server import (
    ClickHouseServer,
    full_server,
    full_server_is_at_hand,
    full_server_url,
    stand_in,
)

_numbers = count(1)


@pytest.fixture(scope="session")
def shared_stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClickHouseServer]:
    with stand_in(tmp_path_factory.mktemp("stand-in")) as running:
        yield running


@pytest.fixture(scope="session", params=["stand-in", "full server"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClickHouseServer]:
    if request.param == "stand-in":
        yield request.getfixturevalue("shared_stand_in")
        return
    if not full_server_is_at_hand():
        pytest.skip("users, row policies and the full server are not shown here")
    with full_server(tmp_path_factory.mktemp("clickhouse"), full_server_url()) as running:
        yield running


@pytest.fixture
def database(server: ClickHouseServer) -> Iterator[str]:
    """A database of the test's own."""
    name = f"conformance_{next(_numbers)}"
    admin = server.client()
    admin.execute(f"DROP DATABASE IF EXISTS {name} SYNC")
    admin.execute(f"CREATE DATABASE {name}")
    yield name
    admin.execute(f"DROP DATABASE {name} SYNC")
    admin.disconnect()


@pytest.fixture
def client(server: ClickHouseServer, database: str) -> Iterator[Client]:
    connected = server.client(database)
    yield connected
    connected.disconnect()
