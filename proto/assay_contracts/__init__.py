"""What the Assay services agree on: records, topics, views, OpenAPI documents and shared rules."""
