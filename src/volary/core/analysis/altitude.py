"""Which altitude to believe, and the altitude series that the analysis measures."""

import numpy as np

from volary.core.analysis.model import (
    AltitudeCheck,
    AltitudeChoice,
    AltitudeProblem,
    AltitudeSource,
)
from volary.core.analysis.motion import Motion
from volary.core.tracks.model import Bool, Float, Track

_MIN_MEAN_CHANGE_M = 0.01
_MAX_RATE_MPS = 50.0
_MAX_VIOLATIONS = 3
_MIN_M, _MAX_M = -600.0, 25_000.0
_LOWEST_PRESSURE_M = -1000.0
_MAX_MISSING = 0.5
_FEWEST = 10
_PROBLEMS: dict[AltitudeProblem, str] = {
    "absent": "is not recorded",
    "incomplete": "is missing in most fixes",
    "frozen": "does not change",
    "jumpy": "jumps",
    "out_of_range": "is out of range",
}


def check(values: Float | None, t_s: Float) -> AltitudeCheck:
    """Test one altitude column as igc_lib does (its limits; the range is wider, for wave)."""
    if values is None or not len(values):
        return AltitudeCheck("absent")
    missing = float(np.isnan(values).mean())
    known = ~np.isnan(values)
    values, t_s = values[known], t_s[known]
    out_of_range = int(((values < _MIN_M) | (values > _MAX_M)).sum())
    change, rate = np.abs(np.diff(values)), np.zeros(0)
    if len(change):
        rate = change / np.diff(t_s)
    fast = rate > _MAX_RATE_MPS
    mean_change = float(change[~fast].sum() / len(change)) if len(change) else 0.0
    problem: AltitudeProblem | None = None
    if missing > _MAX_MISSING:
        problem = "incomplete"
    elif out_of_range > _MAX_VIOLATIONS:
        problem = "out_of_range"
    elif int(fast.sum()) > _MAX_VIOLATIONS:
        problem = "jumpy"
    elif mean_change < _MIN_MEAN_CHANGE_M and len(values) >= _FEWEST:
        problem = "frozen"
    return AltitudeCheck(problem, mean_change, int(fast.sum()), out_of_range, missing)


def choose(track: Track, motion: Motion) -> tuple[AltitudeChoice, Float | None]:
    """Choose pressure altitude when it is fit, else GNSS, else the one with more fixes.

    Returns the choice and the altitude of every fix of ``motion`` in metres, missing values and
    single spikes replaced by the straight line between their neighbours.
    """
    columns: dict[AltitudeSource, Float | None] = {
        "pressure": _column(track.alt_pressure_m, motion),
        "gnss": _column(track.alt_gnss_m, motion),
    }
    pressure = check(columns["pressure"], motion.t_s)
    gnss = check(columns["gnss"], motion.t_s)
    source, reason = _verdict(pressure, gnss)
    values = None if source is None else columns[source]
    alt_m = None if values is None else mended(values, motion.t_s)
    if alt_m is None:
        source = None
    datum = "pressure" if source == "pressure" else track.gnss_datum
    return AltitudeChoice(source, datum, reason, pressure, gnss), alt_m


def chosen(track: Track, motion: Motion, choice: AltitudeChoice) -> Float | None:
    """Altitude of every fix of ``motion`` from the column that ``choice`` names."""
    if choice.source is None:
        return None
    values = track.alt_pressure_m if choice.source == "pressure" else track.alt_gnss_m
    return None if values is None else mended(values[motion.index], motion.t_s)


def for_detection(track: Track, motion: Motion) -> Float | None:
    """Altitudes to find take-off and landing by: pressure where recorded, else GNSS.

    Fix by fix, as igc-xc-score does, so that the flight windows of both agree.
    """
    pressure = _column(track.alt_pressure_m, motion)
    gnss = _column(track.alt_gnss_m, motion)
    if pressure is None or gnss is None:
        either = gnss if pressure is None else pressure
    else:
        lost = np.isnan(pressure) | (pressure < _LOWEST_PRESSURE_M)
        either = np.where(lost, gnss, pressure)
    if either is None or np.isnan(either).all():
        return None
    return _interpolated(either, motion.t_s, ~np.isnan(either))


def mended(values: Float, t_s: Float) -> Float | None:
    """Replace missing values, values out of range and single spikes by a straight line.

    None when nothing is left. A spike changes faster than 50 m/s, up and down again.
    """
    known = ~np.isnan(values) & (values >= _MIN_M) & (values <= _MAX_M)
    if not known.any():
        return None
    at = np.flatnonzero(known)
    if len(at) > 2:  # noqa: PLR2004  # a spike has two neighbours
        rate = np.diff(values[at]) / np.diff(t_s[at])
        up, down = rate[:-1], rate[1:]
        spike = (np.minimum(np.abs(up), np.abs(down)) > _MAX_RATE_MPS) & (up * down < 0)
        known[at[1:-1][spike]] = False
    return _interpolated(values, t_s, known)


def _column(values: Float | None, motion: Motion) -> Float | None:
    return None if values is None else values[motion.index]


def _verdict(pressure: AltitudeCheck, gnss: AltitudeCheck) -> tuple[AltitudeSource | None, str]:
    if pressure.problem is None:
        return "pressure", "pressure altitude is fit for use"
    why = f"pressure altitude {_PROBLEMS[pressure.problem]}"
    if gnss.problem is None:
        return "gnss", why
    if gnss.missing >= 1.0 and pressure.missing >= 1.0:
        return None, "no altitude is recorded"
    why = f"{why}, GNSS altitude {_PROBLEMS[gnss.problem]}"
    return ("gnss" if gnss.missing < pressure.missing else "pressure"), f"{why}; used all the same"


def _interpolated(values: Float, t_s: Float, known: Bool) -> Float:
    if known.all():
        return values
    return np.interp(t_s, t_s[known], values[known])
