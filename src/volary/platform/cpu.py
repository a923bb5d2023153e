"""CPU-heavy calls in separate processes, so that the server's own threads keep answering.

A worker is a fresh interpreter that imports only what it is asked to run, takes plain values and
gives plain values, and opens no database. It is started on demand, ended after some idle time
(compiled numerical code holds memory), and killed to cancel a call that takes too long.
"""

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, Pipe
from typing import TypeVar, cast

R = TypeVar("R")


class CpuTimeoutError(Exception):
    """The call did not finish (or did not begin) in its time; it has been cancelled."""


class CpuCrashError(Exception):
    """The worker process died during the call."""


class _Worker:
    def __init__(self, nice: int) -> None:
        self.idle_since = time.monotonic()
        ours, theirs = Pipe()
        command = [sys.executable, "-m", "volary.platform.cpu_worker", str(theirs.fileno())]
        self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and module
            [*command, str(nice)],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C in the terminal is the server's to handle
        )
        theirs.close()
        self._pipe: Connection = ours

    def call(self, message: object, deadline: float) -> tuple[bool, object]:
        try:
            self._pipe.send(message)
            if not self._pipe.poll(max(0.0, deadline - time.monotonic())):
                raise CpuTimeoutError
            return cast("tuple[bool, object]", self._pipe.recv())
        except (EOFError, OSError) as error:
            raise CpuCrashError(self._process.poll()) from error

    def stop(self) -> None:
        self._pipe.close()
        self._process.kill()
        self._process.wait()

    @property
    def pid(self) -> int:
        return self._process.pid


class CpuPool:
    """At most ``size`` worker processes; calls beyond that wait their turn."""

    def __init__(self, *, size: int | None = None, idle_s: float = 60.0, nice: int = 5) -> None:
        self._size = size or max(1, (os.cpu_count() or 2) - 1)
        self._idle_s = idle_s
        self._nice = nice
        self._free: list[_Worker] = []
        self._busy: set[_Worker] = set()
        self._turn = threading.Condition()
        self._closed = False
        self._reaper: threading.Thread | None = None

    def call(
        self, function: Callable[..., R], *args: object, timeout_s: float, **kwargs: object
    ) -> R:
        """Run a module-level function in a worker and return what it returns.

        Waiting for a free worker counts towards ``timeout_s``. Raises what the function raises,
        CpuTimeoutError or CpuCrashError.
        """
        deadline = time.monotonic() + timeout_s
        worker = self._take(deadline)
        healthy = False
        try:
            name = (function.__module__, function.__qualname__)
            ok, value = worker.call((name, args, kwargs), deadline)
            healthy = True
        finally:
            self._give_back(worker, healthy=healthy)
        if not ok:
            raise cast("BaseException", value)
        return cast("R", value)

    def close(self) -> None:
        """End all workers; running calls see CpuCrashError."""
        with self._turn:
            self._closed = True
            workers = [*self._free, *self._busy]
            self._free.clear()
            self._turn.notify_all()
        for worker in workers:
            with contextlib.suppress(OSError):
                worker.stop()

    def pids(self) -> list[int]:
        with self._turn:
            return [worker.pid for worker in (*self._free, *self._busy)]

    def _take(self, deadline: float) -> _Worker:
        with self._turn:
            while True:
                if self._closed:
                    raise CpuCrashError
                if self._free:
                    worker = self._free.pop()
                elif len(self._busy) < self._size:
                    worker = _Worker(self._nice)
                else:
                    if not self._turn.wait(max(0.0, deadline - time.monotonic())):
                        raise CpuTimeoutError
                    continue
                self._busy.add(worker)
                return worker

    def _give_back(self, worker: _Worker, *, healthy: bool) -> None:
        with self._turn:
            self._busy.discard(worker)
            if healthy and not self._closed:
                worker.idle_since = time.monotonic()
                self._free.append(worker)
                self._watch_idle()
            self._turn.notify()
        if not healthy:
            worker.stop()

    def _watch_idle(self) -> None:
        if self._reaper is None:
            self._reaper = threading.Thread(target=self._reap, name="cpu-reaper", daemon=True)
            self._reaper.start()

    def _reap(self) -> None:
        while True:
            time.sleep(min(1.0, self._idle_s))
            with self._turn:
                limit = time.monotonic() - self._idle_s
                stale = [worker for worker in self._free if worker.idle_since <= limit]
                for worker in stale:
                    self._free.remove(worker)
                done = self._closed or not (self._free or self._busy)
                if done:
                    self._reaper = None
            for worker in stale:
                worker.stop()
            if done:
                return
