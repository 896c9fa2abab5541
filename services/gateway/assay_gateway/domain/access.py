"""Who is calling, and what they may do: credentials, roles, scopes and the choice of the project."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from assay_gateway.errors import Forbidden, NotFound, ProjectNotNamed, SessionRequired

KEY_SCOPES: Final = ("ingest", "read", "scores:write", "evals:write", "evals:run", "admin")
"""What an API key may be given, in the order in which people read them."""
PUBLIC: Final = "public"
SESSION: Final = "session"


class Role(StrEnum):
    """A member's role in one project."""

    OWNER = "owner"
    EDITOR = "editor"
    VIEWER = "viewer"


_VIEWER: Final = frozenset({"read"})
_EDITOR: Final = _VIEWER | {"scores:write", "evals:write", "evals:run"}
_ROLE_SCOPES: Final[Mapping[Role, frozenset[str]]] = {
    Role.VIEWER: _VIEWER,
    Role.EDITOR: _EDITOR,
    Role.OWNER: _EDITOR | {"admin"},  # nobody sends telemetry with a session: `ingest` belongs to keys
}


@dataclass(frozen=True)
class User:
    """A person who signs in."""

    id: UUID
    email: str


@dataclass(frozen=True)
class Membership:
    """One project of a person, with their role there."""

    project_id: UUID
    name: str
    role: Role


@dataclass(frozen=True)
class KeyCaller:
    """An API key: it belongs to one project and carries its own scopes."""

    key_id: str
    project_id: UUID
    scopes: frozenset[str]
    expires_at: datetime | None

    @property
    def subject(self) -> str:
        return f"key:{self.key_id}"


@dataclass(frozen=True)
class SessionCaller:
    """A signed-in person."""

    user: User
    memberships: tuple[Membership, ...]
    token_hash: bytes
    expires_at: datetime

    @property
    def subject(self) -> str:
        return f"user:{self.user.id}"

    def role_in(self, project_id: UUID) -> Role:
        """Raises NotFound when this person is no member: a foreign project looks like a missing one."""
        for membership in self.memberships:
            if membership.project_id == project_id:
                return membership.role
        raise NotFound


Caller = KeyCaller | SessionCaller


@dataclass(frozen=True)
class Grant:
    """A caller let through to one project with these scopes."""

    subject: str
    project_id: UUID
    scopes: frozenset[str]


def require_session(caller: Caller) -> SessionCaller:
    """Raises SessionRequired for an API key."""
    if isinstance(caller, SessionCaller):
        return caller
    raise SessionRequired


def grant(caller: Caller, scope: str, named_project: UUID | None) -> Grant:
    """Let `caller` into one project for an operation that needs `scope`.

    Raises NotFound (a foreign project was named), ProjectNotNamed and Forbidden, in this order: whoever may not see a
    project learns nothing about it.
    """
    granted = (
        _grant_key(caller, named_project) if isinstance(caller, KeyCaller) else _grant_session(caller, named_project)
    )
    if scope not in granted.scopes:
        raise Forbidden(scope)
    return granted


def _grant_key(caller: KeyCaller, named_project: UUID | None) -> Grant:
    if named_project not in (None, caller.project_id):
        raise NotFound
    return Grant(caller.subject, caller.project_id, caller.scopes)


def _grant_session(caller: SessionCaller, named_project: UUID | None) -> Grant:
    project_id = named_project or _only_project(caller)
    return Grant(caller.subject, project_id, _ROLE_SCOPES[caller.role_in(project_id)])


def _only_project(caller: SessionCaller) -> UUID:
    if len(caller.memberships) != 1:
        raise ProjectNotNamed
    return caller.memberships[0].project_id
