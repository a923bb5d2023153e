"""What every bench shares: rows with a bar, medians, and a yardstick for the machine's mood.

Cores are shared and clocks vary, so costs are CPU seconds, medians of several runs, and each
table names the CPU time of one fixed piece of work in the same minute (``calibrate``).
"""

import hashlib
import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

SHARED = Path(os.environ.get("VOLARY_SHARED", Path(__file__).parents[2] / "shared"))


@dataclass(frozen=True, slots=True)
class Row:
    """One measured figure. ``met`` is None where a figure is for information only."""

    what: str
    bar: str
    measured: str
    met: bool | None
    value: float | None = None
    note: str = ""


@dataclass(slots=True)
class Report:
    """What a bench's ``run`` returns, as ``as_dict()``."""

    rows: list[Row] = field(default_factory=list[Row])
    details: dict[str, Any] = field(default_factory=dict[str, Any])

    def under(self, what: str, value: float, bar: float, unit: str, note: str = "") -> None:
        """Add a figure that has to stay below its bar."""
        self.rows.append(
            Row(what, f"< {bar:g} {unit}", f"{value:.4g} {unit}", value < bar, value, note)
        )

    def info(self, what: str, value: float, unit: str, note: str = "") -> None:
        self.rows.append(Row(what, "", f"{value:.4g} {unit}", None, value, note))

    def as_dict(self) -> dict[str, Any]:
        return {"rows": [asdict(row) for row in self.rows], "details": self.details}


def calibrate(rounds: int = 5) -> float:
    """CPU seconds of a fixed mix of array arithmetic, hashing and JSON; the median of a few."""
    values = np.random.default_rng(1).normal(size=200_000)
    blob = values.tobytes()
    document = {str(number): [number, number / 7, "text"] for number in range(4000)}

    def work() -> None:
        for _ in range(6):
            np.sort(np.sin(values) * values)
        for _ in range(8):
            hashlib.sha256(blob).digest()
        for _ in range(4):
            json.loads(json.dumps(document))

    return median_cpu(work, rounds)


def median_cpu(work: Callable[[], object], rounds: int) -> float:
    """The median CPU time of this process over some runs of ``work``, in seconds."""
    return statistics.median(cpu_of(work) for _ in range(rounds))


def cpu_of(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def percentile(values: Sequence[float], part: float) -> float:
    return float(np.percentile(values, part))


def machine() -> dict[str, Any]:
    """Facts to read a figure by."""
    cpu = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
        if line.startswith("model name"):
            cpu = line.partition(":")[2].strip()
            break
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "cpu": cpu,
        "cores": os.cpu_count(),
        "memory_gib": round(pages / 2**30, 1),
        "load": [round(value, 2) for value in os.getloadavg()],
        "python": platform.python_version(),
        "numpy": np.__version__,
        "kernel": platform.release(),
    }
