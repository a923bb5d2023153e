"""What every page does for safety: policy, CSRF, no state by GET, errors that give nothing away."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.wire.support import PASSWORD, Pilot
from tests.wire.web.browser import Browser

from volary.app.asgi import create_asgi
from volary.app.config import load
from volary.app.volary import Volary
from volary.core.errors import StorageFull, Unavailable
from volary.platform.http.asgi import App
from volary.web.assets import assets

POLICY = {
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self' data:",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


@pytest.mark.parametrize("path", ["/", "/sign-in", "/flights", "/account", "/nowhere"])
def test_every_page_forbids_what_it_does_not_need(browser: Browser, path: str) -> None:
    answer = browser.api.get(path, follow_redirects=True)
    assert set(answer.headers["content-security-policy"].split("; ")) == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("path", ["/", "/sign-in", "/flights", "/account", "/nowhere"])
def test_no_page_has_scripts_or_styles_or_anything_from_elsewhere(
    browser: Browser, path: str
) -> None:
    page = browser.get(path)
    for tag, attributes in page.tags:
        assert tag not in {"script", "style", "iframe", "object", "embed"}
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
        for name in ("href", "src", "action"):
            assert not re.match(r"(https?:)?//", attributes.get(name) or "")


@pytest.mark.parametrize("path", ["/", "/sign-in", "/flights", "/account", "/admin/waiting"])
def test_every_field_has_a_label_and_every_page_its_landmarks(browser: Browser, path: str) -> None:
    page = browser.get(path)
    names = [tag for tag, _ in page.tags]
    assert names.count("h1") == 1
    assert {"header", "nav", "main", "footer"} <= set(names)
    assert ("a", {"class": "skip", "href": "#main"}) in page.tags
    labelled = {attributes.get("for") for tag, attributes in page.tags if tag == "label"}
    for tag, attributes in page.tags:
        hidden = attributes.get("type") in {"hidden", "checkbox", "radio"}
        if (
            tag in {"input", "select", "textarea"}
            and not hidden
            and "aria-hidden" not in attributes
        ):
            assert attributes.get("id") in labelled
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


CHANGES = [
    ("/sign-out", {"all": "0"}),
    ("/account", {"name": "Changed"}),
    ("/account/password", {"current": PASSWORD, "new": "changed password"}),
    ("/account/keys", {"client": "Theirs"}),
    ("/account/sessions/end-others", {"all": "1"}),
    ("/flights", {"agree": "1", "visibility": "private"}),
]


@pytest.mark.parametrize(("path", "fields"), CHANGES)
@pytest.mark.parametrize("token", ["", "0" * 64, None])
def test_a_form_without_our_token_changes_nothing(
    browser: Browser, path: str, fields: dict[str, str], token: str | None
) -> None:
    sent = fields if token is None else {**fields, "csrf": token}
    page = browser.post(path, data=sent)
    assert page.status == 403
    assert "not from this server" in page.text
    assert browser.get("/account").url == "/account"
    assert "Changed" not in browser.get("/account").text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "", "Origin": "https://evil.example"},
    ],
)
@pytest.mark.parametrize(("path", "fields"), CHANGES)
def test_another_sites_page_changes_nothing_even_with_a_token(
    browser: Browser, path: str, fields: dict[str, str], headers: dict[str, str]
) -> None:
    token = browser.get("/account").form("/account").fields["csrf"]
    answer = browser.api.post(path, data={**fields, "csrf": token}, headers=headers)
    assert answer.status_code == 403
    assert browser.get("/account").url == "/account"


def test_another_visitors_token_opens_nothing(
    browser: Browser, make_pilot: Callable[..., Pilot], sign_in: Callable[[Pilot], Browser]
) -> None:
    token = sign_in(make_pilot(password=True)).get("/account").form("/account").fields["csrf"]
    assert browser.post("/account", data={"name": "Changed", "csrf": token}).status == 403


def test_signing_in_needs_the_token_of_its_form(stranger: Browser, ada: Pilot) -> None:
    sent = {"email": ada.email, "password": PASSWORD}
    assert stranger.post("/sign-in", data=sent).status == 403
    stranger.get("/sign-in")
    assert stranger.post("/sign-in", data={**sent, "csrf": "0" * 64}).status == 403


@pytest.mark.parametrize(
    "path", [path for path, _ in CHANGES if path not in {"/account", "/flights"}]
)
def test_nothing_is_changed_by_get(browser: Browser, path: str) -> None:
    assert browser.get(path).status == 405
    assert browser.get("/account").url == "/account"


def test_head_is_get_without_a_body(browser: Browser) -> None:
    answer = browser.api.request("HEAD", "/account")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_an_unknown_address_is_a_page_that_leads_back(stranger: Browser) -> None:
    page = stranger.get("/no/such/page<script>")
    assert page.status == 404
    assert "There is nothing here" in page.text
    assert "<script" not in page.html
    assert page.headers["x-request-id"] in page.text


def test_a_mistake_of_ours_gives_nothing_away(
    volary: Volary, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(type(volary.identity.clients), "keys", broken)
    page = browser.get("/account")
    assert page.status == 500
    assert "Something broke" in page.text
    assert "secret detail" not in page.html
    assert "Traceback" not in page.html


@pytest.mark.parametrize(
    ("error", "status"), [(Unavailable(retry_after_s=7), 503), (StorageFull(), 507)]
)
def test_a_busy_or_full_server_says_so(
    volary: Volary, browser: Browser, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(type(volary.identity.clients), "keys", refuse)
    page = browser.get("/account")
    assert page.status == status
    assert int(page.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b'{"name": "x"}'),
        ("text/plain", b"name=x"),
        ("multipart/form-data", b"--x--"),
        ("multipart/form-data; boundary=x", b"garbage"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\r\n--x--\r\n',
        ),
        ("application/x-www-form-urlencoded", b"name=%FF%FE&csrf=1"),
        ("application/x-www-form-urlencoded", b"name=%00&csrf=1"),
        ("application/x-www-form-urlencoded", "&".join(f"f{i}=1" for i in range(60)).encode()),
        ("application/x-www-form-urlencoded", "name=\u00fc".encode()),
    ],
)
def test_what_is_no_form_is_refused_in_words(
    browser: Browser, content_type: str, body: bytes
) -> None:
    answer = browser.api.post("/account", content=body, headers={"Content-Type": content_type})
    assert answer.status_code in {400, 403}
    assert "<h1>" in answer.text


def test_a_form_that_is_too_large_is_refused_in_words(browser: Browser) -> None:
    answer = browser.api.post("/account", data={"name": "x" * 600_000})
    assert answer.status_code == 413
    assert "too large" in answer.text


def test_the_style_sheet_may_be_kept_for_good(stranger: Browser) -> None:
    page = stranger.get("/sign-in")
    href = next(tag["href"] for name, tag in page.tags if tag.get("rel") == "stylesheet")
    answer = stranger.api.get(href)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.content == assets()["volary.css"].body
    plain = stranger.api.get(href, headers={"Accept-Encoding": "identity"})
    assert plain.content == answer.content
    assert stranger.api.get("/assets/volary.css").status_code == 404
    assert stranger.api.get("/assets/..%2fapp.py").status_code == 404


@pytest.fixture
def under_ops(tmp_path: Path) -> Iterator[tuple[Volary, App]]:
    """A server that a proxy publishes under /ops."""
    parts = Volary.build(load({"data": str(tmp_path), "base_path": "/ops"}, {}))
    yield parts, create_asgi(parts)
    parts.close()


def test_every_link_works_under_a_base_path(under_ops: tuple[Volary, App]) -> None:
    volary, app = under_ops
    browser = Browser(app)
    token = volary.identity.first_admin.token() or ""
    page = browser.get("/ops/")
    assert page.url == "/ops/setup"
    sent = {"token": token, "name": "A", "email": "a@example.org", "password": PASSWORD}
    page = browser.submit(page, "/ops/setup", **sent)
    assert page.url == "/ops/flights"
    for path in ("/ops/flights", "/ops/account", "/ops/admin/waiting"):
        page = browser.get(path)
        assert page.status == 200
        addresses = [tag.get(name) for _, tag in page.tags for name in ("href", "action")]
        for address in filter(None, addresses):
            assert address.startswith(("/ops/", "#"))
        sheet = next(tag["href"] for _, tag in page.tags if tag.get("rel") == "stylesheet")
        assert browser.api.get(sheet).status_code == 200
    assert "http://volary.test/ops/api/v1" in browser.get("/ops/account").html
