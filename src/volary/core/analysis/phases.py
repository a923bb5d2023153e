"""Thermals, spirals and glides: the flight as a chain of phases without gaps."""

from dataclasses import dataclass, field

import numpy as np

from volary.core.analysis import circling, wind
from volary.core.analysis.model import Glide, Phase, PhaseKind, Position, Thermal, Turn
from volary.core.analysis.motion import Motion
from volary.core.tracks.model import Float

_ONE_WAY = 0.8


@dataclass(frozen=True, slots=True)
class Phases:
    """The flight in order, and what is known of each part."""

    phases: list[Phase] = field(default_factory=list[Phase])
    thermals: list[Thermal] = field(default_factory=list[Thermal])
    glides: list[Glide] = field(default_factory=list[Glide])
    drifts: list[wind.Drift] = field(default_factory=list[wind.Drift])
    left_s: list[float] = field(default_factory=list[float])
    right_s: list[float] = field(default_factory=list[float])


def find_phases(motion: Motion, alt_m: Float | None, t0_ms: int) -> Phases:
    """Split one flight; ``t0_ms`` is the time that ``motion.t_s`` counts from."""
    track_deg = circling.directions(motion)
    rate = circling.turn_rate(motion, track_deg)
    splitter = _Splitter(motion, alt_m, rate, wind.turned_deg(track_deg), t0_ms)
    first, last = circling.circling_stretches(motion, rate)
    starts: list[int] = first.tolist()
    ends: list[int] = last.tolist()
    at = 0
    for start, end in zip(starts, ends, strict=True):
        splitter.glide(at, start)
        splitter.circling(start, end)
        at = end
    splitter.glide(at, len(motion) - 1)
    return splitter.found


class _Splitter:
    def __init__(
        self, motion: Motion, alt_m: Float | None, rate: Float, turned: Float, t0_ms: int
    ) -> None:
        self.found = Phases()
        self._motion = motion
        self._alt_m = alt_m
        self._rate = rate
        self._turned = turned
        self._t0_ms = t0_ms

    def glide(self, start: int, end: int) -> None:
        if end <= start:
            return
        phase = self._phase("glide", start, end)
        seconds = (phase.end_ms - phase.start_ms) / 1000
        metres = float(self._motion.step_m[start:end].sum())
        change = self._gain(start, end)
        sinking = change is not None and change < 0
        self.found.glides.append(
            Glide(
                start_ms=phase.start_ms,
                end_ms=phase.end_ms,
                start_index=phase.start_index,
                end_index=phase.end_index,
                duration_s=seconds,
                distance_m=metres,
                speed_mps=metres / seconds,
                alt_change_m=change,
                glide_ratio=metres / -change if change is not None and sinking else None,
            )
        )

    def circling(self, start: int, end: int) -> None:
        turn = self._turn(start, end)
        drifted = wind.drift(self._motion, self._turned, start, end)
        if drifted is not None:
            self.found.drifts.append(drifted)
        gain = self._gain(start, end)
        if gain is None or gain <= 0:
            self._phase("spiral", start, end)
            return
        assert self._alt_m is not None
        phase = self._phase("thermal", start, end)
        seconds = (phase.end_ms - phase.start_ms) / 1000
        self.found.thermals.append(
            Thermal(
                enter_ms=phase.start_ms,
                exit_ms=phase.end_ms,
                enter_index=phase.start_index,
                exit_index=phase.end_index,
                duration_s=seconds,
                enter_alt_m=float(self._alt_m[start]),
                exit_alt_m=float(self._alt_m[end]),
                gain_m=gain,
                climb_mps=gain / seconds,
                turn=turn,
                circles=float(abs(self._turned[end] - self._turned[start])) / 360,
                centre=self._centre(start, end),
                drift=wind.wind_of(drifted.east_mps, drifted.north_mps) if drifted else None,
            )
        )

    def _phase(self, kind: PhaseKind, start: int, end: int) -> Phase:
        motion = self._motion
        phase = Phase(
            kind=kind,
            start_ms=self._t0_ms + round(float(motion.t_s[start]) * 1000),
            end_ms=self._t0_ms + round(float(motion.t_s[end]) * 1000),
            start_index=int(motion.index[start]),
            end_index=int(motion.index[end]),
        )
        self.found.phases.append(phase)
        return phase

    def _gain(self, start: int, end: int) -> float | None:
        return None if self._alt_m is None else float(self._alt_m[end] - self._alt_m[start])

    def _turn(self, start: int, end: int) -> Turn:
        """Which way it went for at least four fifths of the time; also keeps count."""
        rate, seconds = self._rate[start:end], self._motion.step_s[start:end]
        left = float(seconds[rate < 0].sum())
        right = float(seconds[rate > 0].sum())
        self.found.left_s.append(left)
        self.found.right_s.append(right)
        if left >= _ONE_WAY * (left + right):
            return "left"
        return "right" if right >= _ONE_WAY * (left + right) else "mixed"

    def _centre(self, start: int, end: int) -> Position:
        motion = self._motion
        east = (motion.lon[start : end + 1] - motion.lon[start] + 180.0) % 360.0 - 180.0
        lon = float((motion.lon[start] + east.mean() + 180.0) % 360.0 - 180.0)
        return Position(float(np.mean(motion.lat[start : end + 1])), lon)
