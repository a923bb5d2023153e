"""I and J records: which columns of a B or K line hold which extension."""

from dataclasses import dataclass

from volary.formats.igc.lines import WIDEST

FIRST_B_COLUMN = 36
FIRST_K_COLUMN = 8
_ENTRY = 7


@dataclass(frozen=True, slots=True)
class Extension:
    """One entry ``SSFFCCC``: columns ``first`` to ``last``, both counted from 1 and included."""

    code: str
    first: int
    last: int

    @property
    def width(self) -> int:
        return self.last - self.first + 1


Layout = tuple[Extension, ...]


def parse_layout(text: str, first_column: int) -> tuple[Layout, str | None]:
    """Read an I or J record; what is wrong with it in words, or None.

    Entries that overlap, repeat a code or lie outside the free columns are left out, the others
    stand: one bad entry must not cost the rest of the file its extensions.
    """
    if not (text[1:3].isascii() and text[1:3].isdigit()):
        return (), "it does not say how many extensions follow"
    promised = int(text[1:3])
    entries = [text[at : at + _ENTRY] for at in range(3, 3 + promised * _ENTRY, _ENTRY)]
    problem: str | None = None
    layout: list[Extension] = []
    taken: set[int] = set()
    for entry in entries:
        extension = _parse_entry(entry)
        if extension is None:
            problem = f"{entry!r} is not an extension"
            continue
        columns = set(range(extension.first, extension.last + 1))
        known = any(extension.code == other.code for other in layout)
        if not columns or extension.first < first_column or columns & taken or known:
            problem = f"{entry!r} overlaps other columns or repeats a code"
            continue
        taken |= columns
        layout.append(extension)
    return tuple(layout), problem


def _parse_entry(entry: str) -> Extension | None:
    span, code = entry[:4], entry[4:]
    if len(entry) != _ENTRY or not (span.isascii() and span.isdigit() and code.isalnum()):
        return None
    return Extension(code.upper(), int(span[:2]), int(span[2:]))


def format_layout(kind: str, layout: Layout) -> bytes:
    """The I or J record that declares ``layout``; raises ValueError past the last column."""
    if any(extension.last > WIDEST for extension in layout):
        raise ValueError(f"an {kind} record can name columns up to {WIDEST} only")
    entries = "".join(f"{item.first:02d}{item.last:02d}{item.code}" for item in layout)
    return f"{kind}{len(layout):02d}{entries}".encode("ascii")
