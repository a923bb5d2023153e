"""The fixes of a flight as integer columns, exactly as the recorder wrote them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from volary.formats.igc.lines import Int32
from volary.formats.igc.numbers import Bool, Float, Int64

BASE_SCALE = 60_000
MISSING_M = int(np.iinfo(np.int32).min)


@dataclass(frozen=True, slots=True, eq=False)
class Fixes:
    """Columns of the B records, all of length n, strictly ascending in time.

    ``t_ms`` is UTC in milliseconds since 1970. ``lat_q`` and ``lon_q`` count 1/``scale`` degree
    (WGS84, north and east positive), where ``scale`` is 60000 times ten for each LAD/LOD digit:
    exactly what the recorder wrote. ``pressure_m`` and ``gnss_m`` are whole metres, ``MISSING_M``
    where the field was blank. ``fix_3d`` is False for validity ``V``. ``line`` is the 1-based
    line of the file. ``extensions`` holds the other columns of the I record by code, NaN where
    blank or not a number; LAD, LOD and TDS are not among them, they are in position and time.
    """

    t_ms: Int64
    lat_q: Int64
    lon_q: Int64
    scale: int
    pressure_m: Int32
    gnss_m: Int32
    fix_3d: Bool
    line: Int32
    extensions: Mapping[str, Float] = field(default_factory=dict[str, Float])

    def __len__(self) -> int:
        return len(self.t_ms)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Fixes):
            return NotImplemented
        return (
            self.scale == other.scale
            and self.extensions.keys() == other.extensions.keys()
            and all(np.array_equal(mine, theirs) for mine, theirs in self._pairs(other))
            and all(
                np.array_equal(column, other.extensions[code], equal_nan=True)
                for code, column in self.extensions.items()
            )
        )

    __hash__ = None  # type: ignore[assignment]  # arrays are compared by content

    def _pairs(self, other: "Fixes") -> Iterator[tuple[npt.NDArray[np.generic], ...]]:
        for name in ("t_ms", "lat_q", "lon_q", "pressure_m", "gnss_m", "fix_3d"):
            yield getattr(self, name), getattr(other, name)

    @property
    def lat(self) -> Float:
        """Degrees, the double nearest to what was recorded."""
        return self.lat_q / self.scale

    @property
    def lon(self) -> Float:
        """Degrees, the double nearest to what was recorded."""
        return self.lon_q / self.scale

    @property
    def alt_pressure_m(self) -> Float | None:
        """Metres above 1013.25 hPa, NaN where blank; None when the column is never but 0."""
        return _altitude(self.pressure_m)

    @property
    def alt_gnss_m(self) -> Float | None:
        """Metres in the file's GNSS datum, NaN where blank; None when the column is never but 0."""
        return _altitude(self.gnss_m)


def _altitude(column: Int32) -> Float | None:
    missing = column == MISSING_M
    if not bool((~missing & (column != 0)).any()):
        return None
    metres = column.astype(np.float64)
    metres[missing] = np.nan
    return metres
