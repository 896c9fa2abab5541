"""What a running stack tells the world: `.local/env` for tools, and the closing lines of `make up` for people."""

from typing import Final

import httpx

from assay_local import native
from assay_local.credentials import format_env, parse_env
from assay_local.errors import Refused
from assay_local.files import write_whole
from assay_local.layout import Layout
from assay_local.places import Places
from assay_local.settings import Settings

_TIMEOUT_S: Final = 10.0


def values(settings: Settings, places: Places) -> dict[str, str]:
    """The keys on which tools may rely."""
    secret = places.secret
    api_key = secret["ASSAY_BOOTSTRAP_API_KEY"]
    clickhouse = "clickhouse://default:{secret[ASSAY_CLICKHOUSE_PASSWORD]}@{address[CLICKHOUSE]}/assay"
    return {
        "ASSAY_URL": places.url("GATEWAY"),
        "ASSAY_UI_URL": places.url("UI"),
        "ASSAY_API_KEY": api_key,
        "ASSAY_EMAIL": secret["ASSAY_BOOTSTRAP_EMAIL"],
        "ASSAY_PASSWORD": secret["ASSAY_BOOTSTRAP_PASSWORD"],
        "OTEL_EXPORTER_OTLP_ENDPOINT": places.url("OTLP_HTTP"),
        "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
        "OTEL_EXPORTER_OTLP_HEADERS": f"x-api-key={api_key}",
        "ASSAY_OTLP_GRPC": places.address["OTLP_GRPC"],
        "ASSAY_KAFKA_BROKERS": places.address["KAFKA"],
        "ASSAY_CLICKHOUSE_URL": places.resolve(clickhouse),
        "ASSAY_POSTGRES_URL": native.superuser_url(settings, places),
        "ASSAY_TEMPORAL_ADDRESS": places.address["TEMPORAL"],
        "ASSAY_TEMPORAL_UI_URL": places.url("TEMPORAL_UI"),
    }


def read_outputs(layout: Layout) -> dict[str, str]:
    """The outputs of a running stack. Raises Refused when there is none."""
    if not layout.outputs.exists():
        raise Refused(f"{layout.outputs} is not there; start the stack with `make up`.")
    return parse_env(layout.outputs.read_text())


def write(layout: Layout, settings: Settings, places: Places) -> None:
    """Write `.local/env`. The gateway runs already: it alone knows the id of the default project."""
    written = values(settings, places)
    written["ASSAY_PROJECT_ID"] = _project_of(written["ASSAY_URL"], written["ASSAY_API_KEY"])
    write_whole(layout.outputs, format_env(written))


def _project_of(gateway: str, api_key: str) -> str:
    """The project of a key."""
    headers = {"authorization": f"Bearer {api_key}"}
    answer = httpx.get(f"{gateway}/api/auth/me", headers=headers, timeout=_TIMEOUT_S, trust_env=False)
    answer.raise_for_status()
    return str(answer.json()["projects"][0]["id"])


def closing_lines(layout: Layout) -> str:
    """Where everything is, for the person who started it."""
    env = read_outputs(layout)
    return f"""
  Web page     {env["ASSAY_UI_URL"]}   {env["ASSAY_EMAIL"]} / {env["ASSAY_PASSWORD"]}
  API          {env["ASSAY_URL"]}/api
  OTLP         {env["OTEL_EXPORTER_OTLP_ENDPOINT"]} (HTTP), {env["ASSAY_OTLP_GRPC"]} (gRPC)
               header {env["OTEL_EXPORTER_OTLP_HEADERS"]}
  Temporal UI  {env["ASSAY_TEMPORAL_UI_URL"]}

  For tools: source {layout.outputs}"""
