"""The flight recorder format of the International Gliding Commission.

``read`` and ``write`` turn bytes into an ``IgcFile`` and back. Source: FAI/IGC Technical
Specification for GNSS Flight Recorders, appendix A (2023), and what recorders really write.
"""

from volary.formats.igc.build import HeaderLine, from_columns
from volary.formats.igc.diagnostics import Diagnostic
from volary.formats.igc.events import Constellation, Event
from volary.formats.igc.fixes import MISSING_M, Fixes
from volary.formats.igc.headers import Header
from volary.formats.igc.model import IgcFile, Recorder
from volary.formats.igc.reader import read
from volary.formats.igc.records import RawRecord, RawRecords
from volary.formats.igc.samples import Samples
from volary.formats.igc.seal import SealStatus, verify_g_record
from volary.formats.igc.task import Task, Turnpoint
from volary.formats.igc.writer import write

__all__ = [
    "MISSING_M",
    "Constellation",
    "Diagnostic",
    "Event",
    "Fixes",
    "Header",
    "HeaderLine",
    "IgcFile",
    "RawRecord",
    "RawRecords",
    "Recorder",
    "Samples",
    "SealStatus",
    "Task",
    "Turnpoint",
    "from_columns",
    "read",
    "verify_g_record",
    "write",
]
