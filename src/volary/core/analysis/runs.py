"""Stretches of equal flags."""

import numpy as np

from volary.core.tracks import model


def runs(flags: model.Bool) -> tuple[model.Int, model.Int]:
    """First and last index (inclusive) of every run of True."""
    edges = np.flatnonzero(np.diff(flags.view(np.int8), prepend=0, append=0))
    return edges[::2], edges[1::2] - 1
