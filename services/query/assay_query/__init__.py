"""Assay query service."""
