"""REST and gRPC edges."""
