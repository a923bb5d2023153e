"""``volary flight analyse`` as a fresh process, with compiled code in its cache."""

import os
import statistics
import subprocess
import tempfile
from pathlib import Path

from bench.common import SHARED, Report
from bench.samples import triangle
from bench.server import clean_environment, volary_command

_ROUNDS = 5


def run() -> dict[str, object]:
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "triangle.igc"
        made.write_bytes(triangle())
        analyse(made)  # whatever set-up has not compiled is compiled now
        runs = [analyse(made) for _ in range(_ROUNDS)]
    _bars(report, "generated triangle of 10,000 fixes", runs)
    real = sorted((SHARED / "data" / "igc").glob("*.[iI][gG][cC]"))
    if real:
        each = {file.name: analyse(file) for file in real}
        _bars(report, f"median of {len(real)} real flights", list(each.values()))
        slowest = max(each, key=lambda name: each[name][0])
        report.under(f"slowest of them ({slowest})", each[slowest][0], 2, "s CPU")
        largest = max(each, key=lambda name: each[name][1])
        report.under(f"largest of them ({largest})", each[largest][1], 300, "MiB")
        report.details["files"] = each
    return report.as_dict()


def analyse(file: Path) -> tuple[float, float]:
    """CPU seconds and peak MiB of one run."""
    process = subprocess.Popen(
        volary_command("flight", "analyse", str(file), "--json"),
        env=clean_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"analysing {file.name} ended with {process.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def _bars(report: Report, what: str, runs: list[tuple[float, float]]) -> None:
    report.under(f"{what}: CPU", statistics.median(run[0] for run in runs), 2, "s CPU")
    report.under(f"{what}: memory", statistics.median(run[1] for run in runs), 300, "MiB")
