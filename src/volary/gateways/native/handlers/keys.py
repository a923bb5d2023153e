"""The account, and its personal API keys."""

from litestar import Response, delete, get, post
from litestar.params import JSONBody

from volary.core.errors import Forbidden, Unauthenticated
from volary.core.identity import Principal
from volary.gateways.native.auth import AnyCaller, Caller, Parts, SignedIn, User
from volary.gateways.native.mapping import key_body, new_key_body, organisation_body, user_body
from volary.gateways.native.openapi import problems
from volary.gateways.native.parameters import Num
from volary.gateways.native.schemas import KeyList, Me, NewKeyBody, NewKeyRequest
from volary.platform.http.threads import in_thread

PRIVATE = {"Cache-Control": "no-store"}


@get("/core/v1/me", tags=["account"], operation_id="readMe", responses=problems())
@in_thread
def read_me(caller: AnyCaller, parts: Parts) -> Response[Me]:
    """Whom the credential stands for."""
    if caller.principal is None:
        raise Unauthenticated
    account, identity = caller.principal.account, parts.identity
    if account is None:
        return Response(Me(user=None, organisations=[]), headers=PRIVATE)
    orgs = [organisation_body(org) for org in identity.organisations.of(account)]
    body = Me(user=user_body(identity.accounts.get(account)), organisations=orgs)
    return Response(body, headers=PRIVATE)


@get("/core/v1/keys", tags=["keys"], operation_id="listKeys", responses=problems())
@in_thread
def list_keys(user: User, parts: Parts) -> Response[KeyList]:
    """The account's living API keys, without their texts."""
    found = parts.identity.clients.keys(owner=user.account)
    return Response(KeyList(keys=[key_body(key) for key in found]), headers=PRIVATE)


@post("/core/v1/keys", tags=["keys"], operation_id="createKey", responses=problems(413, 415))
@in_thread
def create_key(
    data: JSONBody[NewKeyRequest], signed_in: SignedIn, parts: Parts
) -> Response[NewKeyBody]:
    """Make a personal API key. Its text is told in this answer and never again."""
    key = parts.identity.clients.create_key(
        signed_in.actor, client=data.client, owner=signed_in.account
    )
    return Response(new_key_body(key), headers=PRIVATE)


@post(
    "/core/v1/keys/{num:int}/rotate",
    tags=["keys"],
    operation_id="rotateKey",
    responses=problems(404),
)
@in_thread
def rotate_key(num: Num, caller: AnyCaller, user: User, parts: Parts) -> Response[NewKeyBody]:
    """Replace a key: the old one is dead at once, tokens of its client live on."""
    _check_reach(caller, user, num)
    key = parts.identity.clients.rotate(user.actor, num, owner=user.account)
    return Response(new_key_body(key), headers=PRIVATE)


@delete("/core/v1/keys/{num:int}", tags=["keys"], operation_id="revokeKey", responses=problems(404))
@in_thread
def revoke_key(num: Num, caller: AnyCaller, user: User, parts: Parts) -> None:
    """Make a key dead."""
    _check_reach(caller, user, num)
    parts.identity.clients.revoke(user.actor, num, owner=user.account)


def _check_reach(caller: Caller, user: Principal, num: int) -> None:
    """A key by itself reaches itself alone: a stolen one must not make or kill others."""
    if not caller.signed_in and user.credential != num:
        raise Forbidden("sign in for this; an API key alone can only replace or revoke itself")


HANDLERS = (read_me, list_keys, create_key, rotate_key, revoke_key)
