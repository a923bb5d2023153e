"""One IGC file in memory."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from volary.formats.igc import events as timed
from volary.formats.igc.diagnostics import Diagnostic
from volary.formats.igc.events import Constellation, Event
from volary.formats.igc.fixes import Fixes
from volary.formats.igc.headers import (
    GnssDatum,
    Header,
    gnss_datum,
    header_value,
    is_time_zone,
    parse_offset,
    receiver,
)
from volary.formats.igc.records import RawRecords
from volary.formats.igc.samples import Samples
from volary.formats.igc.task import Task


@dataclass(frozen=True, slots=True)
class Recorder:
    """The A record: three-letter maker code (``XCS``, ``LXN``, ...) and what follows it."""

    manufacturer: str
    ident: str


@dataclass(frozen=True, slots=True)
class IgcFile:
    """What a flight recorder wrote.

    ``records`` holds every line that is not a B record, of known and unknown kinds, as bytes
    and with its line number; ``recorder``, ``headers``, ``samples`` and ``tasks`` are those of
    them that have a meaning, read. ``date`` is the UTC day of the first HFDTE record, or the one
    that the caller gave, or None: then the times of ``fixes`` count from 1970-01-01T00:00Z.

    Two files are equal when they say the same; line numbers and diagnostics do not count.
    """

    fixes: Fixes
    records: RawRecords
    recorder: Recorder | None = None
    headers: tuple[Header, ...] = ()
    samples: Samples | None = None
    tasks: tuple[Task, ...] = ()
    date: dt.date | None = None
    diagnostics: tuple[Diagnostic, ...] = field(default=(), compare=False)
    diagnostic_counts: Mapping[str, int] = field(default_factory=dict[str, int], compare=False)

    @property
    def pilot(self) -> str | None:
        return self.header("PLT")

    @property
    def second_pilot(self) -> str | None:
        return self.header("CM2")

    @property
    def glider_type(self) -> str | None:
        return self.header("GTY")

    @property
    def glider_id(self) -> str | None:
        return self.header("GID")

    @property
    def competition_id(self) -> str | None:
        return self.header("CID")

    @property
    def competition_class(self) -> str | None:
        return self.header("CCL")

    @property
    def site(self) -> str | None:
        return self.header("SIT")

    @property
    def recorder_type(self) -> str | None:
        """Maker and model as one text, e.g. ``XCSOAR,XCSOAR Kobo 6.8.6``."""
        return self.header("FTY")

    @property
    def firmware(self) -> str | None:
        return self.header("RFW")

    @property
    def hardware(self) -> str | None:
        return self.header("RHW")

    @property
    def gnss_receiver(self) -> str | None:
        return receiver(self.headers)

    @property
    def pressure_sensor(self) -> str | None:
        return self.header("PRS")

    @property
    def gnss_datum(self) -> GnssDatum:
        """What ``fixes.alt_gnss_m`` refers to, where the file says it."""
        return gnss_datum(self.headers)

    @property
    def pressure_datum(self) -> str | None:
        """What pressure altitudes refer to: ``ISA`` (1013.25 hPa) unless the recorder differs."""
        return self.header("ALP")

    @property
    def utc_offset_s(self) -> int | None:
        """Local time minus UTC in seconds as the pilot set it, None when not stated."""
        for header in self.headers:
            if is_time_zone(header) and (offset := parse_offset(header)) is not None:
                return offset
        return None

    @property
    def task(self) -> Task | None:
        """The declaration that counts: the last one that has points."""
        return next((task for task in reversed(self.tasks) if task.points), None)

    def header(self, code: str) -> str | None:
        """The first value of a header by its three-letter code; NIL and NKN count as none."""
        return header_value(self.headers, code)

    def events(self) -> Iterator[Event]:
        """E records, read one by one."""
        return timed.events(self.records, self.fixes)

    def constellations(self) -> Iterator[Constellation]:
        """F records, read one by one."""
        return timed.constellations(self.records, self.fixes)

    def comments(self) -> Iterator[tuple[str, str]]:
        """L records as (three-letter source, text), read one by one."""
        return (timed.comment_of(record) for record in self.records.kind("L"))
