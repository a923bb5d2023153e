"""What every request passes before its handler, in the dialect's order of checks.

Key, version, resource, method or an id that is no number, Bearer token. The table of endpoints
is read off the application's own routes, so that the two cannot disagree.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from litestar.routes import BaseRoute, HTTPRoute

from volary.core.errors import NotFound
from volary.gateways.skytrack.auth import Admission, Doorkeeper, Needs
from volary.gateways.skytrack.errors import UnknownEndpoint, UnknownResource, UnsupportedVersion
from volary.gateways.skytrack.query import Query
from volary.platform.http.asgi import Scope

ROOT = "/api/v1"
STATE = "skytrack"
"""Where the admission stands in the scope's state."""

_VERSION = re.compile(r"/api/v([0-9]+)(?=/|$)")
_ID = r"([0-9]+)"
_LONGEST_ID = 18  # digits; every database number with as many fits into 64 bits


@dataclass(frozen=True, slots=True)
class Endpoint:
    path: re.Pattern[str]
    needs: Mapping[str, Needs]


class Gate:
    def __init__(self, routes: Iterable[BaseRoute], doorkeeper: Doorkeeper) -> None:
        self._doorkeeper = doorkeeper
        self._endpoints = [_endpoint(route) for route in routes if isinstance(route, HTTPRoute)]
        self._resources = {
            route.path.removeprefix(ROOT + "/").partition("/")[0] for route in routes
        }

    async def admit(self, scope: Scope) -> None:
        """Let the request through to its handler, or raise what the dialect answers instead."""
        path = scope["path"].rstrip("/") or "/"
        found = self._find(path, scope["method"])
        query = Query(scope.get("query_string", b""))
        scope["state"]["query"] = query
        if found is not None and found[0] == "nothing":
            return
        client = await self._doorkeeper.client(scope, query)
        if found is None:
            raise self._unknown(path)
        needs, ids = found
        holder = await self._doorkeeper.holder(scope, client, needs)
        if any(len(digits) > _LONGEST_ID for digits in ids):
            raise NotFound
        scope["state"][STATE] = Admission(client, holder)

    def _find(self, path: str, method: str) -> tuple[Needs, tuple[str, ...]] | None:
        for endpoint in self._endpoints:
            match = endpoint.path.fullmatch(path)
            if match and method in endpoint.needs:
                return endpoint.needs[method], match.groups()
        return None

    def _unknown(self, path: str) -> Exception:
        version = _VERSION.match(path)
        if version is None:
            return UnknownResource()
        if version[1] != "1":
            return UnsupportedVersion()
        resource = path[version.end() :].removeprefix("/").partition("/")[0]
        return UnknownEndpoint() if resource in self._resources else UnknownResource()


def _endpoint(route: HTTPRoute) -> Endpoint:
    parts = (re.escape(part) if isinstance(part, str) else _ID for part in route.path_components)
    needs: dict[str, Needs] = {
        method: handler.opt["needs"]
        for method, (handler, _) in cast("_Handlers", route.route_handler_map).items()
        if "needs" in handler.opt
    }
    return Endpoint(re.compile("/" + "/".join(parts)), needs)


_Handlers = dict[str, tuple[Any, Any]]
