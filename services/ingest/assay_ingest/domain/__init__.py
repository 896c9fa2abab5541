"""Values and pure functions of ingest."""
