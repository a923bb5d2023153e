import pytest

from volary.core.errors import InvalidInput
from volary.core.logbook.texts import clean_notes, clean_title
from volary.core.logbook.uploads import safe_name


def test_a_title_is_one_line() -> None:
    assert clean_title("  Saturday\r\n Aletsch ") == "Saturday Aletsch"


def test_notes_keep_their_lines() -> None:
    assert clean_notes("first\n\nsecond\n") == "first\n\nsecond"


@pytest.mark.parametrize("bad", ["a\x00b", "\ud800", "x" * 20_001])
def test_what_no_database_keeps_is_refused(bad: str) -> None:
    with pytest.raises(InvalidInput):
        clean_title(bad)
    with pytest.raises(InvalidInput):
        clean_notes(bad)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("flight.igc", "flight.igc"),
        ("../../etc/passwd", "passwd"),
        ("C:\\flights\\a.igc", "a.igc"),
        ("a\r\nSet-Cookie: x.igc", "aSet-Cookie x.igc"),
        ("\u202egci.exe", "gci.exe"),
        ("", "flight.igc"),
        ("..", "flight.igc"),
        ("x" * 300 + ".igc", "x" * 196 + ".igc"),
    ],
)
def test_a_file_name_is_safe_to_show_and_to_offer(given: str, kept: str) -> None:
    assert safe_name(given) == kept
