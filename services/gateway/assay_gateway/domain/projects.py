"""Projects, and what the other contexts are told about them and their keys."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

DEFAULT_RETENTION_DAYS: Final = 30


@dataclass(frozen=True)
class Project:
    """One tenant."""

    id: UUID
    name: str
    retention_days: int
    created_at: datetime


@dataclass(frozen=True)
class KeyRevoked:
    """Told on the control topic: this key is dead from `revoked_at` on."""

    key_id: str
    project_id: UUID
    revoked_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True)
class ProjectChanged:
    """Told on the control topic: the whole state of a project."""

    project_id: UUID
    retention_days: int
    suspended: bool = False


ControlChange = KeyRevoked | ProjectChanged


@dataclass(frozen=True)
class ControlMessage:
    """A change in its wire form, still without the revision that the relay gives it."""

    project_id: UUID
    record_key: str
    payload: bytes
