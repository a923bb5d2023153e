"""Running the synchronous core from the event loop, in threads.

Requests that wait for a CPU worker (uploads, scoring on demand) have threads of their own, so
that they never keep a list or a page from being answered.

The handlers are wrapped rather than given to Litestar's ``sync_to_thread``: Litestar 2.25 loses
track of what it has wrapped when two methods share a path, and then awaits nothing.
"""

import asyncio
import contextvars
import functools
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_QUICK = ThreadPoolExecutor(16, thread_name_prefix="request")
_SLOW = ThreadPoolExecutor(16, thread_name_prefix="slow-request")


async def run(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a function in a thread for quick work, with this task's context variables."""
    return await _submit(_QUICK, functools.partial(function, *args, **kwargs))


def in_thread(function: Callable[P, R]) -> Callable[P, Coroutine[Any, Any, R]]:
    """Make a handler that reads or writes the database run in a thread."""

    @functools.wraps(function)
    async def handler(*args: P.args, **kwargs: P.kwargs) -> R:
        return await _submit(_QUICK, functools.partial(function, *args, **kwargs))

    return handler


def in_slow_thread(function: Callable[P, R]) -> Callable[P, Coroutine[Any, Any, R]]:
    """Make a handler that may wait for a CPU worker run in a thread of those kept for that."""

    @functools.wraps(function)
    async def handler(*args: P.args, **kwargs: P.kwargs) -> R:
        return await _submit(_SLOW, functools.partial(function, *args, **kwargs))

    return handler


def _submit(pool: ThreadPoolExecutor, work: Callable[[], R]) -> Awaitable[R]:
    context = contextvars.copy_context()
    return asyncio.get_running_loop().run_in_executor(pool, context.run, work)
