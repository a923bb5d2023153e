"""Listening: one process by default, with a clean start and stop."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable
from typing import Any, cast

import structlog

from volary import __version__
from volary.app import demo
from volary.app.asgi import create_asgi
from volary.app.volary import Volary
from volary.platform.http.asgi import App
from volary.platform.http.settings import ServerSettings

log = structlog.get_logger(__name__)


def serve(volary: Volary, *, with_demo: bool = False) -> None:
    """Serve until SIGINT or SIGTERM; unfinished requests get a few seconds."""
    settings = volary.settings[ServerSettings]
    app = create_asgi(volary)
    volary.start()
    stop_demo: Callable[[], None] | None = None
    try:
        _announce(volary, settings)
        if with_demo:
            stop_demo = _start_demo(volary)
        run = _granian if settings.server == "granian" else _uvicorn
        asyncio.run(run(app, settings))
    finally:
        if stop_demo is not None:
            stop_demo()
        volary.stop()


def _announce(volary: Volary, settings: ServerSettings) -> None:
    """Say where to go, and how to become the first administrator."""
    url = settings.public_url or f"http://{settings.host}:{settings.port}{settings.base_path}"
    _say(f"Volary {__version__} is at {url}")
    token = volary.identity.first_admin.token()
    if token is not None:
        _say("Nobody administers it yet. Make the first account here, once:")
        _say(f"  {url}/setup?token={token}")


def _start_demo(volary: Volary) -> Callable[[], None]:
    """Make the demo accounts and file their flights while the server answers already."""
    from volary.app.demo.loading import accounts_text  # noqa: PLC0415  # the generator

    opened = demo.open_accounts(volary)
    for line in accounts_text(opened):
        _say(line)
    return demo.fill_in_background(volary)


def _stopped() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop


async def _granian(app: App, settings: ServerSettings) -> None:
    # Only the chosen server is loaded.
    from granian.constants import Interfaces  # noqa: PLC0415
    from granian.server.embed import Server  # noqa: PLC0415

    server = Server(
        cast("Any", app),
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGINL,
        log_enabled=False,
        websockets=True,
    )
    stop = _stopped()
    serving = asyncio.create_task(server.serve())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if serving.done():
        stopping.cancel()
        serving.result()
        return
    log.info("stopping")
    cast("Any", server).stop()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.wait_for(serving, timeout=10)


async def _uvicorn(app: App, settings: ServerSettings) -> None:
    import uvicorn  # noqa: PLC0415

    config = uvicorn.Config(
        cast("Any", app),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        lifespan="off",
        proxy_headers=False,  # the edge knows which proxies to believe
        server_header=False,
        timeout_graceful_shutdown=10,
    )
    server = uvicorn.Server(config)
    # Its own handlers would end the process by the signal instead of returning here.
    cast("Any", server).capture_signals = contextlib.nullcontext
    stop = _stopped()
    serving = asyncio.create_task(server.serve())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    server.should_exit = True
    await serving


def _say(text: str) -> None:
    """Tell the person at the terminal; not through the log, which hides tokens."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
