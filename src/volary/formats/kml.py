"""KML 2.2 with a ``gx:Track`` for the time slider and a line for programs without one."""

from collections.abc import Iterator

import numpy as np

from volary.formats.track import Float, TrackColumns, iso_times, number_texts
from volary.formats.xmltext import xml_text

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2">
<Document>"""


def chunks(track: TrackColumns) -> Iterator[bytes]:
    """The document piece by piece; without altitudes the track is clamped to the ground."""
    mode = "clampToGround" if track.altitude_m is None else "absolute"
    name = f"<name>{xml_text(track.name)}</name>"
    about = f"<description>{xml_text(track.description)}</description>"
    yield f"{_HEAD}{name}{about if track.description else ''}\n".encode()
    points = list(
        zip(number_texts(track.lon), number_texts(track.lat), _altitudes(track), strict=True)
    )
    altitude_mode = f"<altitudeMode>{mode}</altitudeMode>"
    yield f"<Placemark>{name}<gx:Track>{altitude_mode}\n".encode()
    yield "".join(f"<when>{time}</when>\n" for time in iso_times(track.t_ms)).encode()
    yield "".join(f"<gx:coord>{lon} {lat} {alt}</gx:coord>\n" for lon, lat, alt in points).encode()
    yield b"</gx:Track></Placemark>\n"
    yield f"<Placemark>{name}<LineString>{altitude_mode}<coordinates>\n".encode()
    yield "".join(f"{lon},{lat},{alt}\n" for lon, lat, alt in points).encode()
    yield b"</coordinates></LineString></Placemark>\n</Document>\n</kml>\n"


def write(track: TrackColumns) -> bytes:
    """The whole document."""
    return b"".join(chunks(track))


def _altitudes(track: TrackColumns) -> list[str]:
    """Every coordinate needs an altitude: a missing one is that of the fix before."""
    if track.altitude_m is None:
        return ["0"] * len(track)
    return number_texts(_filled(track.altitude_m))


def _filled(altitude_m: Float) -> Float:
    known = np.isfinite(altitude_m)
    if not bool(known.any()):
        return np.zeros_like(altitude_m)
    index = np.where(known, np.arange(altitude_m.size), np.flatnonzero(known)[0])
    return altitude_m[np.maximum.accumulate(index)]
