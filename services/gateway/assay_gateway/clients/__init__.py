"""Calls to the services behind the gateway."""
