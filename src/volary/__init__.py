"""Volary: one logbook, one live map and one operations calendar for everything that flies."""

__version__ = "0.1.0"
