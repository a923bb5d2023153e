"""Size and speed of stored tracks over the real logs."""

import json
import statistics
import sys

import numpy as np

from bench.common import SHARED, Report, Row, median_cpu
from bench.samples import triangle
from volary.core.tracks import Track, decode, encode, from_igc, quantised, sizes
from volary.formats import igc

MEDIAN_BAR = 3.0
MOST_BAR = 5.0
READ_BAR_MS = 5.0
_ROUNDS = 7
_READ_FIXES = 5000


def run() -> dict[str, object]:
    """Core columns are time, position, both altitudes and validity, header included."""
    report = Report()
    tracks = _tracks()
    note = f"{len(tracks)} real logs"
    if not tracks:
        report.rows.append(Row("real logs", "", "none here; the demo flight instead", None))
        tracks, note = {"demo": from_igc(igc.read(triangle()))}, "the demo flight"
    blobs = {name: encode(track) for name, track in tracks.items()}
    measured = {name: sizes(blob) for name, blob in blobs.items()}
    core = {name: size.core / size.fixes for name, size in measured.items()}
    _at_most(report, "core columns, median", statistics.median(core.values()), MEDIAN_BAR, note)
    worst = max(core, key=lambda name: core[name])
    _at_most(report, "core columns, most", core[worst], MOST_BAR, worst)
    fixes = sum(size.fixes for size in measured.values())
    extensions = sum(size.extensions for size in measured.values()) / fixes
    report.info("extensions, mean", extensions, "bytes/fix")
    differing = [name for name in tracks if not _same(tracks[name], decode(blobs[name]))]
    row = Row("lossless", "all columns", f"{len(differing)} files differ", not differing)
    report.rows.append(row)
    _speed(report, list(tracks.values()), list(blobs.values()), fixes)
    report.details["bytes_per_fix"] = core
    return report.as_dict()


def _tracks() -> dict[str, Track]:
    paths = sorted((SHARED / "data" / "igc").glob("*.[iI][gG][cC]"))
    return {path.name: from_igc(igc.read(path.read_bytes())) for path in paths}


def _at_most(report: Report, what: str, value: float, bar: float, note: str) -> None:
    unit = "bytes/fix"
    row = Row(what, f"<= {bar:g} {unit}", f"{value:.2f} {unit}", value <= bar, value, note)
    report.rows.append(row)


def _same(one: Track, other: Track) -> bool:
    pairs = [
        (one.t_ms, other.t_ms),
        (one.lat, other.lat),
        (one.lon, other.lon),
        (one.alt_pressure_m, other.alt_pressure_m),
        (one.alt_gnss_m, other.alt_gnss_m),
        (one.fix_3d, other.fix_3d),
        *((one.extensions[name], other.extensions[name]) for name in one.extensions),
    ]
    return all(
        a is b if a is None or b is None else np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
        for a, b in pairs
    )


def _speed(report: Report, tracks: list[Track], blobs: list[bytes], fixes: int) -> None:
    bare = [Track(t.t_ms, t.lat, t.lon, t.alt_pressure_m, t.alt_gnss_m, t.fix_3d) for t in tracks]
    cost = median_cpu(lambda: [encode(track) for track in bare], _ROUNDS)
    report.info("encode core columns", fixes / cost / 1e6, "M fixes/CPU s")
    cost = median_cpu(lambda: [encode(track) for track in tracks], _ROUNDS)
    report.info("encode with extensions", fixes / cost / 1e6, "M fixes/CPU s")
    cost = median_cpu(lambda: [decode(blob) for blob in blobs], _ROUNDS)
    report.info("decode with extensions", fixes / cost / 1e6, "M fixes/CPU s")
    blob = encode(_live(_READ_FIXES))
    cost = 1000 * median_cpu(lambda: decode(blob), _ROUNDS)
    note = "1e-6 degree, 0.1 m, 1 s"
    report.under(f"read a track of {_READ_FIXES} points", cost, READ_BAR_MS, "ms", note)
    report.info("  size", sizes(blob).core / _READ_FIXES, "bytes/fix", note)


def _live(n: int) -> Track:
    """A wandering live track on the grid of a phone's positions."""
    rng = np.random.default_rng(4)
    heading = np.cumsum(rng.normal(0, 0.1, n))
    return quantised(
        Track(
            t_ms=1_690_000_000_000 + 1000 * np.arange(n),
            lat=45 + np.cumsum(np.cos(heading) + rng.normal(0, 0.1, n)) * 1e-4,
            lon=10 + np.cumsum(np.sin(heading) + rng.normal(0, 0.1, n)) * 1e-4,
            alt_pressure_m=None,
            alt_gnss_m=1500 + np.cumsum(rng.normal(0, 0.3, n)),
            fix_3d=np.ones(n, dtype=np.bool_),
        )
    )


if __name__ == "__main__":
    json.dump(run(), sys.stdout, indent=2)
    print()
