"""The start page, set-up, signing in and out."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromQuery

from volary.core.errors import InvalidCredentials, InvalidToken, RateLimited, VolaryError
from volary.core.identity import Identity, IdentitySettings
from volary.core.logbook.reading import FlightQuery
from volary.platform.http.cookies import expired_session_cookie, session_cookie
from volary.platform.http.threads import in_slow_thread, in_thread
from volary.web.access import AnyVisit, SentForm, User
from volary.web.errors import sentence, status_of
from volary.web.views.browsers import browser_name
from volary.web.views.logbook import flight_rows
from volary.web.visit import Visit, safe_next

AnyRequest = Request[Any, Any, Any]
_SHOWN = 20
_HOME = "/flights"


@get("/")
@in_thread
def start(visit: AnyVisit) -> Response[bytes]:
    """The logbook for who is signed in, public flights for everybody else."""
    if visit.principal is not None:
        return visit.go(_HOME)
    if _nobody_yet(visit.parts.identity):
        return visit.go("/setup")
    logbook = visit.parts.logbook
    flights = logbook.reading.flights(None, FlightQuery(levels=("public",), limit=_SHOWN))
    return visit.page("welcome.html", flights=flight_rows(logbook, flights), own=False)


@get("/setup")
@in_thread
def setup(visit: AnyVisit, token: FromQuery[str] = "") -> Response[bytes]:
    if not visit.parts.identity.first_admin.needed():
        return visit.go("/sign-in")
    return _setup_page(visit, {"token": token})


@post("/setup", status_code=200)
@in_slow_thread
def set_up(visit: AnyVisit, open_form: SentForm, request: AnyRequest) -> Response[bytes]:
    """Make the first administrator and sign in."""
    fields = {name: open_form.text(name) for name in ("token", "email", "name")}
    try:
        profile = visit.parts.identity.first_admin.create(
            **fields, password=open_form.exact("password")
        )
    except InvalidToken:
        problem = (
            "This set-up token is not valid. Perhaps it has expired, or a restart made another."
        )
        return _setup_page(visit, fields, problem=problem, status=400)
    except VolaryError as error:
        return _setup_page(visit, fields, problem=sentence(error.message), status=status_of(error))
    return _signed_in(visit, profile.num, request, "/flights", say="welcome")


@get("/sign-in")
@in_thread
def sign_in_form(visit: AnyVisit, next: FromQuery[str] = "") -> Response[bytes]:  # noqa: A002  # the query's name
    if visit.principal is not None:
        return visit.go(safe_next(next) or _HOME)
    return _sign_in_page(visit, next, "")


@post("/sign-in", status_code=200)
@in_slow_thread
def sign_in(visit: AnyVisit, open_form: SentForm, request: AnyRequest) -> Response[bytes]:
    """Check the password, begin a new session, and go where the visitor was going."""
    email, onward = open_form.text("email"), open_form.text("next")
    try:
        account = visit.parts.identity.sign_in.check(
            email, open_form.exact("password"), address=visit.address
        )
    except InvalidCredentials:
        return _sign_in_page(visit, onward, email, "E-mail or password is wrong.", status=401)
    except RateLimited as error:
        words = f"Too many attempts. Try again in {error.retry_after_s} seconds."
        headers = {"Retry-After": str(error.retry_after_s)}
        return _sign_in_page(visit, onward, email, words, status=429, headers=headers)
    return _signed_in(visit, account, request, safe_next(onward) or _HOME)


@post("/sign-out", status_code=200)
@in_thread
def sign_out(visit: AnyVisit, user: User, form: SentForm) -> Response[bytes]:
    del form
    visit.parts.identity.sessions.end(user)
    headers = {"Set-Cookie": expired_session_cookie(visit.scope)}
    return visit.go("/", say="signed-out", headers=headers)


def _nobody_yet(identity: Identity) -> bool:
    return identity.first_admin.needed() and not identity.accounts.all(limit=1)


def _setup_page(
    visit: Visit, fields: dict[str, str], *, problem: str | None = None, status: int = 200
) -> Response[bytes]:
    shown: dict[str, Any] = {name: fields.get(name, "") for name in ("token", "email", "name")}
    return visit.page("setup.html", status=status, forms=True, problem=problem, **shown)


def _sign_in_page(
    visit: Visit,
    onward: str,
    email: str,
    problem: str | None = None,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response[bytes]:
    return visit.page(
        "sign_in.html",
        status=status,
        headers=headers,
        forms=True,
        next=safe_next(onward) or "",
        email=email,
        problem=problem,
        setup_needed=visit.parts.identity.first_admin.needed(),
    )


def _signed_in(
    visit: Visit,
    account: int,
    request: AnyRequest,
    path: str,
    *,
    say: str | None = None,
) -> Response[bytes]:
    """Begin a session with a token of its own, whatever the browser had before."""
    parts = visit.parts
    label = browser_name(request.headers.get("user-agent", ""))
    session = parts.identity.sessions.create(account, label=label)
    lifetime = parts.settings[IdentitySettings].session_absolute_s
    cookie = session_cookie(visit.scope, session.token, max_age_s=lifetime)
    return visit.go(path, say=say, headers={"Set-Cookie": cookie})
