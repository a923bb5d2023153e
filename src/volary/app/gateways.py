"""Which dialects are served, where, and over which parts."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from litestar import Litestar

from volary import web
from volary.app.gateway_settings import GatewaySettings
from volary.app.volary import Volary
from volary.core.logbook.settings import UploadSettings
from volary.gateways import native, skytrack
from volary.platform.http.asgi import App
from volary.platform.http.mounts import Mount
from volary.platform.settings import SettingsError


@dataclass(frozen=True, slots=True)
class Gateway:
    """A dialect: its native paths and how its app is made."""

    pattern: re.Pattern[str]
    create: Callable[[Volary], Litestar]


GATEWAYS: dict[str, Gateway] = {
    "skytrack": Gateway(
        re.compile(r"/api/v\d+(/|$)"),
        lambda volary: skytrack.create_app(
            skytrack.SkytrackParts(
                identity=volary.identity,
                logbook=volary.logbook,
                settings=volary.settings[skytrack.SkytrackSettings],
                clock=volary.clock,
                max_file_bytes=volary.settings[UploadSettings].max_bytes,
            )
        ),
    ),
    "native": Gateway(
        re.compile(r"/core/v1(/|$)"),
        lambda volary: native.create_app(
            native.NativeParts(
                identity=volary.identity,
                logbook=volary.logbook,
                settings=volary.settings,
                clock=volary.clock,
            )
        ),
    ),
}


def mounts(volary: Volary) -> list[Mount]:
    """The dialects as the settings want them, then the pages for people."""
    settings = volary.settings[GatewaySettings]
    hosts = _hosts(settings)
    served = [
        Mount(name, gateway.pattern, cast("App", gateway.create(volary)), hosts.get(name, ()))
        for name, gateway in GATEWAYS.items()
        if name not in settings.off
    ]
    pages: App = web.create_app(
        web.WebParts(
            identity=volary.identity,
            logbook=volary.logbook,
            settings=volary.settings,
            clock=volary.clock,
        )
    )
    return [*served, Mount("web", re.compile(r"/"), pages)]


def openapi(volary: Volary, name: str) -> dict[str, Any]:
    """The OpenAPI document of one dialect; KeyError for a name that is none."""
    return GATEWAYS[name].create(volary).openapi_schema.to_schema()


def _hosts(settings: GatewaySettings) -> dict[str, tuple[str, ...]]:
    hosts: dict[str, tuple[str, ...]] = {}
    for item in settings.hosts:
        name, _, host = item.partition("=")
        if name not in GATEWAYS or not host:
            known = ", ".join(GATEWAYS)
            raise SettingsError(f"gateways.hosts: {item!r} is not NAME=HOST with NAME of {known}")
        hosts[name] = (*hosts.get(name, ()), host.lower())
    return hosts
