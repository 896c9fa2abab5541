"""The environment of evals, read once and nowhere else."""

import os

from assay_kit.settings import EnvModel, load_settings
from pydantic import Field


class MigrateSettings(EnvModel):
    """What `migrate` needs."""

    log_level: str = Field(default="info", alias="ASSAY_LOG_LEVEL")
    temporal_address: str = Field(min_length=1, alias="ASSAY_TEMPORAL_ADDRESS")


def read_migrate_settings() -> MigrateSettings:
    """Raises SettingsError naming every variable that is missing or wrong."""
    return load_settings(MigrateSettings, os.environ)
