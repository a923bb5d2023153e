"""A hint at powered flight from what the recorder heard."""

import numpy as np

from volary.core.analysis.model import Engine
from volary.core.analysis.motion import Motion
from volary.core.tracks.model import Track

_FULL_SCALE = 999.0
_RUNNING = 500.0
_LIKELY_S = 60.0


def engine_hint(track: Track, motion: Motion) -> Engine | None:
    """Judge the MOP column, else ENL (000 to 999); None when neither is recorded.

    An engine is likely when the value stays at half scale or more for a minute in all: wind
    noise and a winch launch do not.
    """
    for source in ("MOP", "ENL"):
        column = track.extensions.get(source)
        if column is None or np.isnan(column).all():
            continue
        values = np.nan_to_num(column[motion.index])
        seconds = np.append(motion.step_s, 0.0)
        running = float(seconds[values >= _RUNNING].sum())
        peak = min(float(values.max()) / _FULL_SCALE, 1.0)
        return Engine(
            "MOP" if source == "MOP" else "ENL", peak, running, likely=running >= _LIKELY_S
        )
    return None
