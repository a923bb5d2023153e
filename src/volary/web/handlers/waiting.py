"""Late uploads that wait for an administrator."""

from litestar import Response, get, post
from litestar.params import FromPath

from volary.core.logbook.reading import FlightQuery
from volary.platform.http.threads import in_thread
from volary.web.access import Admin, AnyVisit, SentForm
from volary.web.views.logbook import named_rows
from volary.web.visit import row_num

_SHOWN = 200


@get("/admin/waiting")
@in_thread
def waiting(visit: AnyVisit, admin: Admin) -> Response[bytes]:
    parts = visit.parts
    query = FlightQuery(waiting=True, order="date_asc", limit=_SHOWN)
    flights = parts.logbook.reading.flights(admin, query)
    return visit.page("waiting.html", flights=named_rows(parts.logbook, parts.identity, flights))


@post("/admin/waiting/{num:int}/approve", status_code=200)
@in_thread
def approve(visit: AnyVisit, admin: Admin, form: SentForm, num: FromPath[int]) -> Response[bytes]:
    del form
    visit.parts.logbook.editing.approve(admin, row_num(num))
    return visit.go("/admin/waiting", say="approved")
