"""Real flight logs, against another reader and against what is known of each file."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from volary.formats import igc
from volary.formats.errors import ParseError

pytestmark = pytest.mark.shared

DUPLICATES = {  # fixes at the second of another one, which are left out
    "bad/igclib_no_time_increment.igc": 50,
    "leo_test.igc": 193,
    "tw_0176.igc": 1,
    "tw_0206.igc": 5,
}
CUT_OFF = {
    "bad/derived_truncated_mid_record.igc": 1,
    "bad/goigc_parse-b-bad-gnss-altitude.0.igc": 1,
}


@pytest.fixture
def manifest(igc_folder: Path) -> list[dict[str, str]]:
    with (igc_folder / "MANIFEST.tsv").open(newline="") as rows:
        return list(csv.DictReader(rows, delimiter="\t"))


def fix_count(data: bytes) -> int:
    try:
        return len(igc.read(data).fixes)
    except ParseError:
        return 0


def test_every_fix_of_every_file_is_read(igc_folder: Path, manifest: list[dict[str, str]]) -> None:
    for row in manifest:
        name = row["file"]
        expected = int(row["b_records"]) - DUPLICATES.get(name, 0) - CUT_OFF.get(name, 0)
        found = fix_count((igc_folder / name).read_bytes())
        assert found == expected, name


def test_corrupt_fixes_are_counted(igc_folder: Path) -> None:
    for name, count in (("tw_igc-PkwnUq.igc", 60), ("leo_dhv_vali_nok.igc", 1)):
        file = igc.read((igc_folder / "bad" / name).read_bytes())
        assert file.diagnostic_counts["corrupt_fix"] == count


def test_good_logs_read_without_a_word(real_logs: Iterator[tuple[str, bytes]]) -> None:
    for name, data in real_logs:
        counts = igc.read(data).diagnostic_counts
        assert counts.keys() <= {"duplicate_time", "out_of_order"}, name


def test_what_is_written_reads_back_the_same(real_logs: Iterator[tuple[str, bytes]]) -> None:
    for name, data in real_logs:
        file = igc.read(data)
        assert igc.read(igc.write(file)) == file, name


def test_midnight_over_new_zealand(igc_folder: Path) -> None:
    fixes = igc.read((igc_folder / "igclib_new_zealand.igc").read_bytes()).fixes
    assert (np.diff(fixes.t_ms) > 0).all()
    assert int(fixes.t_ms[-1] - fixes.t_ms[0]) == 15_622_000


def other_reader(data: bytes) -> dict[str, Any]:
    aerofiles = pytest.importorskip("aerofiles.igc")  # it needs dateutil, but does not say so
    return aerofiles.Reader().read(io.StringIO(data.decode("latin-1"), newline=None))


def test_values_agree_with_another_reader(real_logs: Iterator[tuple[str, bytes]]) -> None:
    for name, data in real_logs:
        if name in DUPLICATES or len(data) > 120_000:
            continue
        fixes = igc.read(data).fixes
        theirs = other_reader(data)["fix_records"][1]
        assert len(theirs) == len(fixes), name
        times = [round(fix["datetime"].astimezone(UTC).timestamp() * 1000) for fix in theirs]
        assert (fixes.t_ms // 1000 * 1000).tolist() == times, name
        assert fixes.pressure_m.tolist() == [fix["pressure_alt"] for fix in theirs], name
        assert fixes.gnss_m.tolist() == [fix["gps_alt"] for fix in theirs], name
        assert fixes.fix_3d.tolist() == [fix["validity"] == "A" for fix in theirs], name
        for ours, key, finer in ((fixes.lat, "lat", "LAD"), (fixes.lon, "lon", "LOD")):
            degrees = np.array([fix[key] for fix in theirs])
            digit = np.array([fix.get(finer, 0) for fix in theirs])
            refined = degrees + np.copysign(
                digit / (600_000 if fixes.scale > 60_000 else 1), degrees
            )
            np.testing.assert_allclose(ours, refined, rtol=0, atol=1e-9, err_msg=name)
        for code, column in fixes.extensions.items():
            values = [fix.get(code, np.nan) for fix in theirs]
            np.testing.assert_array_equal(column, values, err_msg=f"{name} {code}")
