"""What the gateway is built from."""

from dataclasses import dataclass

from volary.core.identity.service import Identity
from volary.core.logbook.service import Logbook
from volary.gateways.skytrack.settings import SkytrackSettings
from volary.platform.clock import Clock


@dataclass(frozen=True, slots=True)
class SkytrackParts:
    """``max_file_bytes`` bounds what is read of an upload; the logbook has the last word."""

    identity: Identity
    logbook: Logbook
    settings: SkytrackSettings
    clock: Clock
    max_file_bytes: int = 32 * 1024 * 1024
