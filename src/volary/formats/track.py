"""What every track export takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite

import numpy as np
import numpy.typing as npt

Float = npt.NDArray[np.float64]
Int = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TrackColumns:
    """Columns of one track, all of the length of ``t_ms``.

    ``t_ms`` is UTC in milliseconds since 1970, ``lat`` and ``lon`` WGS84 degrees,
    ``altitude_m`` metres above mean sea level, None where unknown and NaN where missing.
    ``name`` and ``description`` are free text. ``extra`` holds further columns of numbers for
    exports that can carry them.
    """

    t_ms: Int
    lat: Float
    lon: Float
    altitude_m: Float | None = None
    name: str = ""
    description: str = ""
    extra: Mapping[str, Float] = field(default_factory=dict[str, Float])

    def __len__(self) -> int:
        return len(self.t_ms)


def iso_times(t_ms: Int) -> list[str]:
    """``2024-05-01T12:00:00Z``, with milliseconds where there are some."""
    seconds: list[str] = np.datetime_as_string(t_ms.astype("datetime64[ms]"), unit="s").tolist()
    return [
        f"{text}.{fraction:03d}Z" if fraction else f"{text}Z"
        for text, fraction in zip(seconds, (t_ms % 1000).tolist(), strict=True)
    ]


def number_text(value: float) -> str:
    """Shortest decimal text that gives back the same double, without exponent or ``.0``."""
    text = repr(value)
    if "e" in text:
        return np.format_float_positional(value, trim="-")
    return text.removesuffix(".0")


def number_texts(column: Float) -> list[str]:
    """``number_text`` of a column, an empty text for NaN and infinities."""
    return [number_text(value) if isfinite(value) else "" for value in column.tolist()]
