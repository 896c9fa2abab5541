"""API keys: what is kept of one, and what a presented key is worth."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final
from uuid import UUID

_NOBODY: Final = bytes(32)
"""Stands in for the MAC of a key that does not exist, so that a miss costs what a hit costs."""


class Verdict(Enum):
    """What a presented key is worth."""

    ACTIVE = "active"
    UNKNOWN = "unknown"
    REVOKED = "revoked"
    EXPIRED = "expired"
    SUSPENDED = "suspended"


@dataclass(frozen=True)
class ApiKey:
    """A key as people see it in lists; its secret is not among its fields."""

    id: str
    project_id: UUID
    name: str
    scopes: tuple[str, ...]
    last_four: str
    created_by: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True)
class SealedSecret:
    """The HMAC of a secret, and which pepper made it."""

    mac: bytes
    pepper_version: str


@dataclass(frozen=True)
class KeyRecord:
    """A key with what is needed to check it."""

    key: ApiKey
    sealed: SealedSecret
    project_suspended: bool
    project_deleted: bool


class Peppers:
    """The live peppers. `versions` is version → secret bytes, the newest last; they never leave the gateway."""

    def __init__(self, versions: Mapping[str, bytes]) -> None:
        if not versions:
            raise ValueError("at least one pepper is needed")
        self._versions = dict(versions)
        self._newest = list(versions)[-1]

    def seal(self, secret: str) -> SealedSecret:
        """What to store of a new key's secret."""
        return SealedSecret(_mac(self._versions[self._newest], secret), self._newest)

    def opens(self, sealed: SealedSecret | None, secret: str) -> bool:
        """Whether `secret` is the sealed one. Compares with every live pepper in constant time, for None too."""
        matches = False
        for version, pepper in self._versions.items():
            stored = sealed.mac if sealed is not None and sealed.pepper_version == version else _NOBODY
            matches |= hmac.compare_digest(stored, _mac(pepper, secret))
        return matches


def judge(record: KeyRecord | None, secret: str, peppers: Peppers, now: datetime) -> Verdict:
    """What a well-formed key is worth. Only somebody who holds the secret learns that a key is revoked or expired."""
    if not peppers.opens(record.sealed if record else None, secret) or record is None:
        return Verdict.UNKNOWN
    if record.key.revoked_at is not None or record.project_deleted:
        return Verdict.REVOKED
    if record.key.expires_at is not None and record.key.expires_at <= now:
        return Verdict.EXPIRED
    return Verdict.SUSPENDED if record.project_suspended else Verdict.ACTIVE


def _mac(pepper: bytes, secret: str) -> bytes:
    return hmac.new(pepper, secret.encode(), hashlib.sha256).digest()
