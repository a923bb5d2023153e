"""Which dialects are served, and under which names."""

from dataclasses import dataclass

from volary.platform.settings import Section, option


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewaySettings:
    off: tuple[str, ...] = option((), "Dialects that are not served, such as skytrack.")
    hosts: tuple[str, ...] = option(
        (), "Dialects with a host name of their own, as skytrack=api.example.org."
    )


SECTION = Section("gateways", GatewaySettings)
