"""The SkyTrack dialect: ``/api/v1``, API key and Bearer token, one envelope for everything."""

from volary.gateways.skytrack.app import create_app
from volary.gateways.skytrack.parts import SkytrackParts
from volary.gateways.skytrack.settings import SECTION, SkytrackSettings

__all__ = ["SECTION", "SkytrackParts", "SkytrackSettings", "create_app"]
