"""What a pilot does: launch, climb in thermals, glide, soar a ridge, come down."""

import math
from dataclasses import dataclass

import numpy as np

from volary.app.demo.air import Float, Sky, Unrest
from volary.app.demo.craft import Craft, true_airspeed
from volary.app.demo.motion import Body, turning, wind_corrected
from volary.app.demo.routes import Point
from volary.geo.geodesy import bearing_deg, distance_m

_GLIDE_S = 30  # how long a pilot flies on before looking at the course again
_CLIMB_S = 20
_POOR_CLIMB_MPS = 0.4
_STRAIGHT_TURN = 0.5  # part of the circling turn rate that is used between climbs
_TOW_MPS = 33.0
_TOW_CLIMB_MPS = 2.6
_TOW_HEIGHT_M = 650.0
_MARGIN_M = 250.0  # height to spare at the goal when a final glide begins
_CAUTION = 0.75  # part of the polar's glide that a pilot counts on


@dataclass
class Pilot:
    """Flies a ``Body``; every method moves it on. ``start_hour`` is local time at second 0."""

    craft: Craft
    body: Body
    sky: Sky
    rng: np.random.Generator
    start_hour: float

    def __post_init__(self) -> None:
        lively = 0.25 if self.craft.kind == "sailplane" else 0.18
        self._unrest = Unrest(self.rng, mean_mps=-0.1, deviation_mps=lively * self.sky.strength_mps)
        self._cruise_mps = self.craft.speed_to_fly(0.25 * self.sky.strength_mps)

    # Starting

    def launch(self, *, away_s: int = 40) -> None:
        """Leave the ground: on foot into the wind and straight on, or behind a tug to 650 m."""
        body, craft = self.body, self.craft
        body.heading = body.wind.heading_into(body.alt_m)
        foot = craft.launch == "foot"
        run_s = 5 if foot else 28
        lift_off = true_airspeed(craft.circling_mps, body.alt_m)
        part = np.linspace(1 / run_s, 1.0, run_s)
        body.roll(np.full(run_s, body.heading), part * lift_off, np.zeros(run_s), part)
        if foot:
            self._straight(body.heading, away_s)
            return
        ground = body.alt_m
        while body.alt_m < ground + _TOW_HEIGHT_M:
            wanted = body.heading + self.rng.uniform(-0.9, 1.2)
            headings = turning(body.heading, wanted, 0.06, 30)
            rise = _TOW_CLIMB_MPS + 0.6 * self._unrest.at(body.seconds(30))
            body.fly(headings, _TOW_MPS, rise)

    # Cross-country

    def height_needed(self, points: list[Point]) -> float:
        """Height to spend on a glide from here over ``points``, with the wind as it is here."""
        height, last = 0.0, self.body.here
        for point in points:
            course, away = _towards(last, point)
            east, north = self.body.wind.at(self.body.alt_m)
            tail = float(east) * math.sin(course) + float(north) * math.cos(course)
            ratio = _CAUTION * self.craft.glide_ratio(self._cruise_mps, -tail)
            height, last = height + away / ratio, point
        return height

    def visit(self, points: list[Point], *, floor_m: float, goal_m: float, until_s: int) -> None:
        """Fly over the points in turn, climbing where needed.

        ``floor_m`` is as low as the pilot likes to be between climbs and ``goal_m`` the altitude
        of the landing field, towards which a final glide counts. Gives up at second ``until_s``.
        """
        for index, point in enumerate(points):
            while self.body.t_s < until_s:
                away = _towards(self.body.here, point)[1]
                if self.body.alt_m - self.height_needed(points[index:]) > goal_m + _MARGIN_M:
                    low = goal_m + _MARGIN_M / 2
                else:
                    usable = self.sky.base_m - floor_m
                    low = floor_m + usable * self.rng.uniform(0.05, 0.4)
                if self.glide(point, low_m=low):
                    break
                if away > 0:
                    self.climb()

    def glide(self, target: Point, *, low_m: float) -> bool:
        """Glide towards a point; False when the pilot got down to ``low_m`` before it."""
        while True:
            course, away = _towards(self.body.here, target)
            alt = self.body.alt_m
            speed = true_airspeed(self._cruise_mps, alt)
            east, north = self.body.wind.at(alt)
            heading, made_good = wind_corrected(course, speed, float(east), float(north))
            if away < made_good:
                return True
            if alt <= low_m:
                return False
            self._straight(heading, min(_GLIDE_S, max(1, round(away / made_good))))

    def climb(self) -> None:
        """Circle, drifting with the wind, until the lift is poor or the cloud is near."""
        craft, body = self.craft, self.body
        side = self.rng.choice((-1.0, 1.0))
        top = self.sky.base_m - self.rng.uniform(30, 250)
        lucky = self.rng.uniform(0.8, 1.15)
        first = True
        while body.alt_m < top:
            hour = self.start_hour + body.t_s / 3600
            core = lucky * self.sky.updraught(body.alt_m, hour, craft.circle_radius_m)
            sink = true_airspeed(craft.circling_sink_mps, body.alt_m)
            if core - sink < _POOR_CLIMB_MPS and not first:
                return
            core = max(core, sink + _POOR_CLIMB_MPS)
            headings = self._circle(side, _CLIMB_S, entering=first)
            uneven = 1 + 0.22 * np.cos(headings + 2.0 * lucky)
            calm = 0.5 * self._unrest.at(body.seconds(_CLIMB_S))
            speed = true_airspeed(craft.circling_mps, body.alt_m)
            body.fly(headings, speed, core * uneven + calm - sink)
            first = False

    def soar(self, ends: list[Point], *, height_m: float, seconds: int) -> None:
        """Fly to and fro along a ridge, in its lift, about ``height_m`` above the sea."""
        until = self.body.t_s + seconds
        while self.body.t_s < until:
            for end in ends:
                while not self._beat(end, height_m):
                    pass

    def _beat(self, end: Point, height_m: float) -> bool:
        body = self.body
        course, away = _towards(body.here, end)
        speed = true_airspeed(self.craft.slowest_mps, body.alt_m)
        east, north = body.wind.at(body.alt_m)
        heading, made_good = wind_corrected(course, speed, float(east), float(north))
        if away < 4 * made_good:
            return True
        seconds = min(_GLIDE_S, round(away / made_good))
        headings = turning(body.heading, heading, 0.6 * self.craft.turn_rate, seconds)
        wanted = height_m + 35 * math.sin(body.t_s / 310)
        lift = max(-0.8, min(1.2, (wanted - body.alt_m) / 40))
        body.fly(headings, speed, lift + 0.6 * self._unrest.at(body.seconds(seconds)))
        return False

    # Coming down

    def land(self, field: Point, ground_m: float) -> None:
        """Glide to the field, lose the height over it, land into the wind."""
        craft, body = self.craft, self.body
        pattern = ground_m + craft.pattern_m
        self.glide(field, low_m=pattern + 20)
        side, first = self.rng.choice((-1.0, 1.0)), True
        sink = true_airspeed(craft.sink_out_mps, body.alt_m)
        while body.alt_m > pattern + 1:
            seconds = max(1, min(_CLIMB_S, int((body.alt_m - pattern) / sink)))
            speed = true_airspeed(craft.circling_mps, body.alt_m)
            rough = 0.2 * self._unrest.at(body.seconds(seconds))
            body.fly(self._circle(side, seconds, entering=first), speed, rough - sink)
            first = False
        self._final(ground_m)

    def _final(self, ground_m: float) -> None:
        craft, body = self.craft, self.body
        height = body.alt_m - ground_m
        seconds = max(8, round(height / (0.75 * craft.sink_out_mps)))
        into = body.wind.heading_into(ground_m + 10)
        headings = turning(body.heading, into, 0.8 * craft.turn_rate, seconds)
        weight = np.ones(seconds)
        weight[-4:] = (0.7, 0.5, 0.3, 0.1)  # the flare
        speed = np.full(seconds, true_airspeed(craft.circling_mps, body.alt_m))
        slowing = min(seconds, 6)
        speed[-slowing:] *= np.linspace(1.0, 0.75, slowing)
        body.roll(headings, speed, -weight * height / weight.sum(), np.ones(seconds))
        part = np.linspace(1.0, 0.0, craft.roll_s + 1)[1:]
        still = np.zeros(craft.roll_s)
        body.roll(still + body.heading, part * body.airspeed_mps, still, part)

    # Pieces

    def _straight(self, heading: float, seconds: int) -> None:
        body = self.body
        headings = turning(body.heading, heading, _STRAIGHT_TURN * self.craft.turn_rate, seconds)
        bell = np.sin(np.linspace(0, np.pi, seconds)) if seconds > 2 else np.zeros(seconds)  # noqa: PLR2004  # too short to wander
        headings = headings + math.radians(self.rng.normal(0, 2.5)) * bell
        speed = true_airspeed(self._cruise_mps, body.alt_m)
        sink = true_airspeed(self.craft.sink(self._cruise_mps), body.alt_m)
        body.fly(headings, speed, self._unrest.at(body.seconds(seconds)) - sink)

    def _circle(self, side: float, seconds: int, *, entering: bool) -> Float:
        """Headings of a turn; it rolls in over three seconds and breathes a little."""
        count = np.arange(1.0, seconds + 1)
        rate = self.craft.turn_rate * (1 + 0.08 * np.sin(count / seconds * 2 * np.pi))
        if entering:
            rate = rate * np.minimum(1.0, count / 3)
        return np.asarray(self.body.heading + side * np.cumsum(rate))


def _towards(here: Point, there: Point) -> tuple[float, float]:
    """Course in radians and distance in metres."""
    place = (here.lat, here.lon, there.lat, there.lon)
    return math.radians(float(bearing_deg(*place))), float(distance_m(*place))
