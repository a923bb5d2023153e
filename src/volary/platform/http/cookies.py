"""Cookies: reading them, and the one cookie that keeps a browser signed in.

On TLS (by the scheme of the ASGI scope, which the edge corrects behind a trusted proxy) the name
has the prefix ``__Host-``, with which browsers refuse the cookie from any other host or path
(RFC 6265bis, 4.1.3). On plain http they would refuse such a name, so a plain one is used there.
"""

from volary.platform.http.asgi import Scope

_SESSION = "volary_session"
_SECURE_SESSION = "__Host-volary_session"


def is_https(scope: Scope) -> bool:
    return scope.get("scheme") in {"https", "wss"}


def read_cookie(scope: Scope, name: str) -> str | None:
    """The first value of a cookie in the request, or None. Quotes around a value are taken off."""
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    for key, value in headers:
        if key != b"cookie":
            continue
        for pair in value.decode("latin-1").split(";"):
            found, equals, text = pair.partition("=")
            if equals and found.strip() == name:
                return text.strip().strip('"')
    return None


def format_cookie(name: str, value: str, *, secure: bool, max_age_s: int) -> str:
    """A Set-Cookie value out of reach of scripts and of other sites' requests.

    ``max_age_s`` 0 deletes the cookie. ``value`` must hold token characters only (RFC 6265).
    """
    parts = [f"{name}={value}", "Path=/", f"Max-Age={max_age_s}", "HttpOnly", "SameSite=Lax"]
    return "; ".join([*parts, "Secure"] if secure else parts)


def session_token(scope: Scope) -> str | None:
    """The token of the browser session that the request carries, or None."""
    return read_cookie(scope, _session_name(scope)) or None


def session_cookie(scope: Scope, token: str, *, max_age_s: int) -> str:
    """The Set-Cookie value that begins a browser session in answer to this request."""
    return format_cookie(_session_name(scope), token, secure=is_https(scope), max_age_s=max_age_s)


def expired_session_cookie(scope: Scope) -> str:
    """The Set-Cookie value that makes the browser forget its session."""
    return session_cookie(scope, "", max_age_s=0)


def _session_name(scope: Scope) -> str:
    return _SECURE_SESSION if is_https(scope) else _SESSION
