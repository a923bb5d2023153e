"""Words that several pages share."""

from dataclasses import dataclass
from typing import Final

LEVEL_NAMES: Final = {
    "private": "Only me",
    "org": "My organisation",
    "unlisted": "Anyone with the link",
    "authenticated": "Everyone signed in",
    "public": "Everyone",
}


@dataclass(frozen=True, slots=True)
class Flash:
    """One line at the top of the page that follows an action; ``tone`` is a class of the sheet."""

    tone: str
    text: str


FLASHES: Final = {
    "welcome": Flash("good", "Your account is ready. Upload your first flight."),
    "signed-out": Flash("good", "You are signed out."),
    "filed": Flash("good", "The flight is filed."),
    "saved": Flash("good", "Saved."),
    "deleted": Flash("good", "The flight is deleted."),
    "shared": Flash("good", "The link is ready. An older one does not work any more."),
    "unshared": Flash("good", "The link does not work any more."),
    "approved": Flash("good", "Approved. Its pilot can publish it now."),
    "password": Flash("good", "The password is changed, and you are signed out everywhere else."),
    "key-revoked": Flash("good", "The key does not work any more."),
    "session-ended": Flash("good", "Signed out there."),
}
