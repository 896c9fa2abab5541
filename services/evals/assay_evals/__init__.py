"""Assay evals service."""
