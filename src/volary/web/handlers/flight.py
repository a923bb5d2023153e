"""One flight: its page, its files, and what its pilot may change."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from volary.core.errors import NotFound
from volary.core.logbook.editing import FlightChange
from volary.core.logbook.exporting import FORMATS
from volary.core.logbook.model import Flight
from volary.core.tracks import MEDIA_TYPES
from volary.platform.http.downloads import attachment
from volary.platform.http.threads import in_slow_thread, in_thread
from volary.web.access import AnyVisit, SentForm, User, Views
from volary.web.views.flight import Wanted
from volary.web.views.levels import chosen, options, parse
from volary.web.visit import Visit, row_num

_IGC_TYPE = "application/vnd.fai.igc"


@get("/flights/{num:int}")
@in_slow_thread
def flight(
    visit: AnyVisit,
    views: Views,
    num: FromPath[int],
    league: FromQuery[str] = "",
    shape: FromQuery[str] = "",
) -> Response[bytes]:
    found = visit.parts.logbook.reading.flight(visit.principal, row_num(num))
    page = f"{visit.root}/flights/{found.num}"
    context = views.context(
        found, Wanted(league or None, shape or None), page=page, files=f"{page}/download"
    )
    return visit.page("flight.html", **context, **_for_viewer(visit, found))


@get("/flights/{num:int}/download/{kind:str}")
@in_thread
def download(visit: AnyVisit, num: FromPath[int], kind: FromPath[str]) -> Response[bytes]:
    found = visit.parts.logbook.reading.flight(visit.principal, row_num(num))
    return file_of(visit, found, kind)


@post("/flights/{num:int}", status_code=200)
@in_thread
def edit(visit: AnyVisit, user: User, form: SentForm, num: FromPath[int]) -> Response[bytes]:
    level = parse(form.text("visibility"))
    change = FlightChange(
        title=form.required("title", "A title"),
        notes=form.text("notes"),
        visibility=level.visibility,
        org_num=level.org_num,
    )
    visit.parts.logbook.editing.edit(user, row_num(num), change)
    return visit.go(f"/flights/{num}", say="saved")


@post("/flights/{num:int}/share", status_code=200)
@in_thread
def share(visit: AnyVisit, user: User, form: SentForm, num: FromPath[int]) -> Response[bytes]:
    del form
    visit.parts.logbook.editing.share(user, row_num(num))
    return visit.go(f"/flights/{num}#share", say="shared")


@post("/flights/{num:int}/unshare", status_code=200)
@in_thread
def unshare(visit: AnyVisit, user: User, form: SentForm, num: FromPath[int]) -> Response[bytes]:
    del form
    visit.parts.logbook.editing.unshare(user, row_num(num))
    return visit.go(f"/flights/{num}#share", say="unshared")


@get("/flights/{num:int}/delete")
@in_thread
def confirm_delete(visit: AnyVisit, user: User, num: FromPath[int]) -> Response[bytes]:
    """Ask before something is gone for good."""
    found = visit.parts.logbook.reading.flight(user, row_num(num))
    if found.account_num != visit.account:
        raise NotFound
    return visit.page("flight_delete.html", flight=found)


@post("/flights/{num:int}/delete", status_code=200)
@in_thread
def delete(visit: AnyVisit, user: User, form: SentForm, num: FromPath[int]) -> Response[bytes]:
    del form
    visit.parts.logbook.editing.delete(user, row_num(num))
    return visit.go("/flights", say="deleted")


@get("/s/{token:str}")
@in_slow_thread
def shared(
    visit: AnyVisit,
    views: Views,
    token: FromPath[str],
    league: FromQuery[str] = "",
    shape: FromQuery[str] = "",
) -> Response[bytes]:
    """The flight that a share link opens, for anybody who has the link."""
    found = visit.parts.logbook.reading.shared_flight(token)
    page = f"{visit.root}/s/{token}"
    context = views.context(found, Wanted(league or None, shape or None), page=page, files=page)
    return visit.page("flight.html", **context, **_for_guest(visit, found))


@get("/s/{token:str}/{kind:str}")
@in_thread
def download_shared(visit: AnyVisit, token: FromPath[str], kind: FromPath[str]) -> Response[bytes]:
    return file_of(visit, visit.parts.logbook.reading.shared_flight(token), kind)


def file_of(visit: Visit, flight: Flight, wanted: str) -> Response[bytes]:
    """The flight in one of the export formats, to be saved and never shown."""
    known = next((item for item in FORMATS if item == wanted), None)
    if known is None:
        raise NotFound
    body = visit.parts.logbook.exporting.export(flight, known)
    stem = flight.file_name.rpartition(".")[0] or flight.file_name
    name = flight.file_name if known == "igc" else f"{stem}.{known}"
    media_type = _IGC_TYPE if known == "igc" else MEDIA_TYPES[known].partition(";")[0]
    headers = {"Cache-Control": "private, no-cache", **attachment(name)}
    return Response(body, media_type=media_type, headers=headers)


def _for_viewer(visit: Visit, flight: Flight) -> dict[str, Any]:
    """What depends on who looks: names, and what the pilot alone gets to see."""
    user, reading = visit.principal, visit.parts.logbook.reading
    mine = user is not None and user.account == flight.account_num
    token = reading.share_token(user, flight)
    named = mine or (user is not None and user.is_admin)
    context = _for_guest(visit, flight)
    if named:
        context["pilot"] = visit.parts.identity.accounts.get(flight.account_num).name
    if user is not None and mine:
        context |= {
            "mine": True,
            "levels": options(visit.parts.identity, user),
            "level": chosen(flight.visibility, flight.org_num),
            "share_url": f"{visit.base_url}/s/{token}" if token else None,
        }
    return {**context, "shared": False}


def _for_guest(visit: Visit, flight: Flight) -> dict[str, Any]:
    names = visit.parts.logbook.reading.names([flight])
    return {
        "shared": True,
        "mine": False,
        "pilot": names.owners.get(flight.account_num),
        "site_name": names.sites.get(flight.takeoff_site_num or 0),
    }
