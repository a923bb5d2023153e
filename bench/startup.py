"""From starting the server to its first answer, and what it holds when nobody asks."""

import statistics
import time

from bench.common import Report
from bench.process import pss_mib
from bench.samples import triangle
from bench.server import Server

_STARTS = 5


def run() -> dict[str, object]:
    report = Report()
    _empty_folder(report)
    _used_folder(report)
    _demo(report)
    return report.as_dict()


def _empty_folder(report: Report) -> None:
    seconds, cpu = [], []
    for _ in range(_STARTS):
        with Server() as server:
            seconds.append(server.wait_ready())
            cpu.append(server.usage().tree_s)
    report.under("start on an empty folder to first 200", statistics.median(seconds), 3, "s")
    report.info("  CPU of that start", statistics.median(cpu), "s")


def _used_folder(report: Report) -> None:
    """Again and again on one folder; then its memory before and after some work."""
    server = Server(environment={"VOLARY_CPU_IDLE_S": "2"})
    try:
        server.start()
        server.add_user("pilot@example.org")
        server.stop()
        seconds, idle = [], []
        for _ in range(_STARTS):
            server.start()
            seconds.append(server.wait_ready())
            time.sleep(2)
            idle.append(pss_mib(server.pid))
            server.stop()
        report.under("start on a used folder to first 200", statistics.median(seconds), 3, "s")
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
    seconds = []
    for _ in range(3):
        with Server(arguments=("--demo",)) as server:
            seconds.append(server.wait_ready())
    report.under("first start with --demo to first 200", statistics.median(seconds), 3, "s")
