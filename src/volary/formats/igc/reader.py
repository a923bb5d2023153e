"""Bytes to ``IgcFile``."""

import datetime as dt
import re

import numpy as np

from volary.formats.errors import ParseError
from volary.formats.igc import clock
from volary.formats.igc.brecords import BASE_WIDTH, RawFixes, Section, parse_fixes
from volary.formats.igc.diagnostics import DiagnosticLog, excerpt
from volary.formats.igc.fixes import Fixes
from volary.formats.igc.headers import Header, is_time_zone, parse_date, parse_header, parse_offset
from volary.formats.igc.layout import FIRST_B_COLUMN, FIRST_K_COLUMN, parse_layout
from volary.formats.igc.lines import Lines, padded, split_lines
from volary.formats.igc.model import IgcFile, Recorder
from volary.formats.igc.records import RawRecord, RawRecords
from volary.formats.igc.samples import parse_samples
from volary.formats.igc.task import parse_tasks

MAX_BYTES = (1 << 31) - 1024
_MOST_OF_A_KIND = 10_000
_MOST_LAYOUTS = 64
_KNOWN = frozenset(b"ABCDEFGHIJKLMN")
_BOM = b"\xef\xbb\xbf"
_IGC_LINE = re.compile(
    rb"^(?:A[A-Z0-9]{3}|H[A-Z]{4}|[BEFK]\d{6}|[CDIJ]\d)", re.MULTILINE | re.IGNORECASE
)
_SHORTEST_A = 4


def read(data: bytes, *, date: dt.date | None = None) -> IgcFile:
    """Read an IGC file as leniently as its content allows.

    ``date`` is the UTC day of the first fix for files that state none. Raises ``ParseError``
    only when there is not one fix: ``empty``, ``too_large``, ``not_igc`` (no line looks like
    IGC), or ``no_fixes``. Everything else that is wrong is in ``diagnostics``; fixes are put in
    ascending time, and those at an instant that another fix already has are left out.
    """
    if not data.strip():
        raise ParseError("empty", "the file is empty")
    if len(data) > MAX_BYTES:
        raise ParseError("too_large", "the file is larger than 2 GiB")
    data = data.removeprefix(_BOM)
    log = DiagnosticLog()
    lines = split_lines(data)
    kinds = np.frombuffer(data, dtype=np.uint8)[lines.start]
    is_fix = kinds == ord("B")
    records = RawRecords(data, lines.pick(~is_fix))
    raw = _read_fixes(data, lines.pick(is_fix), records, log)
    headers = _headers(records, log)
    dates = _dates(records, log)
    fixes = _date_fixes(raw, dates, date, log)
    _note_unknown(records, log)
    return IgcFile(
        fixes=fixes,
        records=records,
        recorder=_recorder(records),
        headers=headers,
        samples=parse_samples(
            padded(data),
            records.kind("K").lines,
            layouts(records, "J", FIRST_K_COLUMN, log),
            fixes,
            log,
        ),
        tasks=parse_tasks(_first(records, "C", log), log),
        date=_stated_day(dates, date),
        diagnostics=log.entries(),
        diagnostic_counts=dict(log.counts),
    )


def layouts(records: RawRecords, kind: str, first_column: int, log: DiagnosticLog) -> list[Section]:
    """The I or J records with the line from which each holds."""
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


def _read_fixes(data: bytes, lines: Lines, records: RawRecords, log: DiagnosticLog) -> RawFixes:
    short = lines.end - lines.start < BASE_WIDTH
    log.add_lines(
        "corrupt_fix", lines.number[short], lambda _: "a B record that is cut off; it is left out"
    )
    if bool(short.any()):
        lines = lines.pick(~short)
    sections = layouts(records, "I", FIRST_B_COLUMN, log)
    raw = parse_fixes(padded(data), lines, sections, log)
    if not raw.line.size:
        if _IGC_LINE.search(data) is None:
            raise ParseError("not_igc", "this is not an IGC file", 1)
        raise ParseError("no_fixes", "the file holds no valid fix (B record)")
    return raw


def _dates(records: RawRecords, log: DiagnosticLog) -> list[tuple[int, dt.date]]:
    found: list[tuple[int, dt.date]] = []
    for record in _first(records, "H", log):
        text = record.text
        if text[2:5].upper() != "DTE":
            continue
        day = parse_date(text)
        if day is None:
            log.add("bad_date", record.line, f"{excerpt(record.raw)!r} is not a date")
        else:
            found.append((record.line, day))
    return found


def _stated_day(dates: list[tuple[int, dt.date]], given: dt.date | None) -> dt.date | None:
    return dates[0][1] if dates else given


def _date_fixes(
    raw: RawFixes, dates: list[tuple[int, dt.date]], given: dt.date | None, log: DiagnosticLog
) -> Fixes:
    if not dates:
        log.add("no_date", None, "no HFDTE record states the day of the flight")
        dates = [(0, clock.EPOCH if given is None else given)]
    days = [clock.DateLine(line, clock.day_number(day)) for line, day in dates]
    t_ms = clock.instants(raw.tod_ms, raw.line, days)
    order = clock.put_in_order(t_ms, raw.fix_3d)
    if order is not None:
        late, twice = raw.line[order.late & ~order.twice], raw.line[order.twice]
        log.add_lines("out_of_order", late, lambda _: "an earlier time than before; sorted in")
        log.add_lines("duplicate_time", twice, lambda _: "the time of another fix; it is left out")
        raw, t_ms = raw.pick(order.keep), t_ms[order.keep]
    return Fixes(
        t_ms,
        raw.lat_q,
        raw.lon_q,
        raw.scale,
        raw.pressure_m,
        raw.gnss_m,
        raw.fix_3d,
        raw.line,
        raw.extensions,
    )


def _first(records: RawRecords, kind: str, log: DiagnosticLog) -> list[RawRecord]:
    """The records of one kind, as many as a flight recorder could mean to write."""
    chosen = records.kind(kind)
    if len(chosen) > _MOST_OF_A_KIND:
        text = f"only the first {_MOST_OF_A_KIND} {kind} records are read"
        log.add("too_many_records", chosen[_MOST_OF_A_KIND].line, text)
    return [chosen[index] for index in range(min(len(chosen), _MOST_OF_A_KIND))]


def _headers(records: RawRecords, log: DiagnosticLog) -> tuple[Header, ...]:
    headers: list[Header] = []
    for record in _first(records, "H", log):
        header = parse_header(record)
        if header is None:
            log.add("bad_header", record.line, f"{excerpt(record.raw)!r} names no subject")
            continue
        headers.append(header)
        if is_time_zone(header) and parse_offset(header) is None:
            log.add("bad_time_zone", record.line, f"{excerpt(record.raw)!r} is no offset from UTC")
    return tuple(headers)


def _recorder(records: RawRecords) -> Recorder | None:
    chosen = records.kind("A")
    if not len(chosen):
        return None
    text = chosen[0].text
    return Recorder(text[1:_SHORTEST_A].upper(), text[_SHORTEST_A:].strip())


def _note_unknown(records: RawRecords, log: DiagnosticLog) -> None:
    unknown = records.select(~np.isin(records.kinds, list(_KNOWN)))
    log.add_lines(
        "unknown_record",
        unknown.lines.number,
        lambda index: f"{excerpt(unknown[index].raw)!r} is no IGC record; it is kept as it is",
    )
