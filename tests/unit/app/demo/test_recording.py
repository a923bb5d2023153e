"""A demo flight is a proper IGC file that says plainly what it is."""

import datetime as dt

import numpy as np

from volary.app.demo.generator import Order, generate
from volary.app.demo.recording import generate_igc, record
from volary.formats import igc

ORDER = Order(
    "paraglider",
    "stanwell",
    "soaring",
    900,
    dt.date(2026, 1, 20),
    dt.time(16, 40),
    seed=11,
    interval_s=5,
    strength_mps=1,
    wind_mps=7,
    wind_from_deg=115,
)


def test_it_reads_back_without_a_complaint() -> None:
    file = igc.read(generate_igc(ORDER, "Bessie"))
    assert file.diagnostics == ()
    assert file.date == dt.date(2026, 1, 20)
    assert file.utc_offset_s == 11 * 3600  # summer time in New South Wales


def test_it_says_that_it_is_a_demo() -> None:
    file = igc.read(generate_igc(ORDER, "Bessie"))
    assert file.pilot == "Demo Pilot Bessie"
    assert "Demo" in (file.recorder_type or "")
    assert "DEMO" in (file.recorder.ident if file.recorder else "")
    assert (file.glider_type or "").startswith("Demo")


def test_columns_survive_to_the_format_s_resolution() -> None:
    flight = generate(ORDER)
    file = igc.read(record(flight, "Bessie"))
    assert np.array_equal(file.fixes.t_ms, flight.t_ms)
    assert np.abs(file.fixes.lat - flight.lat).max() <= 0.51 / 60_000
    assert np.abs(file.fixes.pressure_m - flight.alt_pressure_m).max() <= 0.5
    assert file.gnss_datum == "msl"


def test_the_same_order_gives_the_same_bytes() -> None:
    assert generate_igc(ORDER, "Bessie") == generate_igc(ORDER, "Bessie")
