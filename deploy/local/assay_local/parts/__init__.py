"""How each part of somebody else is fetched, prepared and started on this machine."""
