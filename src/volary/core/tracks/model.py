"""The one shape in which a flown track moves through the core: columns, SI, UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

GnssDatum = Literal["ellipsoid", "msl", "unknown"]
Float = npt.NDArray[np.float64]
Int = npt.NDArray[np.int64]
Bool = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """Columns of one recording, all of length n, in ascending time.

    ``t_ms`` is UTC in milliseconds since 1970. ``lat`` and ``lon`` are WGS84 degrees exactly as
    recorded. ``alt_pressure_m`` is metres above the 1013.25 hPa level (pressure altitude),
    ``alt_gnss_m`` metres in ``gnss_datum``; a column that the recorder did not fill is None, a
    single missing value NaN. ``fix_3d`` is False where the recorder marked the fix as 2D or
    lost (validity ``V``). ``extensions`` holds the recorder's further columns by their
    three-letter IGC code, as recorded (NaN where blank).
    """

    t_ms: Int
    lat: Float
    lon: Float
    alt_pressure_m: Float | None
    alt_gnss_m: Float | None
    fix_3d: Bool
    gnss_datum: GnssDatum = "unknown"
    extensions: Mapping[str, Float] = field(default_factory=dict[str, Float])

    def __len__(self) -> int:
        return len(self.t_ms)
