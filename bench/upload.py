"""What an upload costs beyond the analysis it asks for, and what others notice of eight of them."""

import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from bench.common import SHARED, Report, cpu_of, percentile
from bench.samples import triangle, variants
from bench.server import Client, Server
from volary.core.logbook.digest import (
    ScoreRequest,
    analyse_log,
    earth_model,
    read_log,
    score_track,
)

_FIXES = 10_000
_LENGTHS = 7_000, 14_000
_SERIAL = 20
_PARALLEL = 8
_BUSY_UPLOADS = 32
_LISTS = 300
_ROUNDS = 3
_PAUSE_S = 0.01


def run() -> dict[str, object]:
    report = Report()
    in_process = _in_one_process()
    with Server(environment={"VOLARY_SKYTRACK_UPLOAD_YEARS": "any"}) as server:
        server.add_user("pilot@example.org")
        client = server.sign_in("pilot@example.org")
        for data in variants(4, _FIXES, start=10_000):
            _accepted(client, data)
        upload = _serial(server, client, variants(_SERIAL, _FIXES))
        in_process = statistics.median([in_process, _in_one_process()])
        report.under(
            f"upload of {_FIXES:,} fixes, warm, against parse + analysis + score",
            upload / in_process,
            1.2,
            "times",
            f"{upload * 1000:.0f} ms against {in_process * 1000:.0f} ms CPU",
        )
        _others(report, server, client)
        _real(report, server, client)
    return report.as_dict()


def _real(report: Report, server: Server, client: Client) -> None:
    """The same for real flights of about that length, which take longer to score."""
    ratios = {}
    for file in sorted((SHARED / "data" / "igc").glob("*.[iI][gG][cC]")):
        data = file.read_bytes()
        if not _LENGTHS[0] <= data.count(b"\nB") <= _LENGTHS[1]:
            continue
        own = _in_one_process(data)
        files = [data + b"\r\nLXXXVARIANT %d\r\n" % number for number in range(10)]
        ratios[file.name] = _serial(server, client, files) / own, own
    if not ratios:
        return
    report.details["real"] = ratios
    middle = statistics.median(ratio for ratio, _ in ratios.values())
    report.under(
        f"upload of {len(ratios)} real flights of that length, median", middle, 1.2, "times"
    )
    costs = [own for _, own in ratios.values()]
    note = f"in one process {1000 * min(costs):.0f} to {1000 * max(costs):.0f} ms CPU"
    worst = max(ratio for ratio, _ in ratios.values())
    report.info("  the one that adds most in proportion", worst, "times", note)


def _in_one_process(data: bytes | None = None) -> float:
    """CPU seconds of the same work by plain calls, warm."""
    data = data or triangle(_FIXES)
    request = ScoreRequest("xcontest", earth_model("wgs84"), 5.0)

    def work() -> None:
        track, analysis = analyse_log(read_log(data, None))
        score_track(track, analysis, request)

    work()
    return statistics.median(cpu_of(work) for _ in range(9))


def _serial(server: Server, client: Client, files: list[bytes]) -> float:
    """CPU seconds of the server's processes for one upload."""
    costs = []
    for data in files:
        before = server.usage()
        _accepted(client, data)
        costs.append(server.usage().since(before).tree_s)
    return statistics.fmean(costs)  # ticks are 10 ms, so the mean says more than the median


def _others(report: Report, server: Server, client: Client) -> None:
    """Lists while eight uploads run, against lists on an idle server, in turns."""
    idle: list[float] = []
    busy: list[float] = []
    alone_cpu, both_cpu, lists_cpu = [], [], []
    start = 100
    for _ in range(_ROUNDS):
        before = server.usage()
        idle += _lists(client, _LISTS)
        lists_cpu.append(server.usage().since(before).own_s / _LISTS)
        alone_cpu.append(_uploads(server, client, start, None)[0])
        times: list[float] = []
        both_cpu.append(_uploads(server, client, start + 1000, times))
        busy += times
        start += 100
    while_busy = [
        (own - alone) / count for (own, count), alone in zip(both_cpu, alone_cpu, strict=True)
    ]
    report.info("list of flights, idle: server CPU", 1000 * statistics.median(lists_cpu), "ms")
    ratio = statistics.median(while_busy) / statistics.median(lists_cpu)
    note = f"{1000 * statistics.median(while_busy):.2f} ms each while {_PARALLEL} uploads run"
    report.under("CPU of a list while uploads run, against idle", ratio, 1.25, "times", note)
    slow, quick = percentile(busy, 95), percentile(idle, 95)
    note = f"{1000 * slow:.1f} ms against {1000 * quick:.1f} ms, {len(busy)} lists"
    report.under("p95 of a list while uploads run, against idle", slow / quick, 5, "times", note)


def _uploads(
    server: Server, client: Client, start: int, times: list[float] | None
) -> tuple[float, int]:
    """CPU seconds of the serving process for some uploads, eight at a time, and lists made."""
    files = variants(_BUSY_UPLOADS, _FIXES, start=start)
    done = threading.Event()
    counted: list[float] = []

    def list_on() -> None:
        with client.again() as reader:
            while not done.is_set():
                counted.extend(_lists(reader, 1))
                time.sleep(_PAUSE_S)

    def send(data: bytes) -> None:
        with client.again() as own:
            _accepted(own, data)

    before = server.usage()
    reader = threading.Thread(target=list_on)
    if times is not None:
        reader.start()
    with ThreadPoolExecutor(_PARALLEL) as pool:
        list(pool.map(send, files))
    done.set()
    if times is not None:
        reader.join()
        times += counted
    return server.usage().since(before).own_s, len(counted)


def _lists(client: Client, count: int) -> list[float]:
    """Wall seconds of each of some lists."""
    times = []
    for _ in range(count):
        begin = time.perf_counter()
        assert client.get("/api/v1/flights").status == 200
        times.append(time.perf_counter() - begin)
    return times


def _accepted(client: Client, data: bytes) -> None:
    answer = client.upload(data)
    assert answer.status == 201, (answer.status, answer.body[:500])
