"""Who may do what, and in which project."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from assay_gateway.domain.access import (
    KEY_SCOPES,
    KeyCaller,
    Membership,
    Role,
    SessionCaller,
    User,
    grant,
    require_session,
)
from assay_gateway.errors import Forbidden, NotFound, ProjectNotNamed, SessionRequired

MINE, OTHER, FOREIGN = UUID(int=1), UUID(int=2), UUID(int=3)


def a_key(*scopes: str) -> KeyCaller:
    return KeyCaller("0123456789ab", MINE, frozenset(scopes), None)


def a_session(**roles: Role) -> SessionCaller:
    """Roles by project: `mine=Role.OWNER, other=Role.VIEWER`."""
    ids = {"mine": MINE, "other": OTHER}
    memberships = tuple(Membership(ids[name], name, role) for name, role in roles.items())
    return SessionCaller(User(UUID(int=9), "a@b.c"), memberships, b"", datetime(2026, 1, 1, tzinfo=UTC))


def test_a_key_acts_in_its_own_project_with_its_own_scopes() -> None:
    granted = grant(a_key("read", "ingest"), "read", None)
    assert (granted.project_id, granted.subject) == (MINE, "key:0123456789ab")
    assert granted.scopes == {"read", "ingest"}


def test_a_key_may_name_its_own_project() -> None:
    assert grant(a_key("read"), "read", MINE).project_id == MINE


def test_a_key_that_names_another_project_finds_nothing() -> None:
    with pytest.raises(NotFound):
        grant(a_key("read"), "read", FOREIGN)


def test_a_key_without_the_scope_is_forbidden() -> None:
    with pytest.raises(Forbidden, match="admin"):
        grant(a_key("read"), "admin", None)


def test_a_session_with_one_project_need_not_name_it() -> None:
    assert grant(a_session(other=Role.VIEWER), "read", None).project_id == OTHER


@pytest.mark.parametrize("session", [a_session(), a_session(mine=Role.OWNER, other=Role.OWNER)], ids=["none", "two"])
def test_a_session_with_no_or_several_projects_must_name_one(session: SessionCaller) -> None:
    with pytest.raises(ProjectNotNamed):
        grant(session, "read", None)


def test_a_session_gets_the_role_of_the_project_it_names() -> None:
    session = a_session(mine=Role.OWNER, other=Role.VIEWER)
    assert "admin" in grant(session, "read", MINE).scopes
    with pytest.raises(Forbidden):
        grant(session, "admin", OTHER)


def test_a_foreign_project_is_missing_even_where_the_scope_is_lacking_too() -> None:
    with pytest.raises(NotFound):
        grant(a_session(mine=Role.VIEWER), "admin", FOREIGN)


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.VIEWER, {"read"}),
        (Role.EDITOR, {"read", "scores:write", "evals:write", "evals:run"}),
        (Role.OWNER, {"read", "scores:write", "evals:write", "evals:run", "admin"}),
    ],
)
def test_each_role_has_its_scopes_and_none_may_send_telemetry(role: Role, allowed: set[str]) -> None:
    assert grant(a_session(mine=role), "read", None).scopes == allowed
    assert allowed < set(KEY_SCOPES) - {"ingest"} or role is Role.OWNER


def test_a_key_is_no_person() -> None:
    with pytest.raises(SessionRequired):
        require_session(a_key(*KEY_SCOPES))
