"""Assay for Python programs."""
