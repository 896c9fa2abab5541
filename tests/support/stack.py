"""Fixtures for the real parts that `make test` started. Registered for all tests by tests/conftest.py.

A test module takes database and topic names of its own, so modules do not see each other.
"""

import os
from pathlib import Path

import pytest


def _given(variable: str) -> str:
    """The variable's value. Without it the test is skipped, or fails where the stack is required."""
    value = os.environ.get(variable)  # noqa: TID251 - tests take their parts from the environment
    if value:
        return value
    reason = f"{variable} is not set; `make test` starts the parts and sets it"
    if os.environ.get("ASSAY_REQUIRE_STACK") == "1":  # noqa: TID251 - see above
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def kafka_brokers() -> str:
    """host:port."""
    return _given("ASSAY_TEST_KAFKA_BROKERS")


@pytest.fixture(scope="session")
def clickhouse_url() -> str:
    """clickhouse://user:password@host:port/assay; make databases of your own."""
    return _given("ASSAY_TEST_CLICKHOUSE_URL")


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """The superuser's URL of database `postgres`; make databases of your own."""
    return _given("ASSAY_TEST_POSTGRES_URL")


@pytest.fixture(scope="session")
def temporal_address() -> str:
    """host:port."""
    return _given("ASSAY_TEST_TEMPORAL_ADDRESS")


@pytest.fixture(scope="session")
def stack_state() -> Path:
    """The state folder of the whole running stack."""
    return Path(_given("ASSAY_TEST_STACK"))


@pytest.fixture(scope="session")
def stack_env(stack_state: Path) -> dict[str, str]:
    """What `make up` tells tools about the whole running stack: ASSAY_URL, ASSAY_API_KEY …"""
    lines = (stack_state / "env").read_text().splitlines()
    return {name: value for name, _, value in (line.partition("=") for line in lines)}
