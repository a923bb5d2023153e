"""The native API, ``/core/v1``: problem details, cursors, entity tags, SI units."""

from volary.gateways.native.app import create_app
from volary.gateways.native.parts import NativeParts
from volary.platform.settings import Section

SECTIONS: tuple[Section, ...] = ()

__all__ = ["SECTIONS", "NativeParts", "create_app"]
