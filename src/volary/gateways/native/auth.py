"""From what a request shows to who is asking.

An access token (``Authorization: Bearer``) counts first, then an API key (``X-Api-Key``), then
the cookie of a browser session. A key beside a token has to be one of the client that the token
was issued to. A cookie may change something only together with its CSRF token, and never from
another site. Keys are not taken from the query, where they would end up in logs.
"""

from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.di import NamedDependency, Provide
from litestar.params import SkipValidation

from volary.core.errors import Forbidden, TokenNotForClient, Unauthenticated
from volary.core.identity import Principal
from volary.core.identity.authenticator import Authenticator, Kind
from volary.core.identity.sessions import csrf_fits
from volary.gateways.native.errors import CrossSite, CsrfTokenMissing
from volary.gateways.native.parts import NativeParts
from volary.platform.http.asgi import Scope, header
from volary.platform.http.cookies import session_token
from volary.platform.http.origin import is_foreign
from volary.platform.http.threads import run

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: nobody (``principal`` None), a program with its key, or a signed-in user.

    ``session`` is the token of the browser session when that is what was shown.
    """

    principal: Principal | None
    signed_in: bool = False
    session: str | None = None


Parts = NamedDependency[SkipValidation[NativeParts]]
AnyCaller = NamedDependency[SkipValidation[Caller]]
User = NamedDependency[SkipValidation[Principal]]
SignedIn = NamedDependency[SkipValidation[Principal]]


async def find_caller(request: Request[Any, Any, Any], parts: Parts) -> Caller:
    """The caller; an error of the Unauthenticated family for a credential that is not valid.

    A cookie that has expired makes its bearer nobody, so that public things stay readable.
    """
    scope: Scope = request.scope  # type: ignore[assignment]
    authenticator = parts.identity.authenticator
    bearer, key = _bearer(scope), header(scope, b"x-api-key")
    by_key = None if key is None else await _verify(authenticator, "api_key", key)
    if bearer is not None:
        principal = await _verify(authenticator, "access_token", bearer)
        if by_key is not None and by_key.client != principal.client:
            raise TokenNotForClient
        return Caller(principal, signed_in=True)
    if by_key is not None:
        return Caller(by_key)
    token = session_token(scope)
    if token is None:
        return Caller(None)
    try:
        principal = await _verify(authenticator, "web_session", token)
    except Unauthenticated:
        return Caller(None)
    if scope["method"] not in _SAFE:
        _check_site(scope, token, parts.public_url)
    return Caller(principal, signed_in=True, session=token)


def find_user(caller: AnyCaller) -> Principal:
    """The account that asks, by whichever credential; Unauthenticated, or Forbidden without one."""
    if caller.principal is None:
        raise Unauthenticated
    if caller.principal.account is None:
        raise Forbidden("this API key belongs to no account")
    return caller.principal


def find_signed_in(caller: AnyCaller) -> Principal:
    """An account that has signed in; a personal API key alone is not enough."""
    user = find_user(caller)
    if not caller.signed_in:
        raise Forbidden("sign in for this; an API key alone is not enough")
    return user


def _bearer(scope: Scope) -> str | None:
    scheme, _, token = (header(scope, b"authorization") or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


async def _verify(authenticator: Authenticator, kind: Kind, text: str) -> Principal:
    known = authenticator.cached(kind, text)
    if known is not None:
        return known
    return await run(authenticator.verify, kind, text)


def _check_site(scope: Scope, token: str, public_url: str | None) -> None:
    if is_foreign(scope, public_url):
        raise CrossSite
    given = header(scope, b"x-csrf-token")
    if given is None or not csrf_fits(token, given):
        raise CsrfTokenMissing


def dependencies(parts: NativeParts) -> dict[str, Provide]:
    """What handlers may ask for by parameter name."""
    return {
        "parts": Provide(lambda: parts, sync_to_thread=False),
        "caller": Provide(find_caller),
        "user": Provide(find_user, sync_to_thread=False),
        "signed_in": Provide(find_signed_in, sync_to_thread=False),
    }
