"""Compile the optimiser once, at set-up: ``python -m volary.core.scoring.warm``."""

import sys
import time

from volary.core.scoring import solver
from volary.core.scoring.kernel import cache_folder


def main() -> None:
    """Score a small made-up flight, which compiles what is not compiled yet."""
    began = time.perf_counter()
    solver.score([46.0, 46.1, 46.0], [8.0, 8.1, 8.2], "xcontest")
    took = time.perf_counter() - began
    sys.stderr.write(f"optimiser compiled in {took:.1f} s, kept in {cache_folder()}\n")


if __name__ == "__main__":
    main()
