"""What each role of the gateway reads from the environment."""

import base64
import binascii
import ipaddress
import os
from typing import Annotated, Literal, TypeVar

from assay_kit.service_token import Signer, Verifier
from assay_kit.settings import EnvModel, load_settings
from pydantic import AfterValidator, BeforeValidator, Field

M = TypeVar("M", bound=EnvModel)


def _csv(text: object) -> object:
    return [part.strip() for part in text.split(",") if part.strip()] if isinstance(text, str) else text


def _peppers(text: object) -> object:
    if not isinstance(text, str):
        return text
    try:
        pairs = [entry.split(":", 1) for entry in text.split(",")]
        return {version: base64.b64decode(encoded, validate=True) for version, encoded in pairs}
    except (ValueError, binascii.Error):
        raise ValueError("peppers look like version:base64[,version:base64], the newest last") from None


def _signing(text: str) -> str:
    Signer("gateway", text)  # raises ValueError; whoever starts learns it now and not at the first request
    return text


def _verifying(text: str) -> str:
    Verifier("gateway", text, ())
    return text


Csv = Annotated[tuple[str, ...], BeforeValidator(_csv)]
Networks = Annotated[tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...], BeforeValidator(_csv)]
Peppers = Annotated[dict[str, bytes], BeforeValidator(_peppers), Field(min_length=1)]


SigningKeys = Annotated[str, AfterValidator(_signing)]
VerifyKeys = Annotated[str, AfterValidator(_verifying)]


class _Common(EnvModel):
    mode: Literal["development", "production"] = Field("development", alias="ASSAY_MODE")
    log_level: str = Field("info", alias="ASSAY_LOG_LEVEL")


class ApiSettings(_Common):
    """Role `api`."""

    bind_host: str = Field("127.0.0.1", alias="ASSAY_BIND_HOST")
    http_port: int = Field(alias="ASSAY_HTTP_PORT")
    grpc_port: int = Field(alias="ASSAY_GRPC_PORT")
    internal_port: int = Field(0, alias="ASSAY_INTERNAL_PORT")
    kafka_brokers: str = Field(alias="ASSAY_KAFKA_BROKERS")
    app_url: str = Field(alias="ASSAY_GATEWAY_POSTGRES_APP_URL")
    system_url: str = Field(alias="ASSAY_GATEWAY_POSTGRES_SYSTEM_URL")
    peppers: Peppers = Field(alias="ASSAY_KEY_PEPPERS")
    signing_keys: SigningKeys = Field(alias="ASSAY_SIGNING_KEYS")
    verify_keys: VerifyKeys = Field(alias="ASSAY_VERIFY_KEYS")
    query_url: str | None = Field(None, alias="ASSAY_QUERY_URL")
    scoring_url: str | None = Field(None, alias="ASSAY_SCORING_URL")
    evals_url: str | None = Field(None, alias="ASSAY_EVALS_URL")
    ui_origins: Csv = Field((), alias="ASSAY_UI_ORIGINS")
    trusted_proxies: Networks = Field((), alias="ASSAY_TRUSTED_PROXIES")
    limits_factor: float = Field(1.0, alias="ASSAY_LIMITS_FACTOR", gt=0)

    @property
    def upstreams(self) -> dict[str, str]:
        """Context → base URL, of those that are given."""
        urls = {"query": self.query_url, "scoring": self.scoring_url, "evals": self.evals_url}
        return {context: url for context, url in urls.items() if url}


class MigrateSettings(_Common):
    """Role `migrate`."""

    owner_url: str = Field(alias="ASSAY_GATEWAY_POSTGRES_OWNER_URL")
    kafka_brokers: str = Field(alias="ASSAY_KAFKA_BROKERS")
    topic_partitions: int = Field(12, alias="ASSAY_TOPIC_PARTITIONS")
    topic_replication: int = Field(3, alias="ASSAY_TOPIC_REPLICATION")


class BootstrapSettings(_Common):
    """Role `bootstrap`."""

    app_url: str = Field(alias="ASSAY_GATEWAY_POSTGRES_APP_URL")
    system_url: str = Field(alias="ASSAY_GATEWAY_POSTGRES_SYSTEM_URL")
    peppers: Peppers = Field(alias="ASSAY_KEY_PEPPERS")
    email: str = Field(alias="ASSAY_BOOTSTRAP_EMAIL")
    password: str = Field(alias="ASSAY_BOOTSTRAP_PASSWORD")
    api_key: str = Field(alias="ASSAY_BOOTSTRAP_API_KEY")


def read(model: type[M]) -> M:
    """The role's settings. Raises SettingsError naming every variable that is wrong."""
    return load_settings(model, os.environ)
