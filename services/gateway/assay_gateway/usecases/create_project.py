"""Make a project with its first owner."""

from uuid import UUID

from assay_kit.clock import Clock
from assay_kit.ids import uuid7

from assay_gateway.bus import control
from assay_gateway.domain.projects import DEFAULT_RETENTION_DAYS, Project, ProjectChanged
from assay_gateway.domain.times import instant
from assay_gateway.store.identity.projects import Projects


class CreateProject:
    """A project, its owner and the news of it commit together."""

    def __init__(self, projects: Projects, clock: Clock) -> None:
        self._projects = projects
        self._clock = clock

    def create_project(
        self, owner_id: UUID, name: str, retention_days: int = DEFAULT_RETENTION_DAYS, *, project_id: UUID | None = None
    ) -> Project:
        """The new project. With a `project_id` that exists already, nothing happens."""
        now = instant(self._clock.now_ns())
        project = Project(project_id or uuid7(), name, retention_days, now)
        news = control.encode(ProjectChanged(project.id, retention_days), now)
        self._projects.create(project, owner_id, news)
        return project
