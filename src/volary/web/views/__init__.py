"""From what the core knows to what a template shows."""
