"""GeoJSON (RFC 7946): one feature, times beside the coordinates."""

import json
from math import isfinite

from volary.formats.track import TrackColumns, iso_times

Position = list[float]


def write(track: TrackColumns) -> bytes:
    """A Feature with a LineString, or a Point for one fix, or no geometry for none.

    A position is longitude, latitude and, where known, metres above mean sea level.
    ``properties.coordTimes`` holds one UTC time per position.
    """
    properties: dict[str, object] = {"name": track.name}
    if track.description:
        properties["description"] = track.description
    properties["coordTimes"] = iso_times(track.t_ms)
    for name, column in track.extra.items():
        properties[name] = [value if isfinite(value) else None for value in column.tolist()]
    feature = {"type": "Feature", "geometry": _geometry(track), "properties": properties}
    text = json.dumps(feature, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", errors="replace")


def _geometry(track: TrackColumns) -> dict[str, object] | None:
    positions = _positions(track)
    if not positions:
        return None
    if len(positions) == 1:
        return {"type": "Point", "coordinates": positions[0]}
    return {"type": "LineString", "coordinates": positions}


def _positions(track: TrackColumns) -> list[Position]:
    lon: list[float] = track.lon.tolist()
    lat: list[float] = track.lat.tolist()
    if track.altitude_m is None:
        return [list(pair) for pair in zip(lon, lat, strict=True)]
    altitude: list[float] = track.altitude_m.tolist()
    return [
        [x, y, z] if isfinite(z) else [x, y] for x, y, z in zip(lon, lat, altitude, strict=True)
    ]
