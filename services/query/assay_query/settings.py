"""The environment of query, read once and nowhere else."""

import os

from assay_kit.settings import EnvModel, load_settings
from pydantic import Field, SecretStr


class Settings(EnvModel):
    """The API role. `verify_keys` are those of the gateway for this service: `gateway:kid:base64[,…]`."""

    log_level: str = Field(default="info", alias="ASSAY_LOG_LEVEL")
    bind_host: str = Field(default="127.0.0.1", alias="ASSAY_BIND_HOST")
    http_port: int = Field(ge=0, le=65535, alias="ASSAY_HTTP_PORT")
    internal_port: int = Field(default=0, ge=0, le=65535, alias="ASSAY_INTERNAL_PORT")
    clickhouse_url: SecretStr = Field(alias="ASSAY_CLICKHOUSE_URL")
    verify_keys: SecretStr = Field(alias="ASSAY_VERIFY_KEYS")


def read_settings() -> Settings:
    """Raises SettingsError naming every variable that is missing or wrong."""
    return load_settings(Settings, os.environ)
