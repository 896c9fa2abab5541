"""The gateway's PostgreSQL schema. `identity` holds what no single project owns."""
