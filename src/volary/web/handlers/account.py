"""The account page: profile, password, keys, and where one is signed in."""

from dataclasses import dataclass
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from volary.core.errors import InvalidCredentials, RateLimited, VolaryError
from volary.core.identity import AccountChange
from volary.core.identity.clients import NewKey
from volary.core.identity.sessions import SignedIn
from volary.platform.http.threads import in_slow_thread, in_thread
from volary.web.access import AnyVisit, SentForm, User
from volary.web.errors import sentence, status_of
from volary.web.visit import Visit, row_num


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A place where the account is signed in; ``current`` is the one that asks."""

    num: int
    kind: str
    label: str
    created_at: Any
    last_used_at: Any
    current: bool


@get("/account")
@in_thread
def account(visit: AnyVisit, user: User) -> Response[bytes]:
    del user
    return _account_page(visit)


@post("/account", status_code=200)
@in_thread
def change_profile(visit: AnyVisit, user: User, form: SentForm) -> Response[bytes]:
    change = AccountChange(name=form.text("name"), public=form.checked("public"))
    try:
        visit.parts.identity.accounts.change(user.actor, visit.account, change)
    except VolaryError as error:
        return _account_page(visit, "profile", error)
    return visit.go("/account", say="saved")


@post("/account/password", status_code=200)
@in_slow_thread
def change_password(visit: AnyVisit, user: User, form: SentForm) -> Response[bytes]:
    """Needs the present password, so that a browser left open is not enough."""
    identity = visit.parts.identity
    email = identity.accounts.get(visit.account).email
    try:
        identity.sign_in.check(email, form.exact("current"), address=visit.address)
        identity.accounts.set_password(
            user.actor, visit.account, form.exact("new"), keep_credential=user.credential
        )
    except InvalidCredentials:
        return _account_page(visit, "password", VolaryError("The present password is wrong."), 403)
    except RateLimited as error:
        return _account_page(visit, "password", error)
    except VolaryError as error:
        return _account_page(visit, "password", error)
    return visit.go("/account", say="password")


@post("/account/keys", status_code=200)
@in_thread
def make_key(visit: AnyVisit, user: User, form: SentForm) -> Response[bytes]:
    clients = visit.parts.identity.clients
    try:
        key = clients.create_key(user.actor, client=form.text("client"), owner=visit.account)
    except VolaryError as error:
        return _account_page(visit, "key", error)
    return _key_page(visit, key, replaced=False)


@post("/account/keys/{num:int}/rotate", status_code=200)
@in_thread
def rotate_key(visit: AnyVisit, user: User, form: SentForm, num: FromPath[int]) -> Response[bytes]:
    del form
    key = visit.parts.identity.clients.rotate(user.actor, row_num(num), owner=visit.account)
    return _key_page(visit, key, replaced=True)


@post("/account/keys/{num:int}/revoke", status_code=200)
@in_thread
def revoke_key(visit: AnyVisit, user: User, form: SentForm, num: FromPath[int]) -> Response[bytes]:
    del form
    visit.parts.identity.clients.revoke(user.actor, row_num(num), owner=visit.account)
    return visit.go("/account#keys", say="key-revoked")


@post("/account/sessions/{num:int}/end", status_code=200)
@in_thread
def end_session(visit: AnyVisit, user: User, form: SentForm, num: FromPath[int]) -> Response[bytes]:
    del form
    visit.parts.identity.sessions.end_one(user.actor, visit.account, row_num(num))
    return visit.go("/account#sessions", say="session-ended")


@post("/account/sessions/end-others", status_code=200)
@in_thread
def end_other_sessions(visit: AnyVisit, user: User, form: SentForm) -> Response[bytes]:
    del form
    sessions = visit.parts.identity.sessions
    sessions.end_all(user.actor, visit.account, keep_credential=user.credential)
    return visit.go("/account#sessions", say="session-ended")


def _account_page(
    visit: Visit, part: str = "", error: VolaryError | None = None, status: int | None = None
) -> Response[bytes]:
    """The page; what went wrong stands in the part where it did."""
    identity, account = visit.parts.identity, visit.account
    problems = dict.fromkeys(("profile", "password", "key"))
    if error is not None:
        problems[part] = sentence(error.message)
        status = status or status_of(error)
    assert visit.principal is not None
    return visit.page(
        "account.html",
        status=status or 200,
        profile=identity.accounts.get(account),
        keys=identity.clients.keys(owner=account),
        sessions=[
            _row(item, visit.principal.credential) for item in identity.sessions.all(account)
        ],
        problems=problems,
        base_url=visit.base_url,
    )


def _key_page(visit: Visit, key: NewKey, *, replaced: bool) -> Response[bytes]:
    """The one page that shows a key."""
    email = visit.parts.identity.accounts.get(visit.account).email
    return visit.page(
        "key_made.html", key=key, replaced=replaced, email=email, base_url=visit.base_url
    )


def _row(item: SignedIn, credential: int) -> SessionRow:
    return SessionRow(
        num=item.num,
        kind=item.kind,
        label=item.label,
        created_at=item.created_at,
        last_used_at=item.last_used_at,
        current=item.num == credential,
    )
