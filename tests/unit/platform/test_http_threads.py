import asyncio
import contextvars
import inspect
import threading

import pytest

from volary.platform.http.threads import in_slow_thread, in_thread, run

where = contextvars.ContextVar("where", default="nowhere")


@in_thread
def quick(number: int) -> tuple[int, str, str]:
    return number, threading.current_thread().name.rsplit("_", 1)[0], where.get()


@in_slow_thread
def slow(gate: threading.Event, arrived: threading.Semaphore) -> str:
    arrived.release()
    gate.wait(10)
    return threading.current_thread().name.rsplit("_", 1)[0]


def test_a_handler_runs_in_a_thread_and_takes_its_context_along() -> None:
    async def ask() -> tuple[int, str, str]:
        where.set("request 7")
        return await quick(1)

    assert asyncio.run(ask()) == (1, "request", "request 7")


def test_the_wrapped_handler_keeps_its_signature_for_the_framework() -> None:
    assert inspect.iscoroutinefunction(quick)
    assert list(inspect.signature(quick).parameters) == ["number"]


def test_what_it_raises_arrives() -> None:
    with pytest.raises(ZeroDivisionError):
        asyncio.run(run(lambda: 1 // 0))


def test_many_slow_requests_leave_room_for_quick_ones() -> None:
    async def ask() -> list[str]:
        gate, arrived = threading.Event(), threading.Semaphore(0)
        waiting = [asyncio.create_task(slow(gate, arrived)) for _ in range(40)]
        await run(arrived.acquire)
        number, name, _ = await quick(2)
        assert (number, name) == (2, "request")
        gate.set()
        return await asyncio.gather(*waiting)

    assert set(asyncio.run(ask())) == {"slow-request"}
