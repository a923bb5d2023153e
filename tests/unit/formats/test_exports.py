"""Tracks leave as GPX, KML, GeoJSON and CSV, and the same points come out again."""

import csv
import io
import json
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from volary.formats import csvtrack, geojson, gpx, kml
from volary.formats.track import TrackColumns, iso_times

GPX = "{http://www.topografix.com/GPX/1/1}"
KML = "{http://www.opengis.net/kml/2.2}"
GX = "{http://www.google.com/kml/ext/2.2}"
NASTY = '<b>&amp; "Föhn" ]]> \x00\x0b\ud800\uffff=1+1\r\n'


def seconds(text: str) -> int:
    return int(np.datetime64(text.removesuffix("Z"), "ms").astype(np.int64))


@st.composite
def tracks(draw: st.DrawFn) -> TrackColumns:
    count = draw(st.integers(1, 20))

    def column(low: float, high: float) -> np.ndarray:
        numbers = st.floats(low, high, allow_subnormal=False)
        return np.array(draw(st.lists(numbers, min_size=count, max_size=count)))

    steps = draw(st.lists(st.integers(1, 10**7), min_size=count, max_size=count))
    altitude = column(-500, 12_000)
    altitude[draw(st.integers(0, count)) :] = np.nan
    return TrackColumns(
        t_ms=draw(st.integers(0, 4 * 10**12)) + np.cumsum(steps),
        lat=column(-90, 90),
        lon=column(-180, 180),
        altitude_m=draw(st.sampled_from([None, altitude])),
        name=draw(st.text(max_size=20)),
        description=draw(st.text(max_size=20)),
        extra={"vario_ms": column(-5, 5)},
    )


def altitudes(track: TrackColumns) -> list[float | None]:
    if track.altitude_m is None:
        return [None] * len(track)
    return [None if np.isnan(value) else value for value in track.altitude_m.tolist()]


@given(tracks())
def test_gpx(track: TrackColumns) -> None:
    points = list(ET.fromstring(gpx.write(track)).iter(f"{GPX}trkpt"))
    assert [float(point.attrib["lat"]) for point in points] == track.lat.tolist()
    assert [float(point.attrib["lon"]) for point in points] == track.lon.tolist()
    assert [seconds(point.findtext(f"{GPX}time", "")) for point in points] == track.t_ms.tolist()
    heights = [point.findtext(f"{GPX}ele") for point in points]
    assert [None if text is None else float(text) for text in heights] == altitudes(track)


@given(tracks())
def test_kml(track: TrackColumns) -> None:
    root = ET.fromstring(kml.write(track))
    whens = [seconds(when.text or "") for when in root.iter(f"{KML}when")]
    coords = [(coord.text or "").split() for coord in root.iter(f"{GX}coord")]
    line = [row.split(",") for row in (root.findtext(f".//{KML}coordinates") or "").split()]
    assert whens == track.t_ms.tolist()
    assert coords == line
    assert [float(lon) for lon, _, _ in coords] == track.lon.tolist()
    assert [float(lat) for _, lat, _ in coords] == track.lat.tolist()
    for found, height in zip(coords, altitudes(track), strict=True):
        assert height is None or float(found[2]) == height
    modes = {mode.text for mode in root.iter(f"{KML}altitudeMode")}
    assert modes == {"clampToGround" if track.altitude_m is None else "absolute"}


@given(tracks())
def test_geojson(track: TrackColumns) -> None:
    feature = json.loads(geojson.write(track))
    geometry = feature["geometry"]
    points = [geometry["coordinates"]] if len(track) == 1 else geometry["coordinates"]
    assert geometry["type"] == ("Point" if len(track) == 1 else "LineString")
    assert [point[0] for point in points] == track.lon.tolist()
    assert [point[1] for point in points] == track.lat.tolist()
    assert [point[2] if len(point) > 2 else None for point in points] == altitudes(track)
    times = [seconds(text) for text in feature["properties"]["coordTimes"]]
    assert times == track.t_ms.tolist()
    assert feature["properties"]["vario_ms"] == track.extra["vario_ms"].tolist()


@given(tracks())
def test_csv(track: TrackColumns) -> None:
    rows = list(csv.DictReader(io.StringIO(csvtrack.write(track).decode(), newline="")))
    assert [seconds(row["time"]) for row in rows] == track.t_ms.tolist()
    assert [float(row["lat"]) for row in rows] == track.lat.tolist()
    assert [float(row["lon"]) for row in rows] == track.lon.tolist()
    assert [float(row["vario_ms"]) for row in rows] == track.extra["vario_ms"].tolist()
    if track.altitude_m is not None:
        heights = [float(row["altitude_m"]) if row["altitude_m"] else None for row in rows]
        assert heights == altitudes(track)


def one(**changes: object) -> TrackColumns:
    columns: dict[str, object] = {
        "t_ms": np.array([1_714_564_800_000, 1_714_564_801_250]),
        "lat": np.array([46.5, -0.00001]),
        "lon": np.array([7.0, -1e-7]),
        "altitude_m": np.array([1500.0, np.nan]),
        **changes,
    }
    return TrackColumns(**columns)  # type: ignore[arg-type]


def test_times_have_milliseconds_only_where_there_are_some() -> None:
    assert iso_times(one().t_ms) == ["2024-05-01T12:00:00Z", "2024-05-01T12:00:01.250Z"]


def test_small_degrees_are_written_without_an_exponent() -> None:
    for data in (gpx.write(one()), kml.write(one()), csvtrack.write(one())):
        assert b"-0.0000001" in data
        assert b"e-0" not in data


def test_names_cannot_break_out_of_the_document() -> None:
    track = one(name=NASTY, description=NASTY)
    shown = '<b>&amp; "Föhn" ]]> \ufffd\ufffd\ufffd\ufffd=1+1\r\n'
    assert ET.fromstring(gpx.write(track)).findtext(f".//{GPX}name") == shown
    assert ET.fromstring(kml.write(track)).findtext(f".//{KML}description") == shown
    name = json.loads(geojson.write(track))["properties"]["name"]
    assert name == NASTY.replace("\ud800", "?")


def test_a_missing_altitude_is_that_of_the_fix_beside_it_in_kml() -> None:
    track = one(altitude_m=np.array([np.nan, 700.0]))
    assert b"<gx:coord>7 46.5 700</gx:coord>" in kml.write(track)
    nothing = one(altitude_m=np.array([np.nan, np.nan]))
    assert b"<gx:coord>7 46.5 0</gx:coord>" in kml.write(nothing)


def test_an_empty_track_is_still_a_document() -> None:
    empty = TrackColumns(np.array([], dtype=np.int64), np.array([]), np.array([]))
    assert not list(ET.fromstring(gpx.write(empty)).iter(f"{GPX}trkpt"))
    assert not list(ET.fromstring(kml.write(empty)).iter(f"{GX}coord"))
    assert json.loads(geojson.write(empty))["geometry"] is None
    assert csvtrack.write(empty) == b"time,lat,lon\r\n"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("vario_ms", "vario_ms"),
    ],
)
def test_text_cells_are_no_formulas_and_numbers_stay_numbers(text: str, safe: str) -> None:
    track = one(extra={text: np.array([-1.5, np.nan])})
    header, *rows = csv.reader(io.StringIO(csvtrack.write(track).decode(), newline=""))
    assert header[-1] == safe
    assert [row[-1] for row in rows] == ["-1.5", ""]
