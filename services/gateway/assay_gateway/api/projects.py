"""Projects of the caller."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints

from assay_gateway.api.guard import TheCaller, TheSession
from assay_gateway.api.operations import PROBLEM_RESPONSES, needs
from assay_gateway.domain.access import SESSION, Caller, KeyCaller, Role
from assay_gateway.domain.projects import DEFAULT_RETENTION_DAYS, Project
from assay_gateway.errors import NotFound
from assay_gateway.store.identity.projects import Projects
from assay_gateway.usecases.create_project import CreateProject

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"^[^\x00]*$")]


class NewProject(BaseModel):
    name: Name
    retention_days: Annotated[int, Field(ge=1, le=3650)] = DEFAULT_RETENTION_DAYS


class ProjectView(BaseModel):
    """A project as its caller sees it; an API key has no role."""

    id: UUID
    name: str
    role: Role | None
    retention_days: int
    created_at: datetime


class ProjectList(BaseModel):
    items: list[ProjectView]
    next_cursor: str | None


def projects_router(create: CreateProject, projects: Projects) -> APIRouter:
    """`/api/projects`."""
    router = APIRouter(prefix="/api/projects", tags=["projects"], responses=PROBLEM_RESPONSES)

    @router.get("", operation_id="listProjects", openapi_extra=needs(SESSION))
    def list_projects(caller: TheCaller) -> ProjectList:
        roles = _roles(caller)
        items = [_view(project, roles[project.id]) for project in projects.find(list(roles))]
        return ProjectList(items=items, next_cursor=None)

    @router.post("", operation_id="createProject", status_code=201, openapi_extra=needs(SESSION))
    def create_project(body: NewProject, session: TheSession) -> ProjectView:
        return _view(create.create_project(session.user.id, body.name, body.retention_days), Role.OWNER)

    @router.get("/{project_id}", operation_id="getProject", openapi_extra=needs(SESSION))
    def get_project(project_id: str, caller: TheCaller) -> ProjectView:
        roles = {str(own): role for own, role in _roles(caller).items()}
        if project_id not in roles:
            raise NotFound
        found = projects.find([UUID(project_id)])
        if not found:
            raise NotFound
        return _view(found[0], roles[project_id])

    return router


def _roles(caller: Caller) -> dict[UUID, Role | None]:
    """Every project that the caller can see."""
    if isinstance(caller, KeyCaller):
        return {caller.project_id: None}
    return {membership.project_id: membership.role for membership in caller.memberships}


def _view(project: Project, role: Role | None) -> ProjectView:
    return ProjectView(
        id=project.id,
        name=project.name,
        role=role,
        retention_days=project.retention_days,
        created_at=project.created_at,
    )
