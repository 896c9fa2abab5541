"""The OTLP edges: parse, call, shape."""
