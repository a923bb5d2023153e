"""E-mail addresses and names as people type them."""

import re
import unicodedata

from volary.core.errors import InvalidInput

MAX_EMAIL = 254
MAX_NAME = 120
_LOCAL = re.compile(r"[^\s@\"<>(),:;\[\]\\\x00-\x1f\x7f\ud800-\udfff]{1,64}")
_DOMAIN = re.compile(r"(?!-)[\w-]{1,63}(?<!-)(\.(?!-)[\w-]{1,63}(?<!-))*")


def clean_email(text: str) -> str:
    """The address without surrounding space; InvalidInput when it cannot be one.

    Plain checks only (RFC 5321 lengths, no quoting, one @): whether mail arrives is not tested.
    A domain without a dot is allowed, for servers on a local network.
    """
    email = unicodedata.normalize("NFC", text.strip())
    local, at, domain = email.rpartition("@")
    valid = at and len(email) <= MAX_EMAIL and _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)
    if not valid:
        raise InvalidInput("This is not an e-mail address.", field="email")
    return email


def email_key(text: str) -> str:
    """The form in which two addresses are the same: composed, without case.

    Takes any text; what no address can hold (half surrogates, NUL) becomes a replacement character.
    """
    key = unicodedata.normalize("NFC", text[: 2 * MAX_EMAIL].strip()).casefold()
    return key.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def clean_name(text: str, *, field: str = "name") -> str:
    """A one-line name of 1 to 120 visible characters."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    hidden = any(unicodedata.category(char) in {"Cc", "Cs", "Co", "Cn"} for char in name)
    if not name or len(name) > MAX_NAME or hidden or _reorders(name):
        raise InvalidInput(f"A name has 1 to {MAX_NAME} printable characters.", field=field)
    return name


def _reorders(name: str) -> bool:
    """Whether the text holds marks that turn the reading direction of what stands around it."""
    return any(unicodedata.bidirectional(char) in _OVERRIDES for char in name)


_OVERRIDES = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
