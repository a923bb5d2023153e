"""A browser's name for itself, short enough for the list of sessions."""

import re
from typing import Final

_UNKNOWN: Final = "A browser"
# The order matters: most browsers also claim to be the ones further down.
_BROWSERS: Final = (
    ("Edge", re.compile(r"Edg(?:A|iOS)?/")),
    ("Opera", re.compile(r"OPR/")),
    ("Samsung Internet", re.compile(r"SamsungBrowser/")),
    ("Firefox", re.compile(r"(?:Firefox|FxiOS)/")),
    ("Chrome", re.compile(r"(?:Chrome|CriOS)/")),
    ("Safari", re.compile(r"Version/\S+ .*Safari/")),
)
_SYSTEMS: Final = (
    ("iPhone", re.compile(r"iPhone")),
    ("iPad", re.compile(r"iPad")),
    ("Android", re.compile(r"Android")),
    ("Windows", re.compile(r"Windows")),
    ("Mac", re.compile(r"Mac OS X|Macintosh")),
    ("ChromeOS", re.compile(r"CrOS")),
    ("Linux", re.compile(r"Linux")),
)


def browser_name(user_agent: str) -> str:
    """``Firefox on Linux``; programs that name themselves keep the first word of it."""
    browser = next((name for name, sign in _BROWSERS if sign.search(user_agent)), None)
    system = next((name for name, sign in _SYSTEMS if sign.search(user_agent)), None)
    if browser is None:
        word = user_agent.partition(" ")[0]
        return word[:60] if word.isprintable() and word else _UNKNOWN
    return f"{browser} on {system}" if system else browser
