"""One small flight log, read record by record, and what a reader has to forgive."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from volary.formats import igc
from volary.formats.errors import ParseError

FIX = "B1101355206343N00006198WA0058700558"
# the records of the example in appendix A of the IGC specification
FLIGHT = b"""\
AXXXABCFLIGHT:1
HFFXA035
HFDTEDATE:160701,01
HFPLTPILOTINCHARGE: Bloggs Bill D
HFCM2CREW2: Smith-Barry John A
HFGTYGLIDERTYPE: Schleicher ASH-25
HFGIDGLIDERID: ABCD-1234
HFDTM100GPSDATUM: WGS-1984
HFRFWFIRMWAREVERSION: 6.4
HFRHWHARDWAREVERSION: 3.0
HFFTYFRTYPE: Manufacturer, Model
HFGPSRECEIVER:MarconiCanada,Superstar,12ch,10000m
HFPRSPRESSALTSENSOR: Sensyn,XYZ1111,max11000m
HFCIDCOMPETITIONID: XYZ-78910
HFCCLCOMPETITIONCLASS:15m Motor Glider
HFTZNTIMEZONE:3.00
HFALGALTGPS:GEO
HFALPALTPRESSURE:ISA
I033638FXA3940SIU4143ENL
J010812HDT
C150701213841160701000102500K Tri
C5111359N00101899WEZ TAKEOFF
C5110179N00102644WEZ START
C5209092N00255227WEZ TP1
C5230147N00017612WEZ TP2
C5110179N00102644WEZ FINISH
C5111359N00101899WEZ LANDING
F160240040609123624221821
D20331
E160240PEV
B1602405407121N00249342WA002800042120509950
B1602455107126N00149300WV-012000429195 9020
E160245PEV pressed
B1602505107134S00149283EA0028800432210    0
K16024800090
LXXXRURITANIAN STANDARD NATIONALS DAY 1
GREJNGJERJKNJKRE31895478537H43982FJN9248F942389T433T
""".replace(b"\n", b"\r\n")


def log(*lines: str) -> bytes:
    return "\n".join(["AXXXABC", "HFDTE160701", *lines]).encode()


def codes(file: igc.IgcFile) -> dict[str, int]:
    return dict(file.diagnostic_counts)


def utc_ms(*moment: int) -> int:
    return int(datetime(*moment, tzinfo=UTC).timestamp() * 1000)


def test_fixes_are_columns_of_exactly_what_was_written() -> None:
    fixes = igc.read(FLIGHT).fixes
    assert fixes.t_ms.tolist() == [utc_ms(2001, 7, 16, 16, 2, 40 + step) for step in (0, 5, 10)]
    assert fixes.scale == 60_000
    assert fixes.lat_q.tolist() == [54 * 60_000 + 7121, 51 * 60_000 + 7126, -(51 * 60_000 + 7134)]
    assert fixes.lon_q.tolist() == [-(2 * 60_000 + 49342), -(60_000 + 49300), 60_000 + 49283]
    assert fixes.lat.tolist() == [54 + 7.121 / 60, 51 + 7.126 / 60, -(51 + 7.134 / 60)]
    assert fixes.pressure_m.tolist() == [280, -120, 288]
    assert fixes.gnss_m.tolist() == [421, 429, 432]
    assert fixes.fix_3d.tolist() == [True, False, True]
    assert fixes.line.tolist() == [31, 32, 34]


def test_extensions_are_columns_by_code_with_nan_where_blank() -> None:
    extensions = igc.read(FLIGHT).fixes.extensions
    assert list(extensions) == ["FXA", "SIU", "ENL"]
    np.testing.assert_array_equal(extensions["FXA"], [205, 195, 210])
    np.testing.assert_array_equal(extensions["SIU"], [9, 9, np.nan])
    np.testing.assert_array_equal(extensions["ENL"], [950, 20, 0])


def test_headers_are_kept_and_those_with_a_meaning_have_a_name() -> None:
    file = igc.read(FLIGHT)
    assert file.recorder == igc.Recorder("XXX", "ABCFLIGHT:1")
    assert file.date == date(2001, 7, 16)
    assert file.pilot == "Bloggs Bill D"
    assert file.second_pilot == "Smith-Barry John A"
    assert file.glider_type == "Schleicher ASH-25"
    assert file.glider_id == "ABCD-1234"
    assert file.competition_id == "XYZ-78910"
    assert file.competition_class == "15m Motor Glider"
    assert file.recorder_type == "Manufacturer, Model"
    assert file.firmware == "6.4"
    assert file.hardware == "3.0"
    assert file.gnss_receiver == "MarconiCanada,Superstar,12ch,10000m"
    assert file.pressure_sensor == "Sensyn,XYZ1111,max11000m"
    assert file.utc_offset_s == 3 * 3600
    assert file.gnss_datum == "msl"
    assert file.pressure_datum == "ISA"
    assert file.header("FXA") == "035"
    assert len(file.headers) == 17


def test_the_declared_task_has_its_points_in_order() -> None:
    task = igc.read(FLIGHT).task
    assert task is not None
    assert task.declared_at == datetime(2001, 7, 15, 21, 38, 41, tzinfo=UTC)
    assert task.flight_date == date(2001, 7, 16)
    assert (task.number, task.turnpoint_count, task.name) == ("0001", 2, "500K Tri")
    assert [point.name for point in task.points] == [
        "EZ TAKEOFF",
        "EZ START",
        "EZ TP1",
        "EZ TP2",
        "EZ FINISH",
        "EZ LANDING",
    ]
    assert task.points[2].lat == pytest.approx(52 + 9.092 / 60, abs=1e-12)
    assert task.points[2].lon == pytest.approx(-(2 + 55.227 / 60), abs=1e-12)


def test_events_satellites_samples_and_comments() -> None:
    file = igc.read(FLIGHT)
    at = utc_ms(2001, 7, 16, 16, 2, 40)
    assert list(file.events()) == [
        igc.Event(at, "PEV", ""),
        igc.Event(at + 5000, "PEV", "pressed"),
    ]
    assert [item.satellites for item in file.constellations()] == [
        ("04", "06", "09", "12", "36", "24", "22", "18", "21")
    ]
    assert file.samples is not None
    assert file.samples.t_ms.tolist() == [at + 8000]
    assert file.samples.extensions["HDT"].tolist() == [90]
    assert list(file.comments()) == [("XXX", "RURITANIAN STANDARD NATIONALS DAY 1")]
    assert not codes(file)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n", "\n\n"])
def test_any_line_end_will_do(end: str) -> None:
    assert igc.read(FLIGHT.replace(b"\r\n", end.encode())) == igc.read(FLIGHT)


def test_mixed_line_ends_keep_the_numbers_that_an_editor_shows() -> None:
    data = b"AXXX\r\nHFDTE160701\rLXXX\n\nhello\n" + FIX.encode()
    file = igc.read(data)
    assert file.diagnostics == (
        igc.Diagnostic("unknown_record", 5, "'hello' is no IGC record; it is kept as it is"),
    )
    assert file.fixes.line.tolist() == [6]


def test_utf8_latin1_and_a_byte_order_mark() -> None:
    for encoding in ("utf-8", "latin-1", "utf-8-sig"):
        data = log("HFPLTPILOT:Jörg Müßig", FIX).decode().encode(encoding)
        file = igc.read(data)
        assert file.pilot == "Jörg Müßig"
        assert file.recorder == igc.Recorder("XXX", "ABC")


def test_a_file_may_start_with_its_date() -> None:
    file = igc.read(log(FIX)[8:])
    assert file.recorder is None
    assert len(file.fixes) == 1


def test_unknown_records_and_trailing_garbage_are_kept_with_their_line() -> None:
    file = igc.read(log("Zebra", FIX) + b"\n\x00\x1a\xff\xfe")
    assert [(record.line, record.raw) for record in file.records][2:] == [
        (3, b"Zebra"),
        (5, b"\x00\x1a\xff\xfe"),
    ]
    assert codes(file) == {"unknown_record": 2}


@pytest.mark.parametrize(
    "line",
    [
        "B110135520634",  # cut off
        "B2501355206343N00006198WA0058700558",  # no such hour
        "B1160355206343N00006198WA0058700558",  # no such minute
        "B1101605206343N00006198WA0058700558",  # no such second
        "B1101359006343N00006198WA0058700558",  # north of the pole
        "B1101355260000N00006198WA0058700558",  # sixty minutes
        "B1101355206343N18006198WA0058700558",  # beyond the antimeridian
        "B1101355206343X00006198WA0058700558",  # no hemisphere
        "B1101355206343N00006198XA0058700558",
        "B1101355206343N00006198WC0058700558",  # no such validity
        "B110135520O343N00006198WA0058700558",  # a letter
        "B1101355206343N00006198WA0058a00558",
        "B1101355206343N00006198WA00587005.8",
        "B1101355206343N00006198WA--58700558",
        "BAD RECORD",
    ],
)
def test_a_corrupt_fix_is_left_out_and_reported(line: str) -> None:
    file = igc.read(log(FIX, line))
    assert len(file.fixes) == 1
    assert [(entry.code, entry.line) for entry in file.diagnostics] == [("corrupt_fix", 4)]


def test_the_edges_of_the_globe_are_on_it() -> None:
    fixes = igc.read(
        log("B1101359000000N18000000WA0058700558", "B1101369000000S18000000EA0058700558")
    ).fixes
    assert fixes.lat.tolist() == [90, -90]
    assert fixes.lon.tolist() == [-180, 180]


def test_altitudes_may_be_negative_blank_or_never_filled() -> None:
    fixes = igc.read(
        log("B1101355206343N00006198WA-001200000", "B1101365206343N00006198WA     00000")
    ).fixes
    assert fixes.pressure_m.tolist() == [-12, igc.MISSING_M]
    assert fixes.alt_pressure_m is not None
    np.testing.assert_array_equal(fixes.alt_pressure_m, [-12, np.nan])
    assert fixes.alt_gnss_m is None


def test_extra_decimals_refine_position_and_time() -> None:
    fixes = igc.read(
        log(
            "I033637LAD3839LOD4042TDS",
            "B1101355206343N00006198WA00587005581234250",
            "B1101355206343S00006198EA0058700558  99999",
        )
    ).fixes
    assert fixes.scale == 6_000_000
    assert fixes.lat_q.tolist() == [312634312, -312634300]
    assert fixes.lon_q.tolist() == [-619834, 619899]
    assert (fixes.t_ms % 60_000).tolist() == [35_250, 35_999]
    assert not fixes.extensions


def test_extensions_sit_where_the_i_record_says() -> None:
    file = igc.read(
        log("I033737GSP3945VAT4850OAT", FIX + "x7y-012.50zz-05", FIX[:6] + "6" + FIX[7:])
    )
    np.testing.assert_array_equal(file.fixes.extensions["GSP"], [7, np.nan])
    np.testing.assert_array_equal(file.fixes.extensions["VAT"], [-12.5, np.nan])
    np.testing.assert_array_equal(file.fixes.extensions["OAT"], [-5, np.nan])
    assert not file.diagnostics


def test_an_extension_that_is_no_number_counts_as_blank() -> None:
    file = igc.read(log("I013638VAT", FIX + "8-0"))
    np.testing.assert_array_equal(file.fixes.extensions["VAT"], [np.nan])
    assert [(entry.code, entry.line) for entry in file.diagnostics] == [("bad_extension", 4)]


def test_a_bad_entry_of_the_i_record_does_not_cost_the_others() -> None:
    file = igc.read(log("I043637FXA3738SIU1011ENL3940TAS", FIX + "12345"))
    assert {code: column.tolist() for code, column in file.fixes.extensions.items()} == {
        "FXA": [12],
        "TAS": [45],
    }
    assert codes(file) == {"bad_layout": 1}


def test_each_i_record_holds_from_its_line_on() -> None:
    file = igc.read(log("I013637FXA", FIX + "12", "I013637SIU", FIX.replace("1101", "1102") + "34"))
    np.testing.assert_array_equal(file.fixes.extensions["FXA"], [12, np.nan])
    np.testing.assert_array_equal(file.fixes.extensions["SIU"], [np.nan, 34])


def test_late_fixes_are_sorted_in_and_one_fix_per_instant_is_kept() -> None:
    file = igc.read(
        log(
            "B1101355206343N00006198WA0000100001",
            "B1101375206343N00006198WV0000200002",
            "B1101375206343N00006198WA0000300003",
            "B1101365206343N00006198WA0000400004",
            "B1101365206343N00006198WA0000500005",
        )
    )
    assert file.fixes.pressure_m.tolist() == [1, 4, 3]
    assert file.fixes.line.tolist() == [3, 6, 5]
    assert [(entry.code, entry.line) for entry in file.diagnostics] == [
        ("duplicate_time", 4),
        ("out_of_order", 6),
        ("duplicate_time", 7),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"<!DOCTYPE html><html><body>404 Not Found</body></html>", "not_igc"),
        (b"PK\x03\x04\x14\x00\x00\x00", "not_igc"),
        (b"\x00" * 1000, "not_igc"),
        (b"AXXXABC\nHFDTE160701\n", "no_fixes"),
        (b"AXXXABC\nHFDTE160701\nB1101355206343N00006198WA00587\n", "no_fixes"),
    ],
)
def test_only_a_file_without_a_single_fix_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(ParseError) as refused:
        igc.read(data)
    assert refused.value.code == code


def test_diagnostics_are_counted_beyond_those_kept() -> None:
    file = igc.read(log(FIX, *["B"] * 500, *["?"] * 300))
    assert codes(file) == {"corrupt_fix": 500, "unknown_record": 300}
    assert len(file.diagnostics) == 200
    assert file.diagnostics[0].line == 4
