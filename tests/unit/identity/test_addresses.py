import pytest
from hypothesis import given
from hypothesis import strategies as st

from volary.core.errors import InvalidInput
from volary.core.identity.addresses import clean_email, clean_name, email_key


@pytest.mark.parametrize(
    "text",
    [
        "pilot@example.com",
        " first.last+igc@sub.example.org ",
        "häns@müller.example",
        "root@localhost",
    ],
)
def test_addresses_that_people_have(text: str) -> None:
    assert clean_email(text) == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "pilot",
        "@example.com",
        "pilot@",
        "a b@example.com",
        "a@b@example.com",
        "a@-example.com",
        "a@example..com",
        "a@example.com\r\nBcc: b@example.com",
        "a" * 65 + "@example.com",
        "a@" + "b" * 250 + ".com",
        "\ud800@example.com",
    ],
)
def test_texts_that_are_no_address(text: str) -> None:
    with pytest.raises(InvalidInput):
        clean_email(text)


def test_case_and_composition_do_not_make_two_addresses() -> None:
    assert email_key("Pilot@Example.com") == email_key(" pilot@example.COM")
    assert email_key("ze\u0301@example.com") == email_key("z\u00e9@example.com")


@given(st.text(alphabet=st.characters(codec=None), max_size=50))
def test_every_text_has_a_key_that_can_be_stored(text: str) -> None:
    key = email_key(text)
    assert "\0" not in key
    key.encode()


def test_a_name_is_one_line() -> None:
    assert clean_name("  Pilot \t Name ") == "Pilot Name"


@pytest.mark.parametrize("text", ["", "   ", "x" * 121, "a\x00b", "a\u202eb", "\ud800"])
def test_names_that_hide_something(text: str) -> None:
    with pytest.raises(InvalidInput):
        clean_name(text)
