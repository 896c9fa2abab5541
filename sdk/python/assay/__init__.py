"""Assay for Python programs: one call points OpenTelemetry at Assay."""

from assay.setup import init

__all__ = ["init"]
