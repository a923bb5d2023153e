"""A flight as a file in another format."""

from typing import Literal

from volary.core import tracks
from volary.core.errors import InvalidInput
from volary.core.logbook.model import Flight
from volary.core.logbook.reading import Reading
from volary.core.tracks import ExportMeta, Track

ExportFormat = Literal["igc", "gpx", "kml", "geojson", "csv"]
FORMATS: tuple[ExportFormat, ...] = ("igc", "gpx", "kml", "geojson", "csv")


def export_format(name: str) -> ExportFormat:
    """The format of that name; InvalidInput lists the ones there are."""
    for known in FORMATS:
        if name == known:
            return known
    raise InvalidInput(f"the format is one of {', '.join(FORMATS)}")


class Exporting:
    """Exports of flights that one of the reads of ``Reading`` has given."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def export(self, flight: Flight, form: ExportFormat) -> bytes:
        """The flight's file: the original for igc, else the track."""
        if form == "igc":
            return self._reading.original(flight)
        return tracks.export(self.track(flight), form, ExportMeta(flight.title, flight.notes))

    def track(self, flight: Flight) -> Track:
        """The flight's track as columns."""
        return tracks.decode(self._reading.track_blob(flight))
