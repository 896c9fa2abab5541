"""Sample traces, sent the way a user's program sends them: by OpenTelemetry SDKs through the real endpoints."""
