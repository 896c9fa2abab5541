"""The few pure rules that two contexts must agree on. Standard library only."""
