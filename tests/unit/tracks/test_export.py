"""A track leaves the house with all its fixes."""

import csv
import io
import json
from typing import get_args
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from volary.core.tracks import MEDIA_TYPES, ExportFormat, ExportMeta, Track, export

META = ExportMeta("Säntis & back", "First flight.")
GPX = {"g": "http://www.topografix.com/GPX/1/1"}


def three_fixes() -> Track:
    return Track(
        t_ms=np.array([1_700_000_000_000, 1_700_000_001_000, 1_700_000_002_500]),
        lat=np.array([47.25, 47.250016666666667, 47.2501]),
        lon=np.array([9.35, 9.3501, 9.35025]),
        alt_pressure_m=np.array([2450.0, 2451.0, 2452.0]),
        alt_gnss_m=np.array([2500.0, np.nan, 2503.0]),
        fix_3d=np.array([True, False, True]),
        gnss_datum="ellipsoid",
        extensions={"ENL": np.array([1.0, 2.0, np.nan])},
    )


def test_gpx_has_every_fix_with_its_gnss_altitude() -> None:
    root = ET.fromstring(export(three_fixes(), "gpx", META))
    points = root.findall(".//g:trkpt", GPX)
    assert [float(p.attrib["lat"]) for p in points] == three_fixes().lat.tolist()
    assert [p.findtext("g:ele", None, GPX) for p in points] == ["2500", None, "2503"]
    assert points[2].findtext("g:time", None, GPX) == "2023-11-14T22:13:22.500Z"
    assert root.findtext(".//g:name", None, GPX) == "Säntis & back"


def test_the_description_says_what_the_altitudes_are() -> None:
    feature = json.loads(export(three_fixes(), "geojson", META))
    words = feature["properties"]["description"]
    assert words == "First flight. GNSS altitudes above the WGS84 ellipsoid."


def test_without_gnss_altitudes_the_pressure_altitude_is_exported_and_named() -> None:
    track = three_fixes()
    bare = Track(track.t_ms, track.lat, track.lon, track.alt_pressure_m, None, track.fix_3d)
    feature = json.loads(export(bare, "geojson", META))
    assert [position[2] for position in feature["geometry"]["coordinates"]] == [2450, 2451, 2452]
    assert "Pressure altitudes" in feature["properties"]["description"]


def test_without_any_altitude_positions_are_flat() -> None:
    track = three_fixes()
    bare = Track(track.t_ms, track.lat, track.lon, None, np.full(3, np.nan), track.fix_3d)
    feature = json.loads(export(bare, "geojson", ExportMeta("x")))
    assert [len(position) for position in feature["geometry"]["coordinates"]] == [2, 2, 2]


def test_csv_has_every_column() -> None:
    text = export(three_fixes(), "csv", META).decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["alt_pressure_m"] for row in rows] == ["2450", "2451", "2452"]
    assert [row["alt_gnss_m"] for row in rows] == ["2500", "", "2503"]
    assert [row["fix_3d"] for row in rows] == ["1", "0", "1"]
    assert [row["ENL"] for row in rows] == ["1", "2", ""]
    assert [float(row["lon"]) for row in rows] == three_fixes().lon.tolist()


@pytest.mark.parametrize("fmt", get_args(ExportFormat))
def test_every_format_has_a_media_type_and_takes_a_single_fix(fmt: ExportFormat) -> None:
    track = three_fixes()
    single = Track(track.t_ms[:1], track.lat[:1], track.lon[:1], None, None, track.fix_3d[:1])
    assert fmt in MEDIA_TYPES
    assert b"47.25" in export(single, fmt, META)
