"""A track as one compact, lossless, checksummed blob.

Layout, integers little-endian, ``v`` an unsigned variable-length integer::

    "VTB" version:u8 crc32:u32          the checksum covers all that follows it
    fixes:v  kind:u8                    bits 0-1 GNSS datum, 2 pressure column, 3 GNSS column
    core:v   ...                        length, then t_ms, lat, lon, altitudes, fix_3d
    count:v  ...                        further columns, each a name (length:u8, UTF-8) and values

Each column of doubles carries its own quantum as a denominator: 60,000 for IGC positions (a
thousandth of an arc minute), ten or more times that with the extra digits of LAD and LOD, powers
of ten for positions that were decimal degrees and for altitudes finer than a metre. Doubles come
back bit for bit; a column that fits no quantum is kept as raw bits.
"""

import zlib
from dataclasses import dataclass
from typing import Final

import numpy as np

from volary.core.tracks import columns
from volary.core.tracks.errors import TrackBlobCorrupt, TrackBlobTooLarge, TrackBlobVersion
from volary.core.tracks.model import Float, GnssDatum, Track
from volary.core.tracks.planes import Reader, Writer

VERSION: Final = 1
MAX_FIXES: Final = 5_000_000
MAX_CELLS: Final = 100_000_000

_MAGIC: Final = b"VTB"
_HEAD: Final = len(_MAGIC) + 1 + 4
_CORE_COLUMNS: Final = 6
_DATUMS: Final[tuple[GnssDatum, ...]] = ("unknown", "ellipsoid", "msl")
_DATUM_BITS: Final = 0x03
_PRESSURE_BIT: Final = 0x04
_GNSS_BIT: Final = 0x08
_DEGREES: Final = (
    *(60_000 * 10**digits for digits in range(7)),
    *(10**digits for digits in range(4, 12)),
)
_DECIMALS: Final = tuple(10**digits for digits in range(7))


@dataclass(frozen=True, slots=True)
class BlobSizes:
    """How the bytes of a blob divide; ``core`` is time, position, altitudes and validity."""

    fixes: int
    core: int
    extensions: int
    total: int


def encode(track: Track, *, level: int = 1) -> bytes:
    """Pack a track; ``decode`` gives back the same columns bit for bit.

    ``level`` is zstandard's. The planes are noise without repetition, so higher levels cost much
    more time for a few per cent.
    """
    n = len(track)
    core = Writer(level)
    columns.write_integers(core, track.t_ms)
    columns.write_doubles(core, track.lat, _DEGREES)
    columns.write_doubles(core, track.lon, _DEGREES)
    kind = _DATUMS.index(track.gnss_datum)
    if track.alt_pressure_m is not None:
        kind |= _PRESSURE_BIT
        columns.write_doubles(core, track.alt_pressure_m, _DECIMALS)
    if track.alt_gnss_m is not None:
        kind |= _GNSS_BIT
        columns.write_doubles(core, track.alt_gnss_m, _DECIMALS)
    core.plane(np.packbits(~track.fix_3d))
    packed_core = core.finish()

    body = Writer(level)
    body.varint(n)
    body.raw(bytes([kind]))
    body.varint(len(packed_core))
    body.raw(packed_core)
    body.varint(len(track.extensions))
    for name, values in track.extensions.items():
        encoded = name.encode()
        body.raw(bytes([len(encoded)]) + encoded)
        columns.write_doubles(body, values, _DECIMALS)
    payload = body.finish()
    return _MAGIC + bytes([VERSION]) + zlib.crc32(payload).to_bytes(4, "little") + payload


def decode(blob: bytes, *, max_fixes: int = MAX_FIXES) -> Track:
    """Unpack a track.

    Raises ``TrackBlobCorrupt`` for damage, ``TrackBlobVersion`` for a newer layout and
    ``TrackBlobTooLarge`` before anything is unpacked that would exceed ``max_fixes`` or
    ``MAX_CELLS`` numbers in all.
    """
    reader, n, kind, core_end = _open(blob, max_fixes)
    t_ms = columns.read_integers(reader, n)
    lat = columns.read_doubles(reader, n)
    lon = columns.read_doubles(reader, n)
    pressure = columns.read_doubles(reader, n) if kind & _PRESSURE_BIT else None
    gnss = columns.read_doubles(reader, n) if kind & _GNSS_BIT else None
    lost = np.unpackbits(reader.plane((n + 7) // 8), count=n).view(np.bool_)
    if reader.position != core_end:
        raise TrackBlobCorrupt
    return Track(
        t_ms=t_ms,
        lat=lat,
        lon=lon,
        alt_pressure_m=pressure,
        alt_gnss_m=gnss,
        fix_3d=~lost,
        gnss_datum=_DATUMS[kind & _DATUM_BITS],
        extensions=_read_extensions(reader, n),
    )


def sizes(blob: bytes) -> BlobSizes:
    """Say how many bytes the core columns and the extensions take, header counted as core."""
    reader, n, _, core_end = _open(blob, MAX_FIXES)
    reader.position = core_end
    return BlobSizes(n, core_end, len(blob) - core_end, len(blob))


def quantised(track: Track, *, per_degree: int = 1_000_000, per_metre: int = 10) -> Track:
    """Round positions and altitudes, for sources whose doubles carry more digits than meaning."""

    def rounded(values: Float | None, per_unit: int) -> Float | None:
        return None if values is None else np.rint(values * per_unit) / per_unit + 0.0

    return Track(
        t_ms=track.t_ms,
        lat=np.rint(track.lat * per_degree) / per_degree + 0.0,
        lon=np.rint(track.lon * per_degree) / per_degree + 0.0,
        alt_pressure_m=rounded(track.alt_pressure_m, per_metre),
        alt_gnss_m=rounded(track.alt_gnss_m, per_metre),
        fix_3d=track.fix_3d,
        gnss_datum=track.gnss_datum,
        extensions=track.extensions,
    )


def _open(blob: bytes, max_fixes: int) -> tuple[Reader, int, int, int]:
    if len(blob) < _HEAD or blob[: len(_MAGIC)] != _MAGIC:
        raise TrackBlobCorrupt
    if blob[len(_MAGIC)] != VERSION:
        raise TrackBlobVersion(version=blob[len(_MAGIC)])
    if zlib.crc32(blob[_HEAD:]) != int.from_bytes(blob[_HEAD - 4 : _HEAD], "little"):
        raise TrackBlobCorrupt
    reader = Reader(blob)
    reader.position = _HEAD
    n = reader.varint()
    if n > max_fixes or n * _CORE_COLUMNS > MAX_CELLS:
        raise TrackBlobTooLarge(fixes=n)
    kind = reader.raw(1)[0]
    core_end = reader.varint() + reader.position
    if kind & _DATUM_BITS >= len(_DATUMS) or core_end > len(blob):
        raise TrackBlobCorrupt
    return reader, n, kind, core_end


def _read_extensions(reader: Reader, n: int) -> dict[str, Float]:
    count = reader.varint()
    if (count + _CORE_COLUMNS) * n > MAX_CELLS:
        raise TrackBlobTooLarge(fixes=n, columns=count)
    extensions: dict[str, Float] = {}
    for _ in range(count):
        try:
            name = reader.raw(reader.raw(1)[0]).decode()
        except UnicodeDecodeError as error:
            raise TrackBlobCorrupt from error
        extensions[name] = columns.read_doubles(reader, n)
    if reader.position != len(reader.data) or len(extensions) != count:
        raise TrackBlobCorrupt
    return extensions
