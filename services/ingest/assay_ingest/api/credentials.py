"""Where a key may be: `authorization: Bearer` or `x-api-key`, in headers or gRPC metadata."""

from collections.abc import Mapping
from typing import Final

_BEARER: Final = "bearer "


def key_of(headers: Mapping[str, str]) -> str | None:
    """The key that was sent, or None. Header names are lower-case."""
    authorization = headers.get("authorization", "")
    if authorization.lower().startswith(_BEARER):
        return authorization[len(_BEARER) :].strip()
    return headers.get("x-api-key", "").strip() or None
