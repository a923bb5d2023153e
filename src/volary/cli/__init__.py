"""The ``volary`` command."""

from volary.cli.root import main

__all__ = ["main"]
