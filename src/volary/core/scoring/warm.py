"""Compile the optimiser once, at set-up: ``python -m volary.core.scoring.warm``."""

import sys
import time

import numpy as np

from volary.core.scoring import solver
from volary.core.scoring.kernel import cache_folder


def main() -> None:
    """Score a small made-up flight under leagues that use every kind of shape."""
    began = time.perf_counter()
    turn = np.linspace(0, 5 * np.pi, 300)
    lat, lon = 47 + 0.1 * np.sin(turn) * np.cos(turn / 9), 11 + 0.15 * np.cos(turn)
    for name in ("xcleague", "fai-oar"):
        for measure in ("wgs84", "fcc"):
            solver.score(lat, lon, name, distance="fcc" if measure == "fcc" else "wgs84")
    took = time.perf_counter() - began
    sys.stderr.write(f"optimiser compiled in {took:.1f} s, kept in {cache_folder()}\n")


if __name__ == "__main__":
    main()
