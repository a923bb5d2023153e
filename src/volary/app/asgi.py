"""The root ASGI app: the edge, then whichever gateway or page owns the path."""

import re

from volary.app.gateways import mounts
from volary.app.health import Health
from volary.app.volary import Volary
from volary.platform.http.asgi import App
from volary.platform.http.edge import Edge
from volary.platform.http.mounts import Mount, Mounts
from volary.platform.http.settings import ServerSettings


def create_asgi(volary: Volary) -> App:
    """Everything that Volary answers, ready for a server."""
    server = volary.settings[ServerSettings]
    health = Health(volary.check, server.data, volary.metrics, server.metrics_token)
    watched = Mount("health", re.compile(r"/(healthz|readyz|metrics)$"), health)
    return Edge(Mounts([watched, *mounts(volary)]), server, volary.metrics)
