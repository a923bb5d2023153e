"""Made-up flights that look like real ones; the same order always gives the same flight."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

import numpy as np

from volary.app.demo import instruments, routes
from volary.app.demo.air import Float, Sky, Wind
from volary.app.demo.craft import Craft, crafts
from volary.app.demo.motion import Body, Path
from volary.app.demo.pilot import Pilot
from volary.app.demo.routes import Point, Shape

_LONGEST_S = 7 * 3600
_SOARING_S = 50 * 60
_LOW_ABOVE_GROUND = 0.3  # part of the mixed layer below which nobody likes to be


@dataclass(frozen=True, slots=True)
class Site:
    """A launch with its landing field and its air; altitudes in metres above sea level."""

    key: str
    name: str
    season: str
    lat: float
    lon: float
    zone: str
    launch_m: float
    landing_m: float
    landing_deg: float
    landing_alt_m: float
    ground_m: float
    base_m: float
    first_leg_deg: float

    @property
    def launch(self) -> Point:
        return Point(self.lat, self.lon)

    @property
    def field(self) -> Point:
        return routes.destination(self.launch, self.landing_deg, self.landing_m)


@dataclass(frozen=True, slots=True)
class Order:
    """What to fly. ``distance_m`` is the whole way (soaring: the ridge); ``start`` is local."""

    craft: str
    site: str
    shape: Shape
    distance_m: float
    day: dt.date
    start: dt.time
    seed: int
    interval_s: int = 1
    strength_mps: float = 4.0
    wind_mps: float = 3.0
    wind_from_deg: float = 250.0


@dataclass(frozen=True, slots=True)
class DemoFlight:
    """Columns as a recorder wrote them, and the points that the pilot set out to fly over.

    ``t_ms`` is UTC in milliseconds since 1970, ``alt_gnss_m`` above mean sea level,
    ``alt_pressure_m`` above 1013.25 hPa. ``truth`` is the path itself, a row a second.
    """

    order: Order
    craft: Craft
    site: Site
    start: Point
    turnpoints: tuple[Point, ...]
    t_ms: np.ndarray[tuple[int], np.dtype[np.int64]]
    lat: Float
    lon: Float
    alt_gnss_m: Float
    alt_pressure_m: Float
    truth: Path

    @property
    def utc_offset_s(self) -> int:
        offset = _begin(self.order, self.site).utcoffset()
        assert offset is not None
        return int(offset.total_seconds())


@cache
def sites() -> dict[str, Site]:
    """All demo sites by key."""
    text = resources.files(__package__).joinpath("sites.toml").read_text("utf-8")
    return {key: Site(key=key, **row) for key, row in tomllib.loads(text).items()}


def generate(order: Order) -> DemoFlight:
    """Fly an order; KeyError for a craft or a site that is not known."""
    site, craft = sites()[order.site], crafts()[order.craft]
    rng = np.random.default_rng([order.seed, order.day.toordinal()])
    begin = _begin(order, site)
    points = routes.plan(order.shape, site.launch, site.first_leg_deg, order.distance_m)
    path = _fly(order, points, rng)
    lat, lon, alt = instruments.gnss(path, rng)
    pressure = instruments.pressure_altitude(
        path, rng, qnh_hpa=rng.normal(1018, 5), warmth=rng.uniform(0.0, 0.04)
    )
    pick = slice(None, None, order.interval_s)
    begin_ms = round(begin.timestamp() * 1000)
    return DemoFlight(
        order=order,
        craft=craft,
        site=site,
        start=site.launch,
        turnpoints=tuple(points),
        t_ms=begin_ms + (path.t_s[pick] * 1000).astype(np.int64),
        lat=lat[pick],
        lon=lon[pick],
        alt_gnss_m=alt[pick],
        alt_pressure_m=pressure[pick],
        truth=path,
    )


def _begin(order: Order, site: Site) -> dt.datetime:
    return dt.datetime.combine(order.day, order.start, tzinfo=ZoneInfo(site.zone))


def _fly(order: Order, points: list[Point], rng: np.random.Generator) -> Path:
    site, craft = sites()[order.site], crafts()[order.craft]
    wind = _wind_of(order, site)
    body = Body(site.lat, site.lon, site.launch_m, 0.0, wind)
    sky = Sky(site.ground_m, site.base_m, order.strength_mps)
    pilot = Pilot(craft, body, sky, rng, order.start.hour + order.start.minute / 60)
    body.heading = wind.heading_into(site.launch_m)
    body.stand(int(rng.integers(60, 120)))
    if order.shape == "soaring":
        pilot.launch(away_s=4)
        pilot.soar(points, height_m=site.launch_m + 90, seconds=_SOARING_S)
        pilot.land(site.field, site.landing_alt_m)
    else:
        pilot.launch()
        floor = site.ground_m + _LOW_ABOVE_GROUND * (site.base_m - site.ground_m)
        pilot.visit(
            [site.launch, *points],
            floor_m=floor,
            goal_m=site.landing_alt_m,
            until_s=_LONGEST_S,
        )
        home = order.shape != "free_distance" and body.t_s < _LONGEST_S
        field = site.field if home else routes.destination(body.here, site.first_leg_deg, 1500)
        pilot.land(field, site.landing_alt_m)
    body.stand(int(rng.integers(60, 120)))
    return body.path()


def _wind_of(order: Order, site: Site) -> Wind:
    """Weak near the ground, full at the base of the clouds and veered by 20 degrees there."""
    layers = (site.ground_m, (site.ground_m + site.base_m) / 2, site.base_m)
    veer = 20 if site.lat > 0 else -20
    turned = tuple((order.wind_from_deg + veer * part) % 360 for part in (0, 0.6, 1))
    speeds = tuple(order.wind_mps * part for part in (0.5, 0.8, 1.0))
    return Wind(layers, speeds, turned)
