"""Where a request comes from, as browsers tell it, and under which address people reach us."""

from urllib.parse import urlsplit

from volary.platform.http.asgi import Scope, header
from volary.platform.http.cookies import is_https

_OWN = frozenset({"same-origin", "none"})
_DEFAULT_PORTS = {"http": 80, "https": 443}


def is_foreign(scope: Scope, public_url: str | None = None) -> bool:
    """Whether a browser says that another site's page caused this request.

    ``Sec-Fetch-Site`` decides when it is there: scripts cannot set it, and unlike ``Origin`` it
    does not turn into ``null`` under ``Referrer-Policy: no-referrer``. Else ``Origin`` has to
    name the host that was asked, or the one of ``public_url``. Programs send neither header.
    """
    site = header(scope, b"sec-fetch-site")
    if site is not None:
        return site not in _OWN
    origin = header(scope, b"origin")
    if origin is None:
        return False
    asked = f"{scope.get('scheme', 'http')}://{header(scope, b'host') or ''}"
    own = {_host(asked, origin), _host(public_url or "", origin)}
    return (_host(origin, origin) or "?") not in own


def public_base(scope: Scope, public_url: str | None = None) -> str:
    """The address of our root without a slash at its end: as configured, else as asked for."""
    if public_url:
        return public_url.rstrip("/")
    scheme = "https" if is_https(scope) else "http"
    host = header(scope, b"host") or "localhost"
    return f"{scheme}://{host}{scope.get('root_path', '')}".rstrip("/")


def _host(address: str, browser_origin: str) -> str | None:
    """Host and port of an address, None when it has none.

    A missing port is the default one of the scheme that the browser used: a proxy that ends TLS
    may not have told us.
    """
    try:
        parts = urlsplit(address)
        port = parts.port or _DEFAULT_PORTS.get(urlsplit(browser_origin).scheme)
    except ValueError:
        return None
    return f"{parts.hostname}:{port}" if parts.hostname else None
