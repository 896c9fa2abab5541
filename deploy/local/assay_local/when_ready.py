"""`python -m assay_local.when_ready <host:port> <command…>`: becomes the command once that port answers.

For jobs that nobody waits for: they start with the stack and do their work when their part is there.
"""

import os
import socket
import sys
import time
from typing import Final

_PAUSE_S: Final = 1.0


def wait_for(address: str) -> None:
    """Block until something listens there."""
    while not answers(address):
        time.sleep(_PAUSE_S)


def answers(address: str) -> bool:
    """Whether something listens at host:port."""
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=_PAUSE_S).close()
    except OSError:
        return False
    return True


if __name__ == "__main__":
    wait_for(sys.argv[1])
    os.execvp(sys.argv[2], sys.argv[2:])
