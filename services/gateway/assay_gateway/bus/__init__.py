"""Kafka: the control topic."""
