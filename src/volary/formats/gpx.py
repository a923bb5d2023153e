"""GPX 1.1 (Topografix): a track with one segment."""

from collections.abc import Iterator

from volary.formats.track import TrackColumns, iso_times, number_texts
from volary.formats.xmltext import xml_text

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="Volary" xmlns="http://www.topografix.com/GPX/1/1">
<trk>"""


def chunks(track: TrackColumns) -> Iterator[bytes]:
    """The document piece by piece. ``ele`` is metres above mean sea level, left out where NaN."""
    head = _HEAD
    if track.name:
        head += f"<name>{xml_text(track.name)}</name>"
    if track.description:
        head += f"<desc>{xml_text(track.description)}</desc>"
    yield f"{head}<trkseg>\n".encode()
    altitudes = [""] * len(track) if track.altitude_m is None else number_texts(track.altitude_m)
    rows = zip(
        number_texts(track.lat),
        number_texts(track.lon),
        altitudes,
        iso_times(track.t_ms),
        strict=True,
    )
    yield "".join(
        f'<trkpt lat="{lat}" lon="{lon}">{f"<ele>{ele}</ele>" if ele else ""}'
        f"<time>{time}</time></trkpt>\n"
        for lat, lon, ele, time in rows
    ).encode()
    yield b"</trkseg></trk>\n</gpx>\n"


def write(track: TrackColumns) -> bytes:
    """The whole document."""
    return b"".join(chunks(track))
