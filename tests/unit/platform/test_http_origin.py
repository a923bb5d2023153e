import pytest

from volary.platform.http.origin import is_foreign, public_base

OWN = {"host": "fly.example.org"}


def scope(headers: dict[str, str], scheme: str = "http", root: str = "") -> dict[str, object]:
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    return {"scheme": scheme, "headers": pairs, "root_path": root}


@pytest.mark.parametrize(
    ("headers", "foreign"),
    [
        ({}, False),
        ({"sec-fetch-site": "same-origin"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "same-site"}, True),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://fly.example.org"}, True),
        ({"origin": "http://fly.example.org"}, False),
        ({"origin": "http://FLY.example.org:80"}, False),
        ({"origin": "https://fly.example.org"}, False),
        ({"origin": "http://fly.example.org:8080"}, True),
        ({"origin": "http://evil.example"}, True),
        ({"origin": "http://fly.example.org.evil.example"}, True),
        ({"origin": "null"}, True),
        ({"origin": "http://[broken"}, True),
        ({"origin": ""}, True),
    ],
)
def test_a_browser_says_where_a_request_comes_from(headers: dict[str, str], foreign: bool) -> None:
    assert is_foreign(scope(OWN | headers)) is foreign


def test_a_port_of_ours_belongs_to_the_origin() -> None:
    local = {"host": "127.0.0.1:8620"}

    assert not is_foreign(scope(local | {"origin": "http://127.0.0.1:8620"}))
    assert is_foreign(scope(local | {"origin": "http://127.0.0.1:3000"}))


def test_the_configured_address_is_ours_even_when_the_proxy_hides_it() -> None:
    hidden = {"host": "10.0.0.5:8620", "origin": "https://fly.example.org"}

    assert is_foreign(scope(hidden))
    assert not is_foreign(scope(hidden), "https://fly.example.org/ops")


def test_links_use_the_configured_address_else_the_one_that_was_asked() -> None:
    assert public_base(scope(OWN), "https://a.example/ops/") == "https://a.example/ops"
    assert public_base(scope(OWN, "https", "/ops")) == "https://fly.example.org/ops"
    assert public_base(scope({})) == "http://localhost"
