"""Choosing the points of a track that a chart needs."""

import numpy as np
import numpy.typing as npt

Float = npt.NDArray[np.float64]
Int = npt.NDArray[np.int64]


def thin(values: Float | None, count: int, most: int) -> Int:
    """Indices of at most ``most`` (3 or more) of ``count`` points, in order.

    First and last are kept, and of every stretch between them the point with the lowest and the
    one with the highest value, so that no peak is lost. Without values they are evenly spread.
    """
    if count <= most:
        return np.arange(count)
    if values is None or not np.isfinite(values).any():
        return np.unique(np.linspace(0, count - 1, most).round().astype(np.int64))
    stretches = (most - 2) // 2
    edges = np.linspace(1, count - 1, stretches + 1).round().astype(np.int64)
    kept = {0, count - 1}
    low, high = np.nan_to_num(values, nan=np.inf), np.nan_to_num(values, nan=-np.inf)
    for start, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        if start < end:
            kept.add(start + int(low[start:end].argmin()))
            kept.add(start + int(high[start:end].argmax()))
    return np.array(sorted(kept), dtype=np.int64)
