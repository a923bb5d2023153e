"""Fixes per CPU second of the IGC reader over real logs, beside aerofiles in the same run."""

import hashlib
import importlib
import io
import json
import statistics
import sys

from bench.common import SHARED, Report, Row, cpu_of, median_cpu
from volary.formats import igc
from volary.formats.igc import md5, md5_compiled

BAR = 500_000
_ROUNDS = 7
_PEER_FILES = 12
_SEALED_BYTES = 400_000  # what XCSoar seals of 10,000 fixes
_STANDARD = (0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476)


def run() -> dict[str, object]:
    """Medians over rounds through all files outside ``bad/``; what is missing here says why."""
    report = Report()
    paths = sorted((SHARED / "data" / "igc").glob("*.[iI][gG][cC]"))
    logs = [path.read_bytes() for path in paths]
    if not logs:
        report.rows.append(Row("IGC parse", "", "no real flight logs here", None))
        return report.as_dict()
    fixes = sum(len(igc.read(data).fixes) for data in logs)
    speed = fixes / median_cpu(lambda: [igc.read(data) for data in logs], _ROUNDS)
    note = f"{len(logs)} files, {fixes} fixes"
    bar, measured = f">= {BAR} fixes/CPU s", f"{speed:.0f} fixes/CPU s"
    report.rows.append(Row("IGC parse", bar, measured, speed >= BAR, speed, note))
    _peer(report, logs)
    _singles(report, logs)
    return report.as_dict()


def _peer(report: Report, logs: list[bytes]) -> None:
    """The same figure for aerofiles, once over every so many-th file."""
    try:
        reader = importlib.import_module("aerofiles.igc").Reader
    except ImportError as error:
        report.rows.append(Row("aerofiles", "", f"not here: {error}", None))
        return
    chosen = logs[:: max(1, len(logs) // _PEER_FILES)]
    texts = [data.decode("latin-1") for data in chosen]
    fixes = sum(len(igc.read(data).fixes) for data in chosen)
    ours = median_cpu(lambda: [igc.read(data) for data in chosen], _ROUNDS)
    theirs = cpu_of(lambda: [reader().read(io.StringIO(text, newline=None)) for text in texts])
    report.info("aerofiles", fixes / theirs, "fixes/CPU s", f"{len(chosen)} files")
    report.info("IGC parse, the same files", fixes / ours, "fixes/CPU s")
    report.info("times as fast as aerofiles", theirs / ours, "")


def _singles(report: Report, logs: list[bytes]) -> None:
    longest = max(logs, key=len)
    parsed = igc.read(longest)
    millis = [1000 * median_cpu(lambda data=data: igc.read(data), _ROUNDS) for data in logs]
    report.info("one file, median", statistics.median(millis), "ms")
    report.info("longest file", max(millis), "ms", f"{len(parsed.fixes)} fixes")
    report.info("write it", 1000 * median_cpu(lambda: igc.write(parsed), _ROUNDS), "ms")
    text = bytes(_SEALED_BYTES)
    expected = hashlib.md5(text).hexdigest()  # noqa: S324  # the seal is MD5
    starts = [_STANDARD] * 4
    for name, module in (("plain", md5), ("compiled", md5_compiled)):
        if set(module.digests(text, starts)) != {expected}:
            raise ValueError(f"the {name} digest is wrong")
        cost = 1000 * median_cpu(lambda run=module: run.digests(text, starts), 3)
        report.info(f"XCSoar seal of 10,000 fixes, {name}", cost, "ms")


if __name__ == "__main__":
    json.dump(run(), sys.stdout, indent=2)
    print()
