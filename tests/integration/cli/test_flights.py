from collections.abc import Callable
from pathlib import Path

from tests.integration.cli.conftest import Result

Run = Callable[..., Result]


def test_a_flight_is_imported_once_and_comes_out_again(
    volary: Run, ada: str, flight_log: Path, tmp_path: Path
) -> None:
    first = volary("import", flight_log, "--user", ada, "--json")
    assert first.code == 0, first.err
    assert first.json["duplicate"] is False
    num = first.json["flight"]
    again = volary("import", flight_log, "--user", ada, "--json")
    assert (again.json["duplicate"], again.json["flight"]) == (True, num)

    original = tmp_path / "again.igc"
    assert volary("export", "flight", num, "--format", "igc", "-o", original).code == 0
    assert original.read_bytes() == flight_log.read_bytes()
    assert volary("export", "flight", num, "--format", "gpx").out.startswith("<?xml")


def test_a_file_that_cannot_be_read_does_not_stop_the_others(
    volary: Run, ada: str, flight_log: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.igc"
    bad.write_text("<html>not a flight</html>")
    missing = tmp_path / "missing.igc"
    done = volary("import", bad, missing, flight_log, "--user", ada, "--json")
    assert done.code == 1
    codes = [line.get("error", {}).get("code") for line in done.lines]
    assert codes == ["unreadable_file", "unreadable", None]
    assert "2 of 3 files" in done.err


def test_importing_for_nobody_says_so(volary: Run, flight_log: Path) -> None:
    done = volary("import", flight_log, "--user", "nobody@example.org")
    assert done.code == 1
    assert "no such account" in done.err
    assert "Traceback" not in done.err


def test_analyse_reports_everything_and_stores_nothing(
    volary: Run, flight_log: Path, tmp_path: Path
) -> None:
    done = volary(
        "flight", "analyse", flight_log, "--json", "--league", "ffvl", "--distance", "fcc"
    )
    assert done.code == 0, done.err
    report = done.json
    assert report["file"] == str(flight_log)
    assert report["score"]["league"] == "ffvl"
    assert report["score"]["optimal"] is True
    assert report["score"]["turnpoints"][0].keys() == {"index", "lat", "lon", "time"}
    assert set(report["timing"]) == {"parse_s", "analyse_s", "score_s"}
    assert report["g_record"] == "absent"
    assert report["metrics"]["duration_s"] > 0
    assert not (tmp_path / "data").exists()


def test_analyse_of_several_files_is_one_line_each(volary: Run, flight_log: Path) -> None:
    done = volary("flight", "analyse", flight_log, flight_log.parent / "none.igc", "--json")
    assert done.code == 1
    good, bad = done.lines
    assert "score" in good
    assert bad["error"]["code"] == "unreadable"


def test_analyse_for_reading(volary: Run, flight_log: Path) -> None:
    done = volary("flight", "analyse", flight_log)
    assert "points xcontest" in done.out


def test_an_unknown_league_names_the_known_ones(volary: Run, flight_log: Path) -> None:
    done = volary("flight", "analyse", flight_log, "--league", "moon")
    assert done.code == 1
    assert "xcontest" in done.err


def test_reanalyse_brings_flights_up_to_date(volary: Run, ada: str, flight_log: Path) -> None:
    volary("import", flight_log, "--user", ada)
    assert volary("flight", "reanalyse", "--json").json == {"analysed": 0, "failed": 0}
    assert volary("flight", "reanalyse", "--all", "--json").json == {"analysed": 1, "failed": 0}
    missing = volary("flight", "reanalyse", "99", "--json")
    assert (missing.code, missing.json["failed"]) == (1, 1)


def test_take_off_sites_are_recognised_after_an_import(
    volary: Run, ada: str, flight_log: Path, tmp_path: Path
) -> None:
    launch = volary("flight", "analyse", flight_log, "--json").json["takeoff"]
    sites = tmp_path / "sites.csv"
    sites.write_text(f"name,lat,lon\nNear,{launch['lat']},{launch['lon']}\nFar,0,0\n")
    assert "2 sites" in volary("site", "import", sites).out
    volary("import", flight_log, "--user", ada)
    sites.write_text("name,lat\nx,1\n")
    bad = volary("site", "import", sites)
    assert (bad.code, "lacks the column lon" in bad.err) == (1, True)


def test_no_flight_waits_on_an_empty_server(volary: Run, ada: str) -> None:
    assert volary("flight", "waiting").out.strip() == "No flight waits for approval."
    assert volary("flight", "approve", "1").code == 1
