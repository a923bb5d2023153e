"""Which altitude to believe, and the altitude series that the analysis measures."""

import numpy as np

from volary.core.analysis.chains import broken_steps, cut, longest_chain
from volary.core.analysis.model import (
    AltitudeCheck,
    AltitudeChoice,
    AltitudeProblem,
    AltitudeSource,
)
from volary.core.analysis.motion import Motion
from volary.core.tracks.model import Bool, Float, Int, Track

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
    known = ~np.isnan(values)
    missing = 1.0 - float(known.mean())
    values, t_s = values[known], t_s[known]
    out_of_range = int(((values < _MIN_M) | (values > _MAX_M)).sum())
    fast = _jumps(values, t_s)
    change = np.abs(np.diff(values))
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


def chosen(track: Track, index: Int, choice: AltitudeChoice) -> Float | None:
    """Altitude of the fixes ``index`` from the column that ``choice`` names."""
    if choice.source is None:
        return None
    values = track.alt_pressure_m if choice.source == "pressure" else track.alt_gnss_m
    t_s = (track.t_ms[index] - track.t_ms[0]) / 1000.0
    return None if values is None else mended(values[index], t_s)


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
    known = ~np.isnan(either)
    return either if known.all() else np.interp(motion.t_s, motion.t_s[known], either[known])


def mended(values: Float, t_s: Float) -> Float | None:
    """Replace missing values, values out of range and spikes by a straight line.

    None when nothing is left. A spike is a run that cannot be reached from the rest of the series
    at 50 m/s.
    """
    at = np.flatnonzero(~np.isnan(values) & (values >= _MIN_M) & (values <= _MAX_M))
    if len(at) == 0:
        return None
    broken = _jumps(values[at], t_s[at])
    if broken.any():
        first, last = cut(broken)
        keep = longest_chain((first, last), (values[at],), t_s[at], _MAX_RATE_MPS)
        at = at[np.repeat(keep, last - first + 1)]
    return values if len(at) == len(values) else np.interp(t_s, t_s[at], values[at])


def _jumps(values: Float, t_s: Float) -> Bool:
    step_s = np.diff(t_s)
    return broken_steps(np.diff(values) / step_s, step_s, _MAX_RATE_MPS, np.inf)


def _column(values: Float | None, motion: Motion) -> Float | None:
    if values is None:
        return None
    column = values[motion.index]
    return np.where(np.isinf(column), np.nan, column)


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
