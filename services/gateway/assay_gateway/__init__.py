"""Assay gateway service."""
