"""A track in the formats that other programs read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from volary.core.tracks.model import Float, Track
from volary.formats import csvtrack, geojson, gpx, kml
from volary.formats.track import TrackColumns

ExportFormat = Literal["gpx", "kml", "geojson", "csv"]

MEDIA_TYPES: Final[dict[ExportFormat, str]] = {
    "gpx": "application/gpx+xml",
    "kml": "application/vnd.google-earth.kml+xml",
    "geojson": "application/geo+json",
    "csv": "text/csv; charset=utf-8",
}

_WRITERS: Final[dict[ExportFormat, Callable[[TrackColumns], bytes]]] = {
    "gpx": gpx.write,
    "kml": kml.write,
    "geojson": geojson.write,
    "csv": csvtrack.write,
}
_DATUM_WORDS: Final = {
    "msl": "GNSS altitudes above mean sea level",
    "ellipsoid": "GNSS altitudes above the WGS84 ellipsoid",
    "unknown": "GNSS altitudes as recorded",
}


@dataclass(frozen=True, slots=True)
class ExportMeta:
    """What an export says about its track besides the fixes."""

    name: str
    description: str = ""


def export(track: Track, fmt: ExportFormat, meta: ExportMeta) -> bytes:
    """Write every fix of a track.

    The formats know one altitude, above mean sea level. It is the GNSS altitude, which is within
    some 100 m of that whatever its datum, or else the pressure altitude; which of them it is
    stands in the description. CSV has both altitudes and all further columns beside it.
    """
    altitude_m, words = _altitude(track)
    columns = TrackColumns(
        t_ms=track.t_ms,
        lat=track.lat,
        lon=track.lon,
        altitude_m=altitude_m,
        name=meta.name,
        description=" ".join(part for part in (meta.description, words) if part),
        extra=_all_columns(track) if fmt == "csv" else {},
    )
    return _WRITERS[fmt](columns)


def _altitude(track: Track) -> tuple[Float | None, str]:
    gnss, pressure = track.alt_gnss_m, track.alt_pressure_m
    if gnss is not None and not np.isnan(gnss).all():
        return gnss, f"{_DATUM_WORDS[track.gnss_datum]}."
    if pressure is not None and not np.isnan(pressure).all():
        return pressure, "Pressure altitudes (1013.25 hPa)."
    return None, ""


def _all_columns(track: Track) -> dict[str, Float]:
    columns: dict[str, Float] = {}
    if track.alt_gnss_m is not None:
        columns["alt_gnss_m"] = track.alt_gnss_m
    if track.alt_pressure_m is not None:
        columns["alt_pressure_m"] = track.alt_pressure_m
    columns["fix_3d"] = track.fix_3d.astype(np.float64)
    return columns | dict(track.extensions)
