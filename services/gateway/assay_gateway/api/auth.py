"""Signing in and out."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from assay_gateway.api.guard import ClientAddress, TheCaller, TheSession
from assay_gateway.api.operations import PROBLEM_RESPONSES, needs
from assay_gateway.domain.access import KEY_SCOPES, PUBLIC, SESSION, KeyCaller, Role, SessionCaller
from assay_gateway.domain.passwords import MAX_LENGTH
from assay_gateway.store.identity.projects import Projects
from assay_gateway.usecases.log_in import LogIn

Password = Annotated[str, Field(min_length=1, max_length=MAX_LENGTH)]


class Credentials(BaseModel):
    email: Annotated[str, Field(min_length=3, max_length=254)]
    password: Password


class PasswordChange(BaseModel):
    current: Password
    new: Annotated[str, Field(max_length=1024)]  # the rule about its length is answered in words


class UserBody(BaseModel):
    id: UUID
    email: str


class SignedInBody(BaseModel):
    token: str
    expires_at: datetime
    user: UserBody


class KeyBody(BaseModel):
    id: str
    scopes: list[str]


class ProjectBody(BaseModel):
    id: UUID
    name: str
    role: Role | None


class Me(BaseModel):
    """Who is calling: `user` for a session, `key` for an API key (whose project has no role)."""

    user: UserBody | None
    key: KeyBody | None
    projects: list[ProjectBody]
    expires_at: datetime | None


def auth_router(log_in: LogIn, projects: Projects) -> APIRouter:
    """`/api/auth/*`."""
    router = APIRouter(prefix="/api/auth", tags=["auth"], responses=PROBLEM_RESPONSES)

    @router.post("/login", operation_id="login", openapi_extra=needs(PUBLIC))
    def login(credentials: Credentials, address: ClientAddress) -> SignedInBody:
        signed_in = log_in.log_in(credentials.email, credentials.password, address)
        user = UserBody(id=signed_in.user.id, email=signed_in.user.email)
        return SignedInBody(token=signed_in.token, expires_at=signed_in.expires_at, user=user)

    @router.get("/me", operation_id="getMe", openapi_extra=needs(SESSION))
    def me(caller: TheCaller) -> Me:
        return _key_me(caller, projects) if isinstance(caller, KeyCaller) else _session_me(caller)

    @router.post("/logout", operation_id="logout", status_code=204, openapi_extra=needs(SESSION))
    def logout(session: TheSession) -> None:
        log_in.log_out(session)

    @router.post("/password", operation_id="changePassword", status_code=204, openapi_extra=needs(SESSION))
    def password(change: PasswordChange, session: TheSession, address: ClientAddress) -> None:
        log_in.change_password(session, change.current, change.new, address)

    return router


def _session_me(caller: SessionCaller) -> Me:
    mine = [ProjectBody(id=each.project_id, name=each.name, role=each.role) for each in caller.memberships]
    user = UserBody(id=caller.user.id, email=caller.user.email)
    return Me(user=user, key=None, projects=mine, expires_at=caller.expires_at)


def _key_me(caller: KeyCaller, projects: Projects) -> Me:
    own = [ProjectBody(id=each.id, name=each.name, role=None) for each in projects.find([caller.project_id])]
    scopes: list[str] = [scope for scope in KEY_SCOPES if scope in caller.scopes]
    return Me(user=None, key=KeyBody(id=caller.key_id, scopes=scopes), projects=own, expires_at=caller.expires_at)
