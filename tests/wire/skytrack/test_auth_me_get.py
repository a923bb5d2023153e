from typing import Any

from volary.core.identity import Actor

OPERATOR = Actor(origin="cli")
PATH = "/api/v1/auth/me"


def test_the_signed_in_user_as_in_the_document(skytrack: Any, golden: Any) -> None:
    reply = skytrack.get(PATH)
    assert (reply.status_code, reply.json()) == (200, golden("me"))
    assert list(reply.json()["data"]["user"]) == list(golden("me")["data"]["user"])


def test_flags_are_numbers(skytrack: Any) -> None:
    _, headers = skytrack.add_pilot("guest@example.com", group="none")
    user = skytrack.get(PATH, headers=headers).json()["data"]["user"]
    assert (user["access"], user["public"]) == (0, 0)


def test_it_needs_somebody(skytrack: Any, refused: Any) -> None:
    refused(skytrack.get(PATH, headers=skytrack.key_only), 401, "UNAUTHENTICATED")
    basic = {**skytrack.key_only, "Authorization": "Basic cGlsb3Q6cGFzcw=="}
    refused(skytrack.get(PATH, headers=basic), 401, "UNAUTHENTICATED")
    empty = {**skytrack.key_only, "Authorization": "Bearer "}
    refused(skytrack.get(PATH, headers=empty), 401, "UNAUTHENTICATED")


def test_an_unknown_token(skytrack: Any, refused: Any) -> None:
    for text in ("f" * 64, "rubbish", "\xff"):
        headers = {**skytrack.key_only, "Authorization": f"Bearer {text}".encode("latin-1")}
        refused(skytrack.get(PATH, headers=headers), 401, "INVALID_TOKEN")


def test_a_token_after_its_day(skytrack: Any, refused: Any, clock: Any) -> None:
    assert skytrack.get(PATH).status_code == 200
    clock.advance(days=1, seconds=1)
    refused(skytrack.get(PATH), 401, "TOKEN_EXPIRED")


def test_a_token_of_another_client(skytrack: Any, refused: Any) -> None:
    other = skytrack.parts.identity.clients.create_key(OPERATOR, client="other app")
    headers = {**skytrack.headers, "X-Api-Key": other.key}
    refused(skytrack.get(PATH, headers=headers), 401, "INVALID_TOKEN")


def test_a_rotated_key_of_the_same_client_keeps_its_tokens(skytrack: Any, refused: Any) -> None:
    new = skytrack.parts.identity.clients.rotate(OPERATOR, skytrack.key.num)
    refused(skytrack.get(PATH), 401, "INVALID_API_KEY")
    assert skytrack.get(PATH, headers={**skytrack.headers, "X-Api-Key": new.key}).is_success


def test_a_disabled_account_is_out_at_once(skytrack: Any, refused: Any) -> None:
    assert skytrack.get(PATH).status_code == 200
    skytrack.parts.identity.accounts.disable(OPERATOR, skytrack.pilot.num)
    refused(skytrack.get(PATH), 401, "TOKEN_REVOKED")


def test_a_browser_session_is_as_good_but_still_needs_the_key(
    skytrack: Any, refused: Any, golden: Any
) -> None:
    browser = skytrack.parts.identity.sessions.create(skytrack.pilot.num)
    cookie = {"Cookie": f"volary_session={browser.token}"}
    reply = skytrack.get(PATH, headers={**skytrack.key_only, **cookie})
    assert reply.json() == golden("me")
    refused(skytrack.get(PATH, headers=cookie), 401, "MISSING_API_KEY")
    stale = {**skytrack.key_only, "Cookie": f"volary_session={'0' * 64}"}
    refused(skytrack.get(PATH, headers=stale), 401, "UNAUTHENTICATED")


def test_on_tls_only_the_cookie_with_the_host_prefix_counts(skytrack: Any, refused: Any) -> None:
    browser = skytrack.parts.identity.sessions.create(skytrack.pilot.num)
    base = "https://fly.example.org"
    plain = {**skytrack.key_only, "Cookie": f"volary_session={browser.token}"}
    refused(skytrack.get(PATH, headers=plain, base=base), 401, "UNAUTHENTICATED")
    bound = {**skytrack.key_only, "Cookie": f"__Host-volary_session={browser.token}"}
    assert skytrack.get(PATH, headers=bound, base=base).is_success


def test_a_bad_token_is_not_mended_by_a_cookie(skytrack: Any, refused: Any) -> None:
    browser = skytrack.parts.identity.sessions.create(skytrack.pilot.num)
    headers = {
        **skytrack.key_only,
        "Cookie": f"volary_session={browser.token}",
        "Authorization": f"Bearer {'0' * 64}",
    }
    refused(skytrack.get(PATH, headers=headers), 401, "INVALID_TOKEN")


def test_a_session_opens_nothing_else(skytrack: Any, refused: Any) -> None:
    browser = skytrack.parts.identity.sessions.create(skytrack.pilot.num)
    headers = {**skytrack.key_only, "Cookie": f"volary_session={browser.token}"}
    refused(skytrack.get("/api/v1/flights", headers=headers), 401, "UNAUTHENTICATED")
