"""What every test may ask for, and what unit tests may not do."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
import pytest_socket

pytest_plugins = ["tests.support.stack"]

_UNIT: Final = Path(__file__).parent / "unit"


@pytest.fixture(autouse=True)
def _no_network_in_unit_tests(request: pytest.FixtureRequest) -> Iterator[None]:
    """A unit test that opens a socket fails; asyncio's own pair of UNIX sockets is let through."""
    if not request.path.is_relative_to(_UNIT):
        yield
        return
    pytest_socket.disable_socket(allow_unix_socket=True)
    yield
    pytest_socket.enable_socket()
