"""The pages by subject. A handler reads the request, calls one service and chooses a template."""
