"""Assay ingest service."""
