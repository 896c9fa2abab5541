"""Plumbing that several services use and that has no product noun."""
