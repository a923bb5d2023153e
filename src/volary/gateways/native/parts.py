"""What the gateway is built from."""

from dataclasses import dataclass

from volary.core.identity.service import Identity
from volary.core.logbook.service import Logbook
from volary.platform.clock import Clock
from volary.platform.http.settings import ServerSettings
from volary.platform.settings import Settings


@dataclass(frozen=True, slots=True)
class NativeParts:
    identity: Identity
    logbook: Logbook
    settings: Settings
    clock: Clock

    @property
    def public_url(self) -> str | None:
        """The address that the operator has configured for people to use."""
        return self.settings[ServerSettings].public_url
