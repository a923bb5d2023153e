"""Headers as recorders really write them."""

import pytest

from volary.formats import igc

FIX = "B1101355206343N00006198WA0058700558"


def read(*headers: str) -> igc.IgcFile:
    return igc.read("\n".join(["HFDTE160701", *headers, FIX]).encode())


@pytest.mark.parametrize(
    ("line", "hours"),
    [
        ("HFTZNTIMEZONE:3.00", 3),
        ("HFTZNTIMEZONE:+5.50", 5.5),
        ("HFTZNTIMEZONE:-7", -7),
        ("HFTZNTIMEZONE:+05:30", 5.5),
        ("HFTZN-03:30", -3.5),
        ("HFTZN2", 2),
        ("HFTZNUTCOFFSET:  1.00h", 1),
        ("HFTZNUTCOFFSET:  2", 2),
        ("HFTZOTimezone:1", 1),
        ("HFTZOTIMEZONE:0", 0),
        ("HFUTCOFFSETSEC:7200", 2),
    ],
)
def test_time_zones(line: str, hours: float) -> None:
    file = read(line)
    assert file.utc_offset_s == hours * 3600
    assert not file.diagnostics


@pytest.mark.parametrize(
    "line", ["HFTZNaa", "HFTZNTIMEZONE:", "HFTZNTIMEZONE:99", "HFUTCOFFSETSEC:9e9"]
)
def test_a_time_zone_that_is_none(line: str) -> None:
    file = read(line)
    assert file.utc_offset_s is None
    assert dict(file.diagnostic_counts) == {"bad_time_zone": 1}


@pytest.mark.parametrize("value", ["", " ", "NIL", "nkn"])
def test_what_is_not_known_is_none(value: str) -> None:
    assert read(f"HFPLTPILOTINCHARGE:{value}").pilot is None


def test_the_first_known_value_counts_and_all_are_kept() -> None:
    file = read("HFPLTPilot: guest1342 ", "HFPLTPILOTINCHARGE: Somebody")
    assert file.pilot == "guest1342"
    assert [(header.name, header.value) for header in file.headers[1:]] == [
        ("Pilot", "guest1342"),
        ("PILOTINCHARGE", "Somebody"),
    ]


@pytest.mark.parametrize(
    ("line", "receiver"),
    [
        ("HFGPS:uBLOX NEO-M8", "uBLOX NEO-M8"),
        ("HFGPSGPS:FURUNO GH-80", "FURUNO GH-80"),
        ("HFGPSRECEIVER:Internal,0,0", "Internal,0,0"),
        ("HFGPSu-blox:TIM-LP,16,8191", "u-blox:TIM-LP,16,8191"),
        ("HFGPS uBLOX", "uBLOX"),
    ],
)
def test_the_receiver_however_it_is_labelled(line: str, receiver: str) -> None:
    assert read(line).gnss_receiver == receiver


@pytest.mark.parametrize(
    ("line", "datum"),
    [
        ("HFALG:GEO", "msl"),
        ("HFALGALTGPS:GEO", "msl"),
        ("HFALGALTGPS:ELL", "ellipsoid"),
        ("HFALGALTGPS:NKN", "unknown"),
        ("HFALPALTPRESSURE:ISA", "unknown"),
    ],
)
def test_what_gnss_altitudes_refer_to(line: str, datum: str) -> None:
    assert read(line).gnss_datum == datum


def test_a_header_too_short_to_name_a_subject_is_reported_and_kept() -> None:
    file = read("HFFX")
    assert dict(file.diagnostic_counts) == {"bad_header": 1}
    assert file.records[1].raw == b"HFFX"


def test_a_header_in_small_letters() -> None:
    assert read("hfpltpilot:someone").pilot == "someone"
