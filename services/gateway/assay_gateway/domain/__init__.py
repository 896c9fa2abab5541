"""Values and rules of the gateway. Standard library only."""
