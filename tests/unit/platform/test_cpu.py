import math
import os
import threading
import time
from collections.abc import Iterator

import pytest

from volary.platform.cpu import CpuCrashError, CpuPool, CpuTimeoutError


@pytest.fixture
def pool() -> Iterator[CpuPool]:
    pool = CpuPool(size=1, idle_s=30)
    yield pool
    pool.close()


def test_a_call_runs_in_another_process_and_gives_its_value(pool: CpuPool) -> None:
    assert pool.call(math.hypot, 3.0, 4.0, timeout_s=20) == 5.0
    assert pool.call(os.getpid, timeout_s=20) != os.getpid()


def test_a_worker_serves_one_call_after_the_other(pool: CpuPool) -> None:
    assert pool.call(os.getpid, timeout_s=20) == pool.call(os.getpid, timeout_s=20)


def test_what_the_call_raises_is_raised_here(pool: CpuPool) -> None:
    with pytest.raises(ValueError, match="math domain"):
        pool.call(math.sqrt, -1.0, timeout_s=20)


def test_a_call_that_takes_too_long_is_killed_and_the_next_one_works(pool: CpuPool) -> None:
    pool.call(math.sqrt, 1.0, timeout_s=20)
    (slow,) = pool.pids()
    with pytest.raises(CpuTimeoutError):
        pool.call(time.sleep, 60, timeout_s=0.2)
    assert pool.call(math.sqrt, 4.0, timeout_s=20) == 2.0
    assert slow not in pool.pids()


def test_waiting_for_a_free_worker_counts(pool: CpuPool) -> None:
    pool.call(math.sqrt, 1.0, timeout_s=20)
    busy = threading.Thread(target=lambda: pool.call(time.sleep, 1.5, timeout_s=20))
    busy.start()
    time.sleep(0.2)
    with pytest.raises(CpuTimeoutError):
        pool.call(math.sqrt, 1.0, timeout_s=0.2)
    busy.join()


def test_a_worker_that_dies_is_reported_and_replaced(pool: CpuPool) -> None:
    with pytest.raises(CpuCrashError):
        pool.call(os._exit, 3, timeout_s=20)
    assert pool.call(math.sqrt, 9.0, timeout_s=20) == 3.0


def test_an_idle_worker_ends() -> None:
    pool = CpuPool(size=1, idle_s=0.2)
    pid = pool.call(os.getpid, timeout_s=20)
    deadline = time.monotonic() + 20
    while pool.pids() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert pool.pids() == []
    while _alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(pid)
    assert pool.call(math.sqrt, 9.0, timeout_s=20) == 3.0, "it starts again when needed"
    pool.close()


def test_closing_ends_running_calls() -> None:
    pool = CpuPool(size=1)
    pool.call(math.sqrt, 1.0, timeout_s=20)
    seen: list[BaseException] = []

    def run() -> None:
        try:
            pool.call(time.sleep, 60, timeout_s=60)
        except CpuCrashError as error:
            seen.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    time.sleep(0.2)
    pool.close()
    thread.join(20)
    assert len(seen) == 1


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
