"""One request for a page: who asks, and how the answer is put together.

Forms carry a CSRF token. Of a signed-in visitor it belongs to the browser session; of everybody
else to a random cookie that is given with the form.
"""

from dataclasses import dataclass
from typing import Any

from litestar import Response
from litestar.datastructures import Cookie

from volary import __version__
from volary.core.errors import NotFound, Unauthenticated
from volary.core.identity import Principal, csrf_fits, csrf_token
from volary.core.logbook.reading import FlightQuery
from volary.platform.crypto import new_token
from volary.platform.http.asgi import Scope
from volary.platform.http.cookies import is_https, read_cookie, session_token
from volary.platform.http.origin import public_base
from volary.web.assets import assets
from volary.web.parts import WebParts
from volary.web.render import render
from volary.web.words import FLASHES, Flash

HTML = "text/html"  # the framework adds the charset of texts
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_FLASH_COOKIE = "volary_flash"
_VISIT_COOKIE = "volary_visit"
_SEE_OTHER = 303
_MOST_ROWS = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Site:
    """What the frame of every page needs."""

    root: str
    viewer: Principal | None
    csrf: str
    flash: Flash | None
    waiting: int
    version: str = __version__

    def url(self, path: str) -> str:
        """A path of ours as a browser has to ask for it."""
        return self.root + path

    def asset(self, name: str) -> str:
        return self.url(f"/assets/{assets()[name].name}")


@dataclass(frozen=True, slots=True)
class Visit:
    scope: Scope
    parts: WebParts
    principal: Principal | None

    @property
    def root(self) -> str:
        root: str = self.scope.get("root_path", "")
        return root.rstrip("/")

    @property
    def base_url(self) -> str:
        """The address of this server as the visitor would type it."""
        return public_base(self.scope, self.parts.public_url)

    @property
    def address(self) -> str:
        """The visitor's network address, as the edge has settled it."""
        client = self.scope.get("client")
        return str(client[0]) if client else ""

    @property
    def account(self) -> int:
        """The number of the signed-in account; Unauthenticated without one."""
        if self.principal is None or self.principal.account is None:
            raise Unauthenticated
        return self.principal.account

    def csrf_fits(self, given: str) -> bool:
        secret = self._secret()
        return secret is not None and csrf_fits(secret, given)

    def page(
        self,
        template: str,
        *,
        status: int = 200,
        headers: dict[str, str] | None = None,
        forms: bool = False,
        **context: Any,
    ) -> Response[bytes]:
        """A page; ``context`` is what its template needs beside the frame.

        ``forms`` gives a visitor who is not signed in the cookie that the page's form needs.
        """
        cookies: list[Cookie] = []
        flash = FLASHES.get(read_cookie(self.scope, _FLASH_COOKIE) or "")
        if flash is not None:
            cookies.append(self._cookie(_FLASH_COOKIE, "", max_age=0))
        secret = self._secret()
        if secret is None and forms:
            secret = new_token()
            cookies.append(self._cookie(self._visit_name(), secret))
        csrf = "" if secret is None else csrf_token(secret)
        site = Site(self.root, self.principal, csrf, flash, self._waiting(status))
        return Response(
            render(template, {"site": site, **context}),
            status_code=status,
            media_type=HTML,
            headers={
                "Content-Security-Policy": POLICY,
                "Cache-Control": "no-store",
                **(headers or {}),
            },
            cookies=cookies,
        )

    def go(
        self, path: str, *, say: str | None = None, headers: dict[str, str] | None = None
    ) -> Response[bytes]:
        """Lead the browser to a path of ours after an action; ``say`` names a line to show."""
        return Response(
            b"",
            status_code=_SEE_OTHER,
            media_type=HTML,
            headers={
                "Location": self.root + path,
                "Cache-Control": "no-store",
                "Content-Security-Policy": POLICY,
                **(headers or {}),
            },
            cookies=[self._cookie(_FLASH_COOKIE, say, max_age=60)] if say else [],
        )

    def _secret(self) -> str | None:
        """What the CSRF token is derived from; None when the browser has nothing of ours yet."""
        if self.principal is not None:
            return session_token(self.scope)
        return read_cookie(self.scope, self._visit_name()) or None

    def _visit_name(self) -> str:
        return f"__Host-{_VISIT_COOKIE}" if is_https(self.scope) else _VISIT_COOKIE

    def _cookie(self, name: str, value: str, *, max_age: int | None = None) -> Cookie:
        """Without ``max_age`` the cookie lasts as long as the browser is open."""
        secure = is_https(self.scope)
        return Cookie(
            name,
            value=value,
            max_age=max_age,
            path="/",
            secure=secure,
            httponly=True,
            samesite="lax",
        )

    def _waiting(self, status: int) -> int:
        """How many flights wait for an administrator's approval; errors do not ask."""
        admin = self.principal
        if admin is None or not admin.is_admin or status >= 500:  # noqa: PLR2004  # HTTP
            return 0
        return self.parts.logbook.reading.count(admin, FlightQuery(waiting=True))


def safe_next(path: str) -> str | None:
    """A path on this server to go on to; None for an address that could lead elsewhere.

    Browsers read a backslash as a slash and skip control characters, so neither may occur.
    """
    printable = all(" " < char < "\x7f" for char in path)
    local = path.startswith("/") and not path.startswith("//")
    return path if local and printable and "\\" not in path else None


def row_num(num: int) -> int:
    """A number from an address as a key; NotFound beyond what a database counts to."""
    if not 0 < num <= _MOST_ROWS:
        raise NotFound
    return num
