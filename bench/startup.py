"""From starting the server to its first answer, and what it holds when nobody asks.

A start is one thread's work. On a machine that others use as well its wall time is mostly waiting
for a core, so that wait (the kernel's own figure) is taken off; the plain wall time stands beside.
"""

import statistics
import time

from bench.common import Report
from bench.process import pss_mib, waited_s
from bench.samples import triangle
from bench.server import Server

_STARTS = 5


def run() -> dict[str, object]:
    report = Report()
    _empty_folder(report)
    _used_folder(report)
    _demo(report)
    return report.as_dict()


def _started(server: Server) -> tuple[float, float, float]:
    """Seconds to the first 200 without the wait for a core, plain, and CPU of all processes."""
    server.start(wait=False)
    wall = server.wait_ready()
    return wall - waited_s(server.pid), wall, server.usage().tree_s


def _row(report: Report, what: str, starts: list[tuple[float, float, float]]) -> None:
    net, wall, cpu = (statistics.median(column) for column in zip(*starts, strict=True))
    report.under(f"{what} to first 200", net, 3, "s", f"wall {wall:.2f} s, CPU {cpu:.2f} s")


def _empty_folder(report: Report) -> None:
    starts = []
    for _ in range(_STARTS):
        server = Server()
        try:
            starts.append(_started(server))
        finally:
            server.stop()
            server.remove()
    _row(report, "start on an empty folder", starts)


def _used_folder(report: Report) -> None:
    """Again and again on one folder; then its memory before and after some work."""
    server = Server(environment={"VOLARY_CPU_IDLE_S": "2"})
    try:
        server.add_user("pilot@example.org")
        starts, idle = [], []
        for _ in range(_STARTS):
            starts.append(_started(server))
            time.sleep(2)
            idle.append(pss_mib(server.pid))
            server.stop()
        _row(report, "start on a used folder", starts)
        report.under("idle PSS after the start", statistics.median(idle), 150, "MiB")
        server.start()
        client = server.sign_in("pilot@example.org")
        assert client.upload(triangle()).status == 201, server.log_end()
        busy = pss_mib(server.pid)
        for _ in range(100):
            client.get("/api/v1/flights")
        time.sleep(6)  # the CPU worker ends after its idle time
        report.under("idle PSS after an upload and 100 lists", pss_mib(server.pid), 150, "MiB")
        report.info("  PSS with a warm CPU worker", busy, "MiB")
    finally:
        server.stop()
        server.remove()


def _demo(report: Report) -> None:
    starts = []
    for _ in range(3):
        server = Server(arguments=("--demo",))
        try:
            starts.append(_started(server))
        finally:
            server.stop()
            server.remove()
    _row(report, "first start with --demo", starts)
