"""The browser session, and the list of where an account is signed in."""

from typing import Any

from litestar import Request, Response, delete, get, post
from litestar.params import JSONBody

from volary.core.errors import Unauthenticated
from volary.core.identity import Actor, csrf_token
from volary.gateways.native.auth import AnyCaller, Parts, SignedIn
from volary.gateways.native.errors import CrossSite
from volary.gateways.native.mapping import signed_in_body, user_body
from volary.gateways.native.openapi import EmptyOperation, problems
from volary.gateways.native.parameters import Num
from volary.gateways.native.schemas import Credentials, SessionBody, SignedInList
from volary.platform.http.asgi import header
from volary.platform.http.cookies import expired_session_cookie, session_cookie
from volary.platform.http.origin import is_foreign
from volary.platform.http.threads import in_thread

PRIVATE = {"Cache-Control": "no-store"}
AnyRequest = Request[Any, Any, Any]


@post("/core/v1/session", tags=["session"], operation_id="signIn", responses=problems(413, 415))
@in_thread
def sign_in(
    data: JSONBody[Credentials], request: AnyRequest, parts: Parts
) -> Response[SessionBody]:
    """Sign in with e-mail and password and begin a cookie session.

    Changing requests of the session carry `csrf_token` in `X-CSRF-Token`.
    """
    scope: Any = request.scope
    if is_foreign(scope, parts.public_url):
        raise CrossSite
    client = request.client.host if request.client else "unknown"
    identity = parts.identity
    account = identity.sign_in.check(data.email, data.password, address=client)
    session = identity.sessions.create(account, label=header(scope, b"user-agent") or "")
    seconds = int((session.expires_at - parts.clock()).total_seconds())
    body = SessionBody(
        user=user_body(identity.accounts.get(account)),
        csrf_token=session.csrf,
        expires_at=session.expires_at,
    )
    cookie = session_cookie(scope, session.token, max_age_s=seconds)
    return Response(body, headers={"Set-Cookie": cookie, **PRIVATE})


@get("/core/v1/session", tags=["session"], operation_id="readSession", responses=problems())
@in_thread
def read_session(caller: AnyCaller, signed_in: SignedIn, parts: Parts) -> Response[SessionBody]:
    """Whose cookie session this is, with its CSRF token; 401 without one."""
    if caller.session is None or signed_in.account is None:
        raise Unauthenticated
    user = user_body(parts.identity.accounts.get(signed_in.account))
    body = SessionBody(user=user, csrf_token=csrf_token(caller.session))
    return Response(body, headers=PRIVATE)


@delete(
    "/core/v1/session",
    tags=["session"],
    operation_id="signOut",
    operation_class=EmptyOperation,
    responses=problems(),
)
@in_thread
def sign_out(caller: AnyCaller, request: AnyRequest, parts: Parts) -> Response[None]:
    """End the cookie session; 204 also when there is none any more."""
    scope: Any = request.scope
    if caller.session is not None and caller.principal is not None:
        parts.identity.sessions.end(caller.principal)
    return Response(None, headers={"Set-Cookie": expired_session_cookie(scope), **PRIVATE})


@get("/core/v1/sessions", tags=["session"], operation_id="listSessions", responses=problems())
@in_thread
def list_sessions(signed_in: SignedIn, parts: Parts) -> Response[SignedInList]:
    """Where the account is signed in: browsers, and apps with a refresh token."""
    account = signed_in.account
    assert account is not None
    found = parts.identity.sessions.all(account)
    body = SignedInList(sessions=[signed_in_body(item, signed_in.credential) for item in found])
    return Response(body, headers=PRIVATE)


@delete("/core/v1/sessions", tags=["session"], operation_id="endSessions", responses=problems())
@in_thread
def end_sessions(signed_in: SignedIn, parts: Parts) -> None:
    """Sign out everywhere but here; API keys stay."""
    account = signed_in.account
    assert account is not None
    parts.identity.sessions.end_all(Actor(account), account, keep_credential=signed_in.credential)


@delete(
    "/core/v1/sessions/{num:int}",
    tags=["session"],
    operation_id="endSession",
    responses=problems(404),
)
@in_thread
def end_session(num: Num, signed_in: SignedIn, parts: Parts) -> None:
    """Sign out one browser or app."""
    account = signed_in.account
    assert account is not None
    parts.identity.sessions.end_one(signed_in.actor, account, num)


HANDLERS = (sign_in, read_session, sign_out, list_sessions, end_sessions, end_session)
