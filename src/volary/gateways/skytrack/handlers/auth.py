"""``/api/v1/auth``: login, current user, refresh, logout."""

from litestar import get, post

from volary.core.identity import Principal
from volary.gateways.skytrack import mapping, schemas
from volary.gateways.skytrack.dependencies import ClientNum, Holder, Parts
from volary.gateways.skytrack.errors import LoginFailed, known, log
from volary.gateways.skytrack.openapi import SIGNED_IN, failures, with_body
from volary.gateways.skytrack.parts import SkytrackParts
from volary.gateways.skytrack.requests import AnyRequest, convert, read_json
from volary.platform.http.threads import in_slow_thread, in_thread


@post(
    "/api/v1/auth/login",
    status_code=200,
    opt={"needs": "key"},
    operation_id="login",
    operation_class=with_body(schemas.LoginRequest),
    responses=failures(429),
)
async def login(request: AnyRequest, client: ClientNum, parts: Parts) -> schemas.LoginAnswer:
    """Exchange e-mail and password for an access and a refresh token."""
    body = convert(await read_json(request), schemas.LoginRequest)
    address = request.client.host if request.client else "unknown"
    return await _log_in(parts, body, client, address)


@in_slow_thread
def _log_in(
    parts: SkytrackParts, body: schemas.LoginRequest, client: int, address: str
) -> schemas.LoginAnswer:
    identity = parts.identity
    try:
        account = identity.sign_in.check(body.email, body.password, address=address)
        remember = body.remember is None or bool(body.remember)
        pair = identity.tokens.issue(account, client, remember=remember)
        user = mapping.login_user(identity.accounts.get(account))
    except Exception as error:
        if known(error):
            raise
        log.exception("login_failed")
        raise LoginFailed from error
    data = schemas.LoginData(pair.access, pair.refresh, user)
    return schemas.LoginAnswer(message="Login successful.", data=data)


@get(
    "/api/v1/auth/me",
    opt={"needs": "bearer_or_session"},
    operation_id="currentUser",
    security=SIGNED_IN,
    responses=failures(),
)
@in_thread
def me(holder: Holder, parts: Parts) -> schemas.UserAnswer:
    """Who is signed in, by Bearer token or by browser session."""
    return schemas.UserAnswer(data=schemas.UserData(_user(parts, holder)))


@post(
    "/api/v1/auth/refresh",
    status_code=200,
    opt={"needs": "key"},
    operation_id="refreshToken",
    operation_class=with_body(schemas.RefreshRequest),
    responses=failures(),
)
async def refresh(request: AnyRequest, client: ClientNum, parts: Parts) -> schemas.RefreshAnswer:
    """A new access token; the refresh token and the old access token stay valid."""
    body = convert(await read_json(request), schemas.RefreshRequest)
    return await _refresh(parts, body.refresh_token.strip(), client)


@in_thread
def _refresh(parts: SkytrackParts, token: str, client: int) -> schemas.RefreshAnswer:
    pair = parts.identity.tokens.refresh(token, client)
    user = mapping.user(parts.identity.accounts.get(pair.account))
    data = schemas.RefreshData(pair.access, pair.refresh, user)
    return schemas.RefreshAnswer(message="Token refreshed.", data=data)


@post(
    "/api/v1/auth/logout",
    status_code=200,
    opt={"needs": "bearer"},
    operation_id="logout",
    operation_class=with_body(schemas.LogoutRequest, required=False),
    security=SIGNED_IN,
    responses=failures(),
)
async def logout(request: AnyRequest, holder: Holder, parts: Parts) -> schemas.EmptyAnswer:
    """Revoke the access token, and the refresh token of the body if it is the same user's."""
    body = convert(await read_json(request), schemas.LogoutRequest)
    await _log_out(parts, holder, body.refresh_token)
    return schemas.EmptyAnswer(message="Logged out.")


@in_thread
def _log_out(parts: SkytrackParts, holder: Principal, refresh_token: str | None) -> None:
    parts.identity.tokens.revoke(holder, refresh=refresh_token)


def _user(parts: SkytrackParts, holder: Principal) -> schemas.User:
    assert holder.account is not None
    return mapping.user(parts.identity.accounts.get(holder.account))


HANDLERS = [login, me, refresh, logout]
