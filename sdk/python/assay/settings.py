"""What the SDK reads from the environment."""

import os


def api_key_from_environment() -> str | None:
    """`ASSAY_API_KEY`, or None. The OpenTelemetry exporter itself reads the `OTEL_EXPORTER_OTLP_*` variables."""
    return os.environ.get("ASSAY_API_KEY") or None
