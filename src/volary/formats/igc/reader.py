"""Bytes to ``IgcFile``."""

import datetime as dt
import re

import numpy as np

from volary.formats.errors import ParseError
from volary.formats.igc import clock, interpret
from volary.formats.igc.brecords import BASE_WIDTH, RawFixes, parse_fixes
from volary.formats.igc.clock import DateLine
from volary.formats.igc.diagnostics import DiagnosticLog, excerpt
from volary.formats.igc.fixes import Fixes
from volary.formats.igc.layout import FIRST_B_COLUMN, FIRST_K_COLUMN
from volary.formats.igc.lines import Bytes, Lines, padded, split_lines
from volary.formats.igc.model import IgcFile
from volary.formats.igc.records import RawRecords
from volary.formats.igc.samples import parse_samples
from volary.formats.igc.task import parse_tasks

MAX_BYTES = (1 << 31) - 1024

_KNOWN = frozenset(b"ABCDEFGHIJKLMN")
_BOM = b"\xef\xbb\xbf"
_IGC_LINE = re.compile(
    rb"^(?:A[A-Z0-9]{3}|H[A-Z]{4}|[BEFK]\d{6}|[CDIJ]\d)", re.MULTILINE | re.IGNORECASE
)


def read(data: bytes, *, date: dt.date | None = None) -> IgcFile:
    """Read an IGC file as leniently as its content allows.

    ``date`` is the UTC day of the first fix for files that state none. Raises ``ParseError``
    only when there is not one fix: ``empty``, ``too_large``, ``not_igc`` (no line looks like
    IGC), or ``no_fixes``. Everything else that is wrong is in ``diagnostics``; fixes are put in
    ascending time, and those at an instant that another fix already has are left out.
    """
    data = data.removeprefix(_BOM)
    if not data.strip():
        raise ParseError("empty", "the file is empty")
    if len(data) > MAX_BYTES:
        raise ParseError("too_large", "the file is larger than 2 GiB")
    log = DiagnosticLog()
    lines = split_lines(data)
    is_fix = np.frombuffer(data, dtype=np.uint8)[lines.start] == ord("B")
    records = RawRecords(data, lines.pick(~is_fix))
    buffer = padded(data)
    raw = _read_fixes(buffer, lines.pick(is_fix), records, log)
    if not raw.line.size:
        raise _without_fixes(data)
    header_records = interpret.first_of(records, "H", log)
    days = interpret.dates(header_records, log)
    first_day = days[0].day if days else date
    fixes = _date_fixes(raw, days or [DateLine(0, date or clock.EPOCH)], log)
    if not days:
        log.add("no_date", None, "no HFDTE record states the day of the flight")
    _note_unknown(records, log)
    k_layouts = interpret.layouts(records, "J", FIRST_K_COLUMN, log)
    return IgcFile(
        fixes=fixes,
        records=records,
        recorder=interpret.recorder(records),
        headers=interpret.headers(header_records, log),
        samples=parse_samples(buffer, records.kind("K").lines, k_layouts, fixes, log),
        tasks=parse_tasks(interpret.first_of(records, "C", log), log),
        date=first_day,
        diagnostics=log.entries(),
        diagnostic_counts=dict(log.counts),
    )


def _read_fixes(buffer: Bytes, lines: Lines, records: RawRecords, log: DiagnosticLog) -> RawFixes:
    short = lines.end - lines.start < BASE_WIDTH
    if bool(short.any()):
        cut_off = lines.number[short]
        log.add_lines(
            "corrupt_fix", cut_off, lambda _: "a B record that is cut off; it is left out"
        )
        lines = lines.pick(~short)
    return parse_fixes(buffer, lines, interpret.layouts(records, "I", FIRST_B_COLUMN, log), log)


def _without_fixes(data: bytes) -> ParseError:
    if _IGC_LINE.search(data) is None:
        return ParseError("not_igc", "this is not an IGC file", 1)
    return ParseError("no_fixes", "the file holds no valid fix (B record)")


def _date_fixes(raw: RawFixes, days: list[DateLine], log: DiagnosticLog) -> Fixes:
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


def _note_unknown(records: RawRecords, log: DiagnosticLog) -> None:
    unknown = records.select(~np.isin(records.kinds, list(_KNOWN)))
    log.add_lines(
        "unknown_record",
        unknown.lines.number,
        lambda index: f"{excerpt(unknown[index].raw)!r} is no IGC record; it is kept as it is",
    )
