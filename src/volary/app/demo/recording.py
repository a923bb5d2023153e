"""A demo flight as the IGC file of a recorder that says plainly what it is."""

from volary.app.demo.generator import DemoFlight, Order, generate
from volary.formats.igc.build import HeaderLine, from_columns
from volary.formats.igc.model import Recorder
from volary.formats.igc.writer import write

_RECORDER = Recorder("XXX", "DEMO Volary demo flight, made up")


def record(flight: DemoFlight, pilot: str) -> bytes:
    """The file; it has no seal, and names the pilot with a leading "Demo"."""
    hours, minutes = divmod(abs(flight.utc_offset_s) // 60, 60)
    sign = "-" if flight.utc_offset_s < 0 else ""
    headers = (
        HeaderLine("PLT", "PILOTINCHARGE", f"Demo Pilot {pilot}"),
        HeaderLine("GTY", "GLIDERTYPE", flight.craft.igc_type),
        HeaderLine("GID", "GLIDERID", "DEMO"),
        HeaderLine("CCL", "COMPETITIONCLASS", flight.craft.fai_class),
        HeaderLine("SIT", "SITE", flight.site.name),
        HeaderLine("DTM", "GPSDATUM", "WGS84"),
        HeaderLine("FTY", "FRTYPE", "Volary,Demo flight generator"),
        HeaderLine("ALG", "ALTGPS", "GEO"),
        HeaderLine("ALP", "ALTPRESSURE", "ISA"),
        HeaderLine("TZN", "TIMEZONE", f"{sign}{hours}.{minutes * 10 // 6:02d}"),
    )
    file = from_columns(
        t_ms=flight.t_ms,
        lat=flight.lat,
        lon=flight.lon,
        alt_pressure_m=flight.alt_pressure_m,
        alt_gnss_m=flight.alt_gnss_m,
        recorder=_RECORDER,
        headers=headers,
    )
    return write(file)


def generate_igc(order: Order, pilot: str) -> bytes:
    """Fly and record: for a CPU worker, plain values in and out."""
    return record(generate(order), pilot)
