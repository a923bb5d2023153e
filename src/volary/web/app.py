"""The pages as one app."""

from litestar import Litestar
from litestar.datastructures import State

from volary.core.logbook.settings import ScoringSettings
from volary.platform.http.asgi import App, Message, Receive, Scope, Send
from volary.web import errors
from volary.web.access import dependencies
from volary.web.handlers import account, assets, entry, flight, logbook, waiting
from volary.web.parts import WebParts
from volary.web.views.flight import FlightViews

_MAX_FORM_PARTS = 200
_HANDLERS = (
    assets.asset,
    entry.start,
    entry.setup,
    entry.set_up,
    entry.sign_in_form,
    entry.sign_in,
    entry.sign_out,
    logbook.flights,
    logbook.upload,
    flight.flight,
    flight.download,
    flight.edit,
    flight.share,
    flight.unshare,
    flight.confirm_delete,
    flight.delete,
    flight.shared,
    flight.download_shared,
    account.account,
    account.change_profile,
    account.change_password,
    account.make_key,
    account.rotate_key,
    account.revoke_key,
    account.end_session,
    account.end_other_sessions,
    waiting.waiting,
    waiting.approve,
)


def create_app(parts: WebParts) -> App:
    """The pages over the given parts; paths are those after the base path."""
    views = FlightViews(parts.logbook, parts.settings[ScoringSettings])
    app = Litestar(
        _HANDLERS,
        dependencies=dependencies(views),
        exception_handlers={Exception: errors.answer},
        state=State({"parts": parts}),
        openapi_config=None,
        multipart_form_part_limit=_MAX_FORM_PARTS,
        request_max_body_size=None,  # the edge bounds every body, the logbook every file
        logging_config=None,
    )
    return head_as_get(app)  # type: ignore[arg-type]  # Litestar's own ASGI types


def head_as_get(app: App) -> App:
    """Answer HEAD with the headers that GET would have (RFC 9110, 9.3.2)."""

    async def without_body(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await app({**scope, "method": "GET"}, receive, send_head)

    return without_body
