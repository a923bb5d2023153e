"""Every module that declares tables, imported so that the metadata is complete."""

from volary.core.identity import model as identity
from volary.core.logbook import model as logbook
from volary.platform import jobs

__all__ = ["identity", "jobs", "logbook"]
