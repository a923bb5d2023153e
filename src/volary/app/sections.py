"""All settings that exist, collected from where they are declared."""

from volary.app.gateway_settings import SECTION as GATEWAYS
from volary.core.identity.settings import SECTION as IDENTITY
from volary.core.logbook.settings import SECTIONS as LOGBOOK
from volary.gateways.skytrack.settings import SECTION as SKYTRACK
from volary.platform.http.settings import SECTION as SERVER
from volary.platform.settings import Section

SECTIONS: tuple[Section, ...] = (SERVER, GATEWAYS, IDENTITY, *LOGBOOK, SKYTRACK)
