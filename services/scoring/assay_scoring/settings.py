"""The environment of scoring, read once and nowhere else."""

import os

from assay_kit.settings import EnvModel, load_settings
from pydantic import Field, SecretStr


class MigrateSettings(EnvModel):
    """What `migrate` needs."""

    log_level: str = Field(default="info", alias="ASSAY_LOG_LEVEL")
    clickhouse_url: SecretStr = Field(alias="ASSAY_CLICKHOUSE_URL")


def read_migrate_settings() -> MigrateSettings:
    """Raises SettingsError naming every variable that is missing or wrong."""
    return load_settings(MigrateSettings, os.environ)
