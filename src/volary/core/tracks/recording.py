"""A track from an IGC file."""

from volary.core.tracks.model import Track
from volary.formats.igc import IgcFile


def from_igc(file: IgcFile) -> Track:
    """Take the fixes of a file as they are; its times count from 1970 when it has no date."""
    fixes = file.fixes
    return Track(
        t_ms=fixes.t_ms,
        lat=fixes.lat,
        lon=fixes.lon,
        alt_pressure_m=fixes.alt_pressure_m,
        alt_gnss_m=fixes.alt_gnss_m,
        fix_3d=fixes.fix_3d,
        gnss_datum=file.gnss_datum,
        extensions=fixes.extensions,
    )
