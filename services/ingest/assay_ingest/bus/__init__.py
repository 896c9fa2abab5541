"""Kafka in and out, and the codec of what travels there."""
