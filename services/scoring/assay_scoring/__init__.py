"""Assay scoring service."""
