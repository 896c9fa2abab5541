"""What each ingest role reads from the environment: one frozen model per role. Nothing else reads the environment."""

import os
from typing import Literal, TypeVar

from assay_kit.settings import EnvModel, load_settings
from pydantic import Field, SecretStr

M = TypeVar("M", bound=EnvModel)


class _RoleSettings(EnvModel):
    """What every role needs. `internal_port` serves probes and metrics; 0 = any free port."""

    mode: Literal["development", "production"] = Field(default="development", alias="ASSAY_MODE")
    log_level: str = Field(default="info", alias="ASSAY_LOG_LEVEL")
    bind_host: str = Field(default="127.0.0.1", alias="ASSAY_BIND_HOST")
    internal_port: int = Field(default=0, ge=0, le=65535, alias="ASSAY_INTERNAL_PORT")
    kafka_brokers: str = Field(min_length=1, alias="ASSAY_KAFKA_BROKERS")
    fail_at: str = Field(default="", alias="ASSAY_FAIL_AT")  # tests only, refused in production


class ReceiverSettings(_RoleSettings):
    """The OTLP edge. `gateway_grpc` is host:port of the gateway's KeyService."""

    otlp_grpc_port: int = Field(ge=0, le=65535, alias="ASSAY_OTLP_GRPC_PORT")
    otlp_http_port: int = Field(ge=0, le=65535, alias="ASSAY_OTLP_HTTP_PORT")
    gateway_grpc: str = Field(min_length=1, alias="ASSAY_GATEWAY_GRPC")
    signing_keys: SecretStr = Field(alias="ASSAY_SIGNING_KEYS")
    limits_factor: float = Field(default=1.0, gt=0, alias="ASSAY_LIMITS_FACTOR")


class WriterSettings(_RoleSettings):
    """Raw topics to ClickHouse."""

    clickhouse_url: SecretStr = Field(alias="ASSAY_CLICKHOUSE_URL")


class SettlerSettings(_RoleSettings):
    """Stored spans to trace-level facts."""

    clickhouse_url: SecretStr = Field(alias="ASSAY_CLICKHOUSE_URL")


class MigrateSettings(_RoleSettings):
    """Tables, views and topics of ingest."""

    clickhouse_url: SecretStr = Field(alias="ASSAY_CLICKHOUSE_URL")
    topic_partitions: int = Field(default=12, ge=1, alias="ASSAY_TOPIC_PARTITIONS")
    topic_replication: int = Field(default=3, ge=1, alias="ASSAY_TOPIC_REPLICATION")


def read(model: type[M]) -> M:
    """The role's settings. Raises SettingsError naming every variable that is wrong."""
    return load_settings(model, os.environ)
