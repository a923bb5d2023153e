"""What a person may write beside a flight."""

from volary.core.errors import InvalidInput

TITLE_LENGTH = 200
NOTES_LENGTH = 20_000


def clean_title(title: str) -> str:
    """A title of one line; InvalidInput when it is too long or holds what no database keeps."""
    _check(title, "a title", TITLE_LENGTH)
    return " ".join(title.split())


def clean_notes(notes: str) -> str:
    """Notes of any number of lines, within the same bounds."""
    _check(notes, "notes", NOTES_LENGTH)
    return notes.strip()


def _check(text: str, what: str, longest: int) -> None:
    if len(text) > longest:
        raise InvalidInput(f"{what} may have at most {longest} characters")
    if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise InvalidInput(f"{what} may not hold NUL or half of a surrogate pair")
