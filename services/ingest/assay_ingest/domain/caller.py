"""Who is sending."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Caller:
    """The project comes from the credential alone. `issuer` is set when a service, not a key, speaks."""

    project_id: UUID
    key_id: str
    issuer: str | None = None
