"""Take-off sites: importing a list and finding the one a flight started from."""

import csv
import io
import math

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from volary.core.errors import InvalidInput
from volary.core.logbook.model import TakeoffSite
from volary.geo.geodesy import distance_m
from volary.platform.ids import new_id

_METRES_PER_DEGREE = 110_000.0  # a little less than anywhere on the ellipsoid: the box is generous
_HALF_TURN = 180.0
_COLUMNS = ("name", "lat", "lon")


def match_site(session: Session, lat: float, lon: float, radius_m: float) -> int | None:
    """The number of the nearest site whose radius (its own, else ``radius_m``) holds the point."""
    reach = max(radius_m, session.scalar(select(func.max(TakeoffSite.radius_m))) or 0.0)
    dlat = reach / _METRES_PER_DEGREE
    dlon = dlat / max(0.01, math.cos(math.radians(min(89.0, abs(lat) + dlat))))
    spans = [TakeoffSite.lon.between(lon - dlon, lon + dlon)]
    if abs(lon) + dlon > _HALF_TURN:
        turn = -math.copysign(2 * _HALF_TURN, lon)
        spans.append(TakeoffSite.lon.between(lon - dlon + turn, lon + dlon + turn))
    near = select(TakeoffSite.num, TakeoffSite.lat, TakeoffSite.lon, TakeoffSite.radius_m).where(
        TakeoffSite.lat.between(lat - dlat, lat + dlat), or_(*spans)
    )
    best: tuple[float, int] | None = None
    for num, site_lat, site_lon, own_radius_m in session.execute(near):
        away = float(distance_m(lat, lon, site_lat, site_lon))
        within = away <= (radius_m if own_radius_m is None else own_radius_m)
        if within and (best is None or away < best[0]):
            best = (away, num)
    return None if best is None else best[1]


def import_sites(session: Session, text: str) -> int:
    """Add the sites of a CSV list and return how many rows it had.

    Columns are name, lat, lon and, if there, country, elevation_m, radius_m. A site of the same
    name and place (within 1e-4 degree) is updated. InvalidInput names the first bad line, and
    then nothing is imported.
    """
    reader = csv.DictReader(io.StringIO(text))
    missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise InvalidInput(f"the site list lacks the column {missing[0]}")
    known = {
        (site.name, round(site.lat, 4), round(site.lon, 4)): site
        for site in session.scalars(select(TakeoffSite))
    }
    count = 0
    for line, row in enumerate(reader, start=2):
        site = _site(row, line)
        present = known.get((site.name, round(site.lat, 4), round(site.lon, 4)))
        if present is None:
            session.add(site)
        else:
            present.country, present.elevation_m = site.country, site.elevation_m
            present.radius_m = site.radius_m
        count += 1
    return count


def _site(row: dict[str, str], line: int) -> TakeoffSite:
    lat, lon = _number(row, "lat", line), _number(row, "lon", line)
    name = (row.get("name") or "").strip()
    if not name or lat is None or lon is None or abs(lat) > 90 or abs(lon) > 180:  # noqa: PLR2004
        raise InvalidInput(f"line {line}: a site needs a name, a latitude and a longitude")
    return TakeoffSite(
        id=new_id(),
        name=name,
        country=(row.get("country") or "").strip() or None,
        lat=lat,
        lon=lon,
        elevation_m=_number(row, "elevation_m", line),
        radius_m=_number(row, "radius_m", line),
    )


def _number(row: dict[str, str], column: str, line: int) -> float | None:
    text = (row.get(column) or "").strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError as error:
        raise InvalidInput(f"line {line}: {column} is not a number") from error
    if not math.isfinite(value):
        raise InvalidInput(f"line {line}: {column} is not a number")
    return value
