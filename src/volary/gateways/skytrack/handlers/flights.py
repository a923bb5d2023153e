"""``/api/v1/flights``: upload, list, detail."""

from dataclasses import replace

from litestar import Response, get, post
from litestar.params import FromPath

from volary.core.errors import Forbidden, NotFound
from volary.core.identity import Principal
from volary.core.logbook.model import Flight
from volary.core.logbook.uploads import Upload, Uploaded, UploadPolicy
from volary.gateways.skytrack import mapping, schemas
from volary.gateways.skytrack.dependencies import Holder, Parts
from volary.gateways.skytrack.errors import AnalysisFailed, known, log
from volary.gateways.skytrack.listing import LIST_PARAMETERS, flight_query
from volary.gateways.skytrack.openapi import SIGNED_IN, failures, with_bodies, with_query
from volary.gateways.skytrack.parts import SkytrackParts
from volary.gateways.skytrack.query import Query
from volary.gateways.skytrack.requests import AnyRequest
from volary.gateways.skytrack.settings import SkytrackSettings
from volary.gateways.skytrack.uploading import UPLOAD_FORM, UPLOAD_JSON, read_upload
from volary.platform.http.threads import in_slow_thread, in_thread

_MESSAGES = {
    "done": "IGC uploaded and analyzed.",
    "pending": "IGC uploaded; its analysis follows.",
    "failed": "IGC uploaded; it could not be analyzed.",
}
_DUPLICATE = "This IGC was uploaded before."


@post(
    "/api/v1/flights/upload",
    status_code=201,
    opt={"needs": "bearer"},
    operation_id="uploadFlight",
    operation_class=with_bodies(
        {"multipart/form-data": UPLOAD_FORM, "application/json": UPLOAD_JSON}
    ),
    security=SIGNED_IN,
    responses=failures(403, 507),
)
async def upload_flight(
    request: AnyRequest, holder: Holder, parts: Parts
) -> Response[schemas.UploadAnswer]:
    """File an IGC log; 200 instead of 201 when the same file is in your logbook already."""
    if not holder.track_access:
        raise Forbidden("Your member group has no track access.")
    upload = await read_upload(request, max_file_bytes=parts.max_file_bytes)
    return await _file(parts, holder, upload)


@in_slow_thread
def _file(
    parts: SkytrackParts, holder: Principal, upload: Upload
) -> Response[schemas.UploadAnswer]:
    try:
        uploaded = parts.logbook.uploads.upload(holder, upload, _policy(parts.settings))
    except Exception as error:
        if known(error):
            raise
        log.exception("upload_failed")
        raise AnalysisFailed from error
    flight = uploaded.flight
    analysis, score = _results(parts, uploaded)
    data = mapping.upload_data(uploaded, analysis, score)
    message = _DUPLICATE if uploaded.duplicate else _MESSAGES[flight.analysis_status]
    return Response(
        schemas.UploadAnswer(message=message, data=data),
        status_code=200 if uploaded.duplicate else 201,
    )


@get(
    "/api/v1/flights",
    opt={"needs": "bearer"},
    operation_id="listFlights",
    operation_class=with_query(LIST_PARAMETERS),
    security=SIGNED_IN,
    responses=failures(),
)
@in_thread
def list_flights(request: AnyRequest, holder: Holder, parts: Parts) -> schemas.FlightsAnswer:
    """Your own flights, or what another user publishes."""
    query: Query = request.scope["state"]["query"]
    wanted = flight_query(query, holder, parts.identity.accounts, parts.settings)
    found = parts.logbook.reading.flights(_narrowed(holder), wanted)
    rows = [mapping.flight_row(row) for row in found]
    data = schemas.FlightsData(rows, len(rows), wanted.limit, wanted.offset)
    return schemas.FlightsAnswer(data=data)


@get(
    "/api/v1/flights/{flight_id:int}",
    opt={"needs": "bearer"},
    operation_id="getFlight",
    security=SIGNED_IN,
    responses=failures(403),
)
@in_thread
def get_flight(flight_id: FromPath[int], holder: Holder, parts: Parts) -> schemas.FlightAnswer:
    """One flight: your own whatever its visibility, of others what is public or unlisted."""
    flight = _readable(parts, holder, flight_id)
    detail = mapping.flight_detail(
        flight,
        is_owner=flight.account_num == holder.account,
        share_token=parts.logbook.reading.share_token(holder, flight),
    )
    return schemas.FlightAnswer(data=schemas.FlightData(detail))


def _readable(parts: SkytrackParts, holder: Principal, num: int) -> Flight:
    """The flight; Forbidden when there is one that this dialect does not show to the holder."""
    reading = parts.logbook.reading
    try:
        return reading.flight(_narrowed(holder), num, also_read=("unlisted",))
    except NotFound:
        if reading.exists(num):
            raise Forbidden("This flight is not for you to see.") from None
        raise


def _narrowed(holder: Principal) -> Principal:
    """The holder as this dialect knows users.

    It shows neither members' flights to their organisation nor everything to administrators.
    """
    return replace(holder, is_admin=False, orgs=frozenset())


def _results(parts: SkytrackParts, uploaded: Uploaded) -> tuple[bytes | None, bytes | None]:
    """Analysis and score as JSON text: fresh from the upload, else what is stored."""
    fresh = uploaded.digest
    if fresh is not None:
        return fresh.analysis, None if fresh.score is None else fresh.score.result
    reading = parts.logbook.reading
    return reading.analysis(uploaded.flight), reading.score(uploaded.flight)


def _policy(settings: SkytrackSettings) -> UploadPolicy:
    return UploadPolicy(
        years="any" if settings.upload_years == "any" else "document",
        late_after_days=settings.late_after_days or None,
    )


HANDLERS = [upload_flight, list_flights, get_flight]
