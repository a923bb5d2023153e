"""Shared ASGI parts: the edge every request passes, routing to the mounted apps, small answers."""
