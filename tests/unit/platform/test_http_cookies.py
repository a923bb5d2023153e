from volary.platform.http.cookies import (
    expired_session_cookie,
    read_cookie,
    session_cookie,
    session_token,
)


def scope(scheme: str = "http", *cookies: str) -> dict[str, object]:
    return {"scheme": scheme, "headers": [(b"cookie", item.encode()) for item in cookies]}


def test_on_plain_http_the_cookie_is_out_of_reach_of_scripts_and_other_sites() -> None:
    cookie = session_cookie(scope(), "abc", max_age_s=60)

    assert cookie == "volary_session=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax"


def test_on_tls_it_is_bound_to_the_host_as_well() -> None:
    name, *attributes = session_cookie(scope("https"), "abc", max_age_s=60).split("; ")

    assert name == "__Host-volary_session=abc"
    assert {"Secure", "HttpOnly", "Path=/"} <= set(attributes)
    assert not any(item.startswith("Domain") for item in attributes)


def test_a_session_begun_on_http_is_not_one_on_https() -> None:
    assert session_token(scope("http", "volary_session=abc")) == "abc"
    assert session_token(scope("https", "volary_session=abc")) is None
    assert session_token(scope("https", "__Host-volary_session=abc")) == "abc"


def test_signing_out_deletes_the_cookie() -> None:
    assert "volary_session=; " in expired_session_cookie(scope())
    assert "Max-Age=0" in expired_session_cookie(scope())
    assert session_token(scope("http", "volary_session=")) is None


def test_cookies_are_read_from_one_header_or_several() -> None:
    assert read_cookie(scope("http", "a=1; b=2"), "b") == "2"
    assert read_cookie(scope("http", "a=1", "b=2"), "b") == "2"
    assert read_cookie(scope("http", 'a="1"'), "a") == "1"
    assert read_cookie(scope("http", "ab=1; =2; c"), "b") is None
    assert read_cookie(scope("http", "a=1; a=2"), "a") == "1"
