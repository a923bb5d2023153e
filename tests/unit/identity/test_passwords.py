import pytest

from volary.core.errors import InvalidInput
from volary.core.identity.passwords import Passwords, check_password, common_passwords
from volary.platform.crypto import PasswordPool

EMAIL = "pilot@example.com"


@pytest.mark.parametrize(
    "password", ["correct horse", "Ünïcödé!", "        ", "x" * 1024, "🪂" * 8, "thermals"]
)
def test_any_composition_of_eight_characters_or_more_will_do(password: str) -> None:
    check_password(password, email=EMAIL)


@pytest.mark.parametrize(
    ("password", "rule"),
    [
        ("1234567", "8 to 1024"),
        ("x" * 1025, "8 to 1024"),
        ("Password", "first that anybody"),
        ("PARAGLIDER", "first that anybody"),
        ("Pilot@Example.com", "e-mail address"),
        ("half \ud800 surrogate", "characters that are none"),
    ],
)
def test_what_is_refused_is_told(password: str, rule: str) -> None:
    with pytest.raises(InvalidInput, match=rule):
        check_password(password, email=EMAIL)


def test_the_list_holds_only_what_the_length_rule_would_let_through() -> None:
    listed = common_passwords()
    assert len(listed) > 150
    assert all(len(word) >= 8 and word == word.casefold() for word in listed)


def test_a_password_is_kept_exactly_as_typed() -> None:
    pool = PasswordPool(time_cost=1, memory_kib=8)
    passwords = Passwords(pool)
    stored = passwords.hash(" Thermik über ", email=EMAIL)
    assert passwords.fits(stored, " Thermik über ")
    assert not passwords.fits(stored, "Thermik über")
    assert not passwords.fits(None, " Thermik über ")
    pool.close()


def test_the_costs_are_the_recommended_minimum() -> None:
    pool = PasswordPool()
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in pool.hash("correct horse")
    pool.close()
