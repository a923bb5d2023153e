"""GET /core/v1/flights/{ref}/export"""

import csv
import io
import json
from xml.etree import ElementTree as ET

import pytest
from tests.wire.support import Api, Pilot, problem

PATH = "/core/v1/flights"
FIXES = 360


@pytest.fixture
def path(pilot: Pilot, fresh_igc: bytes) -> str:
    flight = pilot.upload(fresh_igc, title="<Föhn> & co", file_name="mein flug.igc")
    return f"{PATH}/{flight['num']}/export"


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("gpx", "application/gpx+xml"),
        ("kml", "application/vnd.google-earth.kml+xml"),
        ("geojson", "application/geo+json"),
        ("csv", "text/csv"),
        ("igc", "application/octet-stream"),
    ],
)
def test_every_format_is_a_download_of_its_type(
    pilot: Pilot, path: str, form: str, kind: str
) -> None:
    answer = pilot.api.get(path, params={"format": form})

    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == kind
    assert f'filename="mein flug.{form}"' in answer.headers["content-disposition"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_each_holds_every_fix(pilot: Pilot, path: str, fresh_igc: bytes) -> None:
    def export(form: str) -> bytes:
        return pilot.api.get(path, params={"format": form}).content

    gpx = ET.fromstring(export("gpx"))
    assert len(gpx.findall(".//{*}trkpt")) == FIXES
    assert gpx.findtext(".//{*}name") == "<Föhn> & co"
    ET.fromstring(export("kml"))
    assert len(json.loads(export("geojson"))["geometry"]["coordinates"]) == FIXES
    rows = list(csv.reader(io.StringIO(export("csv").decode())))
    assert len(rows) == FIXES + 1
    assert export("igc") == fresh_igc


def test_a_format_is_needed_and_has_to_be_known(pilot: Pilot, path: str) -> None:
    problem(pilot.api.get(path), 400, "invalid_input")
    problem(pilot.api.get(path, params={"format": "exe"}), 400, "invalid_input")


def test_exports_are_for_those_who_may_read_the_flight(
    other: Pilot, anybody: Api, path: str
) -> None:
    for api in (other.api, anybody):
        problem(api.get(path, params={"format": "gpx"}), 404, "not_found")
