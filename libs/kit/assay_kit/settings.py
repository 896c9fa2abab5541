"""Turns the environment into one frozen settings model, and names every variable that is wrong at once."""

from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError


class EnvModel(BaseModel):
    """Base of a role's settings. Each field declares its variable: `Field(alias="ASSAY_HTTP_PORT")`."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


M = TypeVar("M", bound=EnvModel)


class SettingsError(Exception):
    """The environment does not make a valid configuration; `problems` has one sentence per variable."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def load_settings(model: type[M], environ: Mapping[str, str]) -> M:
    """Read `model` from `environ`. An empty value counts as absent. Raises SettingsError.

    Messages name the variable and the rule, never the value: it may be a secret.
    """
    present = {name: value for name, value in environ.items() if value != ""}
    try:
        return model.model_validate(present)
    except ValidationError as cause:
        problems = [f"{_variable(error['loc'])}: {error['msg']}" for error in cause.errors(include_input=False)]
        raise SettingsError(problems) from None


def _variable(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location) or "settings"
