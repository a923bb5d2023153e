"""The logbook: the table, and the uploads that fill it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromQuery

from volary.core.errors import InvalidInput, UnreadableFile, VolaryError
from volary.core.logbook.model import Flight
from volary.core.logbook.settings import UploadSettings
from volary.core.logbook.uploads import Upload, UploadPolicy, safe_name
from volary.platform.http.bodies import FormFile
from volary.platform.http.threads import in_slow_thread, in_thread
from volary.web import mapping
from volary.web.access import AnyVisit, SentForm, User
from volary.web.choice import Choice
from volary.web.errors import as_core, sentence
from volary.web.forms import Form
from volary.web.views.levels import Level, options, parse
from volary.web.views.logbook import flight_rows
from volary.web.visit import Visit

_PER_PAGE = 50
_DIGITS_OF_A_YEAR = 4


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file of an upload."""

    file_name: str
    flight: Flight | None = None
    duplicate: bool = False
    notices: tuple[str, ...] = ()
    problem: str = ""
    hint: str = ""


@get("/flights")
@in_thread
def flights(
    visit: AnyVisit,
    user: User,
    year: FromQuery[str] = "",
    visibility: FromQuery[str] = "",
    page: FromQuery[str] = "",
) -> Response[bytes]:
    """The account's own flights, a page of the table at a time."""
    del user
    choice = Choice(visit.account, _year(year), parse_level(visibility))
    return _logbook_page(visit, choice, int(page) if page.isdecimal() and len(page) < 7 else 1)  # noqa: PLR2004  # pages


@post("/flights", status_code=200)
@in_slow_thread
def upload(visit: AnyVisit, user: User, form: SentForm) -> Response[bytes]:
    """File one or several logs; each has its own result."""
    del user
    try:
        sent = _sent_files(form)
        level, date = parse(form.text("visibility")), _date(form.text("date"))
    except InvalidInput as error:
        choice = Choice(visit.account)
        return _logbook_page(visit, choice, 1, problem=sentence(error.message), status=400)
    results = [_file(visit, item, form.text("title"), level, date) for item in sent]
    first = results[0]
    if len(results) == 1 and first.flight is not None and not first.duplicate and not first.notices:
        return visit.go(f"/flights/{first.flight.num}", say="filed")
    taken = sum(result.flight is not None for result in results)
    heading = f"{taken} of {len(results)} files filed" if len(results) > 1 else "Upload"
    status = 200 if taken else 422
    return visit.page("uploaded.html", status=status, results=results, heading=heading)


def parse_level(value: str) -> Any:
    """A filter's visibility; what is not one filters nothing."""
    try:
        return parse(value).visibility if value != "org" else "org"
    except InvalidInput:
        return None


def _year(text: str) -> int | None:
    known = text.isdecimal() and len(text) == _DIGITS_OF_A_YEAR and int(text) > 0
    return int(text) if known else None


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InvalidInput("The date is not a date.", field="date") from error


def _sent_files(form: Form) -> list[FormFile]:
    """The chosen files; browsers send one without a name when none was chosen."""
    sent = [item for item in form.files if item.name or item.data]
    if not sent:
        raise InvalidInput("Choose at least one file.", field="file")
    if not form.checked("agree"):
        raise InvalidInput("Please agree that the flights may be filed here.", field="agree")
    return sent


def _file(visit: Visit, item: FormFile, title: str, level: Level, date: dt.date | None) -> Result:
    assert visit.principal is not None
    name = safe_name(item.name)
    upload = Upload(
        data=item.data,
        file_name=item.name,
        title=title or None,
        visibility=level.visibility,
        org_num=level.org_num,
        date=date,
    )
    try:
        done = visit.parts.logbook.uploads.upload(visit.principal, upload, UploadPolicy())
    except Exception as error:
        known = as_core(error)
        if known is None:
            raise
        return Result(name, problem=sentence(known.message), hint=_hint(known))
    return Result(name, done.flight, duplicate=done.duplicate, notices=tuple(done.notices))


def _hint(error: VolaryError) -> str:
    if isinstance(error, UnreadableFile) and error.details.get("reason") == "no_date":
        return "Upload it again and give the date in the form."
    return ""


def _logbook_page(
    visit: Visit, choice: Choice, page: int, *, problem: str | None = None, status: int = 200
) -> Response[bytes]:
    logbook, principal = visit.parts.logbook, visit.principal
    assert principal is not None
    found = logbook.reading.totals(principal, choice.query())
    flown = logbook.reading.years(choice.account)
    page = max(1, min(page, -(-found.flights // _PER_PAGE)))
    query = choice.query(limit=_PER_PAGE, offset=(page - 1) * _PER_PAGE)
    rows = flight_rows(logbook, logbook.reading.flights(principal, query))
    behind = (page - 1) * _PER_PAGE + len(rows)
    return visit.page(
        "flights.html",
        status=status,
        flights=rows,
        own=True,
        any=bool(flown),
        totals=found,
        years=flown,
        year=choice.year,
        level=choice.level,
        levels=options(visit.parts.identity, principal),
        filter_words=_words(choice),
        range_words=f"{behind - len(rows) + 1} to {behind} of {found.flights}",
        newer=_page_link(visit, choice, page - 1) if page > 1 else None,
        older=_page_link(visit, choice, page + 1) if behind < found.flights else None,
        upload_problem=problem,
        may_upload=principal.track_access,
        max_size=mapping.size(visit.parts.settings[UploadSettings].max_bytes),
        today=visit.parts.clock().date().isoformat(),
        base_url=visit.base_url,
    )


def _words(choice: Choice) -> str:
    year = f"All flights of {choice.year}" if choice.year else "All your flights"
    return year if choice.level is None else f"{year} with the chosen visibility"


def _page_link(visit: Visit, choice: Choice, page: int) -> str:
    chosen = {"year": choice.year, "visibility": choice.level, "page": page}
    query = urlencode({name: value for name, value in chosen.items() if value})
    return f"{visit.root}/flights?{query}"
