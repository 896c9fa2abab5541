"""What a client can be told: ClickHouse's exceptions, and the end of a connection."""

import re
from typing import Final

_ENGINE_TEXT: Final = re.compile(r"Code: (\d+)\. (?:DB::Exception: )?(.*)", re.DOTALL)

UNKNOWN_EXCEPTION: Final = 1002
"""ClickHouse's own code for an error that has none."""


class ServerException(Exception):
    """An exception to be sent to the client under one of ClickHouse's codes."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(f"{text} (code {code})")
        self.code = code
        self.text = text


class NotInStandIn(ServerException):
    """Something that a full server does and this one does not (48, NOT_IMPLEMENTED)."""

    def __init__(self, what: str) -> None:
        super().__init__(
            48, f"{what} is not part of the local ClickHouse stand-in; use a full server. (NOT_IMPLEMENTED)"
        )


class AuthenticationFailed(ServerException):
    """Wrong user or password (516)."""

    def __init__(self, user: str) -> None:
        super().__init__(516, f"{user}: Authentication failed: password is incorrect. (AUTHENTICATION_FAILED)")


class ClientGone(Exception):
    """The client closed its end: nobody is left to be told anything."""


class PlaceLost(ServerException):
    """What the client sent cannot be read to its end, so nobody knows where the next packet begins.

    The client is told, and the connection ends.
    """


class ProtocolBroken(PlaceLost):
    """Bytes that are no packet of this protocol (99, UNKNOWN_PACKET_FROM_CLIENT)."""

    def __init__(self, text: str) -> None:
        super().__init__(99, f"{text} (UNKNOWN_PACKET_FROM_CLIENT)")


def from_engine(error: Exception) -> ServerException:
    """The engine's error under the code that the engine gave it.

    chDB repeats the prefix when an error crosses its layers, so the innermost code is the one that names the cause.
    """
    code, text = UNKNOWN_EXCEPTION, str(error)
    while found := _ENGINE_TEXT.search(text):
        code, text = int(found[1]), found[2]
    return ServerException(code, text)
