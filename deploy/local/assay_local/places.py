"""Resolves the symbols of the description for the native stack: everything listens on 127.0.0.1."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from assay_local.settings import Settings

LOOPBACK: Final = "127.0.0.1"


@dataclass(frozen=True)
class Places:
    """`resolve` turns a value of the description into text."""

    port: Mapping[str, int]
    address: Mapping[str, str]
    secret: Mapping[str, str]
    setting: Mapping[str, str]

    def resolve(self, value: str) -> str:
        return value.format(
            port=self.port, address=self.address, secret=self.secret, setting=self.setting, bind=LOOPBACK
        )

    def environment(self, values: Mapping[str, str]) -> dict[str, str]:
        return {name: self.resolve(value) for name, value in values.items()}

    def url(self, port: str) -> str:
        return f"http://{self.address[port]}"


def native_places(settings: Settings, secret: Mapping[str, str]) -> Places:
    """Places on this machine; parts given from outside are reached where they are."""
    address = {name: f"{LOOPBACK}:{number}" for name, number in settings.ports.items()}
    if settings.external_kafka:
        address["KAFKA"] = settings.external_kafka
    if settings.external_postgres:
        given = urlsplit(settings.external_postgres)
        address["POSTGRES"] = f"{given.hostname}:{given.port or 5432}"
    return Places(
        port=settings.ports,
        address=address,
        secret=secret,
        setting={
            "LIMITS_FACTOR": settings.limits_factor,
            "LOG_LEVEL": settings.log_level,
            "UI_URL": f"http://{address['UI']}",
            "OTLP_HTTP_URL": f"http://{address['OTLP_HTTP']}",
            "OTLP_GRPC": address["OTLP_GRPC"],
        },
    )
