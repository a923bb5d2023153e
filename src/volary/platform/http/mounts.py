"""Which mounted app answers a request: by host name when one is bound, else by path."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from volary.platform.http.asgi import App, Receive, Scope, Send, header, respond


@dataclass(frozen=True, slots=True)
class Mount:
    """One app with the paths that are natively its own.

    ``pattern`` is matched at the start of the path; the app sees the whole path. ``hosts`` bound
    to the mount send it every request for those names, whatever the path.
    """

    name: str
    pattern: re.Pattern[str]
    app: App
    hosts: tuple[str, ...] = ()


class Mounts:
    """The first mount that fits answers; the order is the order of preference.

    Not Litestar's own mounting, because a gateway's paths are not always a fixed prefix
    (``/api/v<n>`` beside ``/api``) and because a mount can be bound to a host name.
    """

    def __init__(self, mounts: Sequence[Mount]) -> None:
        self._mounts = tuple(mounts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return
        mount = self._find(scope)
        if mount is None:
            await respond(send, 404, b"There is nothing at this address.\n")
            return
        scope["state"]["gateway"] = mount.name
        await mount.app(scope, receive, send)

    def _find(self, scope: Scope) -> Mount | None:
        host = (header(scope, b"host") or "").rsplit(":", 1)[0].lower()
        for mount in self._mounts:
            if host in mount.hosts:
                return mount
        for mount in self._mounts:
            if not mount.hosts and mount.pattern.match(scope["path"]):
                return mount
        return None
