"""Which passwords are accepted, and how they are checked."""

from functools import cache
from importlib import resources

from volary.core.errors import InvalidInput, RateLimited, Unavailable
from volary.core.identity.addresses import email_key
from volary.platform.crypto import HashPoolBusyError, PasswordPool

MIN_LENGTH = 8
MAX_LENGTH = 1024
_BUSY = "Too many sign-ins at this moment; try again in a few seconds."


@cache
def common_passwords() -> frozenset[str]:
    """The commonest passwords of at least eight characters, in lower case."""
    text = (
        resources.files("volary.core.identity").joinpath("common_passwords.txt").read_text("utf-8")
    )
    lines = (line.strip() for line in text.splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))


def check_password(password: str, *, email: str) -> None:
    """InvalidInput says which rule the password breaks. Nothing is trimmed or normalised."""
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        message = f"A password has {MIN_LENGTH} to {MAX_LENGTH} characters."
    elif not _encodable(password):
        message = "The password has characters that are none."
    elif password.casefold() in common_passwords():
        message = "This password is one of the first that anybody would try."
    elif email_key(password) == email_key(email):
        message = "The password must not be the e-mail address."
    else:
        return
    raise InvalidInput(message, field="password")


def _encodable(text: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in text)


class Passwords:
    """The rules, and argon2id in its bounded pool."""

    def __init__(self, pool: PasswordPool) -> None:
        self._pool = pool

    def hash(self, password: str, *, email: str) -> str:
        """The hash to store; InvalidInput or Unavailable."""
        check_password(password, email=email)
        return self._hash(password)

    def rehash(self, stored: str, password: str) -> str | None:
        """A new hash of a password that has just fitted, when the stored one is of an old kind."""
        return self._hash(password) if self._pool.outdated(stored) else None

    def fits(self, stored: str | None, password: str) -> bool:
        """Whether the password fits; None takes as long as a wrong one. RateLimited when busy."""
        if len(password) > MAX_LENGTH or not _encodable(password):
            stored, password = None, ""
        try:
            return self._pool.verify(stored, password)
        except HashPoolBusyError as error:
            raise RateLimited(_BUSY, retry_after_s=5) from error

    def _hash(self, password: str) -> str:
        try:
            return self._pool.hash(password)
        except HashPoolBusyError as error:
            raise Unavailable(_BUSY) from error

    def close(self) -> None:
        self._pool.close()
