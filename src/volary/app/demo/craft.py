"""Kinds of glider: how they sink, circle, start and land."""

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

GRAVITY_MPS2 = 9.80665
_TAS_SCALE_M = 20_800.0  # exp(h / this): density falls by exp(-h / 10.4 km) in the lower air


def true_airspeed(indicated_mps: float, alt_m: float) -> float:
    """Airspeeds and sinks grow with the root of the thinning of the air."""
    return indicated_mps * math.exp(alt_m / _TAS_SCALE_M)


@dataclass(frozen=True, slots=True)
class Craft:
    """A glider with the quadratic polar ``sink = a v^2 + b v + c`` (m/s, sea level)."""

    kind: str
    igc_type: str
    fai_class: str
    a: float
    b: float
    c: float
    slowest_mps: float
    fastest_mps: float
    circling_mps: float
    bank_deg: float
    pattern_m: float
    sink_out_mps: float
    launch: str
    roll_s: int

    def sink(self, airspeed_mps: float) -> float:
        """Sink in still air at sea level, m/s, positive down."""
        return self.a * airspeed_mps**2 + self.b * airspeed_mps + self.c

    def speed_to_fly(self, expected_climb_mps: float) -> float:
        """MacCready's speed between climbs: it minimises ``(sink + climb) / speed``."""
        best = math.sqrt((self.c + expected_climb_mps) / self.a)
        return min(self.fastest_mps, max(self.slowest_mps, best))

    def glide_ratio(self, airspeed_mps: float, headwind_mps: float = 0.0) -> float:
        """Metres over ground for one metre of height, never less than 1."""
        return max(1.0, (airspeed_mps - headwind_mps) / self.sink(airspeed_mps))

    @property
    def turn_rate(self) -> float:
        """Turn rate in lift at sea level, rad/s, from bank and speed."""
        return GRAVITY_MPS2 * math.tan(math.radians(self.bank_deg)) / self.circling_mps

    @property
    def circle_radius_m(self) -> float:
        return self.circling_mps / self.turn_rate

    @property
    def circling_sink_mps(self) -> float:
        """Sink in the turn: the load factor of the bank raises it by the power 3/2."""
        load = 1 / math.cos(math.radians(self.bank_deg))
        return float(self.sink(self.circling_mps) * load**1.5)


@cache
def crafts() -> dict[str, Craft]:
    """All kinds by name."""
    text = resources.files(__package__).joinpath("craft.toml").read_text("utf-8")
    return {kind: _craft(kind, row) for kind, row in tomllib.loads(text).items()}


def _craft(kind: str, row: dict[str, Any]) -> Craft:
    points = row.pop("polar")
    speeds, sinks = zip(*points, strict=True)
    a, b, c = (float(value) for value in np.polyfit(speeds, sinks, 2))
    return Craft(kind=kind, a=a, b=b, c=c, slowest_mps=min(speeds), fastest_mps=max(speeds), **row)
