"""What the records of a file mean: recorder, headers, days, column layouts."""

from collections.abc import Iterable

from volary.formats.igc.brecords import Section
from volary.formats.igc.clock import DateLine
from volary.formats.igc.diagnostics import DiagnosticLog, excerpt
from volary.formats.igc.headers import Header, is_time_zone, parse_date, parse_header, parse_offset
from volary.formats.igc.layout import parse_layout
from volary.formats.igc.model import Recorder
from volary.formats.igc.records import RawRecord, RawRecords

_MOST_OF_A_KIND = 10_000
_MOST_LAYOUTS = 64
_MAKER_END = 4


def first_of(records: RawRecords, kind: str, log: DiagnosticLog) -> list[RawRecord]:
    """The records of one kind, as many as a flight recorder could mean to write."""
    chosen = records.kind(kind)
    if len(chosen) > _MOST_OF_A_KIND:
        text = f"only the first {_MOST_OF_A_KIND} {kind} records are read"
        log.add("too_many_records", chosen[_MOST_OF_A_KIND].line, text)
    return [chosen[index] for index in range(min(len(chosen), _MOST_OF_A_KIND))]


def recorder(records: RawRecords) -> Recorder | None:
    """Who wrote the file, from its first A record."""
    chosen = records.kind("A")
    if not len(chosen):
        return None
    text = chosen[0].text
    return Recorder(text[1:_MAKER_END].upper(), text[_MAKER_END:].strip())


def headers(records: Iterable[RawRecord], log: DiagnosticLog) -> tuple[Header, ...]:
    """All H records that name a subject."""
    found: list[Header] = []
    for record in records:
        header = parse_header(record)
        if header is None:
            log.add("bad_header", record.line, f"{excerpt(record.raw)!r} names no subject")
            continue
        found.append(header)
        if is_time_zone(header) and parse_offset(header) is None:
            log.add("bad_time_zone", record.line, f"{excerpt(record.raw)!r} is no offset from UTC")
    return tuple(found)


def dates(records: Iterable[RawRecord], log: DiagnosticLog) -> list[DateLine]:
    """The days that HFDTE records state, in the order of the file."""
    found: list[DateLine] = []
    for record in records:
        text = record.text
        if text[2:5].upper() != "DTE":
            continue
        day = parse_date(text)
        if day is None:
            log.add("bad_date", record.line, f"{excerpt(record.raw)!r} is not a date")
        else:
            found.append(DateLine(record.line, day))
    return found


def layouts(records: RawRecords, kind: str, first_column: int, log: DiagnosticLog) -> list[Section]:
    """The I or J records, each with the line from which it holds."""
    sections: list[Section] = []
    for index, record in enumerate(records.kind(kind)):
        if index == _MOST_LAYOUTS:
            log.add("too_many_layouts", record.line, f"further {kind} records are not read")
            break
        layout, problem = parse_layout(record.text, first_column)
        if problem is not None:
            log.add("bad_layout", record.line, f"{excerpt(record.raw)!r}: {problem}")
        sections.append(Section(record.line, layout))
    return sections
