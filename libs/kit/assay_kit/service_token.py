"""The token that a call between services carries: `v1.<kid>.<b64url JSON>.<b64url HMAC-SHA-256>`.

A callee holds only what HKDF derives from an issuer's key for that callee, so it cannot sign as its caller elsewhere
(RFC 5869; the token's layout is stated in docs/architecture.md).
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HEADER: Final = "x-assay-service-token"
LIFETIME_S: Final = 30
LEEWAY_S: Final = 10
GRPC_METHOD: Final = "GRPC"


class TokenRejected(Exception):
    """The token proves nothing; `reason` is for the log, not for the caller."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Claims:
    """Who calls (`iss`), for whom (`sub`: `key:<id>`, `user:<id>`, `job:<name>`), in which project and scopes."""

    iss: str
    sub: str
    prj: UUID | None
    scp: frozenset[str]
    rid: str


def derive_key(issuer_key: bytes, issuer: str, audience: str) -> bytes:
    """The 32-byte key with which `issuer` signs for `audience`."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"assay/v1/{issuer}/{audience}".encode()).derive(
        issuer_key
    )


class Signer:
    """Signs calls of one context. `keys` is `kid:base64[,kid:base64]`; the first one signs."""

    def __init__(self, issuer: str, keys: str) -> None:
        self._issuer = issuer
        kid, _, encoded = keys.split(",")[0].partition(":")
        if not kid or not encoded:
            raise ValueError("signing keys look like kid:base64[,kid:base64]")
        self._kid = kid
        self._key = base64.b64decode(encoded, validate=True)
        self._derived: dict[str, bytes] = {}

    def mint(
        self,
        *,
        audience: str,
        subject: str,
        project_id: UUID | None,
        scopes: Iterable[str],
        method: str,
        path: str,
        request_id: str,
        now_s: int,
    ) -> str:
        """A token for one call. `path` is the upstream path with its query, for gRPC the full method name."""
        claims = {
            "iss": self._issuer,
            "aud": audience,
            "iat": now_s,
            "exp": now_s + LIFETIME_S,
            "sub": subject,
            "prj": str(project_id) if project_id else None,
            "scp": sorted(scopes),
            "mth": method,
            "pth": _path_hash(path),
            "rid": request_id,
        }
        signed = f"v1.{self._kid}.{_encode(json.dumps(claims, separators=(',', ':')).encode())}"
        return f"{signed}.{_encode(_mac(self._key_for(audience), signed))}"

    def _key_for(self, audience: str) -> bytes:
        if audience not in self._derived:
            self._derived[audience] = derive_key(self._key, self._issuer, audience)
        return self._derived[audience]


class Verifier:
    """Checks tokens at one callee. `keys` is `issuer:kid:base64 of the derived key[,…]`."""

    def __init__(self, audience: str, keys: str, allowed_issuers: Iterable[str]) -> None:
        self._audience = audience
        allowed = frozenset(allowed_issuers)
        self._keys: dict[tuple[str, str], bytes] = {}
        for entry in filter(None, keys.split(",")):
            issuer, kid, encoded = entry.split(":")
            if issuer in allowed:
                self._keys[issuer, kid] = base64.b64decode(encoded, validate=True)

    def verify(self, token: str, *, method: str, path: str, now_s: int) -> Claims:
        """The claims of a token made for exactly this call. Raises TokenRejected."""
        try:
            version, kid, payload, mac = token.split(".")
            claims: dict[str, Any] = json.loads(_decode(payload))
            issuer, given_mac = str(claims["iss"]), _decode(mac)
        except (ValueError, KeyError, TypeError) as cause:
            raise TokenRejected("malformed") from cause
        key = self._keys.get((issuer, kid))
        if version != "v1" or key is None:
            raise TokenRejected("unknown issuer or key")
        if not hmac.compare_digest(_mac(key, f"{version}.{kid}.{payload}"), given_mac):
            raise TokenRejected("bad signature")
        self._check(claims, method, path, now_s)
        return Claims(
            iss=issuer,
            sub=claims["sub"],
            prj=UUID(claims["prj"]) if claims["prj"] else None,
            scp=frozenset(claims["scp"]),
            rid=claims["rid"],
        )

    def _check(self, claims: dict[str, Any], method: str, path: str, now_s: int) -> None:
        """The signature holds, so the claims have the shape that a Signer gives them."""
        if claims["aud"] != self._audience:
            raise TokenRejected("made for another service")
        if not claims["iat"] - LEEWAY_S <= now_s <= claims["exp"] + LEEWAY_S:
            raise TokenRejected("expired")
        if claims["mth"] != method or claims["pth"] != _path_hash(path):
            raise TokenRejected("made for another call")


def _path_hash(path: str) -> str:
    return hashlib.sha256(path.encode()).hexdigest()


def _mac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
