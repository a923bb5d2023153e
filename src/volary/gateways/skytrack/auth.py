"""From the credentials of a request to the API client and, where needed, the user."""

from dataclasses import dataclass
from typing import Literal

from volary.core.errors import InvalidToken, Unauthenticated
from volary.core.identity import Principal
from volary.core.identity.authenticator import Authenticator, Kind
from volary.gateways.skytrack.errors import MissingKey
from volary.gateways.skytrack.query import Query
from volary.platform.http.asgi import Scope, header
from volary.platform.http.cookies import session_token
from volary.platform.http.threads import run

Needs = Literal["nothing", "key", "bearer", "bearer_or_session"]
"""What an endpoint asks for; everything but ``nothing`` includes the API key."""


@dataclass(frozen=True, slots=True)
class Admission:
    """The number of the API client, and who is signed in where the endpoint needs somebody."""

    client: int
    holder: Principal | None = None


class Doorkeeper:
    def __init__(self, authenticator: Authenticator, *, query_key: bool) -> None:
        self._authenticator = authenticator
        self._query_key = query_key

    async def client(self, scope: Scope, query: Query) -> int:
        """The client of the key, of which the header's one counts; MissingKey or InvalidKey."""
        key = header(scope, b"x-api-key") or (query.first("api_key") if self._query_key else None)
        if not key:
            raise MissingKey
        client = (await self._verify("api_key", key)).client
        assert client is not None
        return client

    async def holder(self, scope: Scope, client: int, needs: Needs) -> Principal | None:
        """Who is signed in: the Bearer token's account, else the browser session's if allowed.

        Unauthenticated without either; a token of another client is an InvalidToken.
        """
        if needs in {"nothing", "key"}:
            return None
        scheme, _, token = (header(scope, b"authorization") or "").partition(" ")
        if scheme.lower() == "bearer" and token.strip():
            holder = await self._verify("access_token", token.strip())
            if holder.client != client:
                raise InvalidToken
            return holder
        session = session_token(scope) if needs == "bearer_or_session" and not scheme else None
        if session is None:
            raise Unauthenticated
        try:
            return await self._verify("web_session", session)
        except InvalidToken:
            raise Unauthenticated from None  # a stale cookie is no sign-in at all

    async def _verify(self, kind: Kind, text: str) -> Principal:
        known = self._authenticator.cached(kind, text)
        if known is not None:
            return known
        return await run(self._authenticator.verify, kind, text)
