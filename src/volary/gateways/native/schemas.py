"""What goes over the wire: SI units named in each field, instants in UTC, absent values null."""

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from volary.core.logbook.model import Visibility
from volary.core.scoring import Distance, ShapeScore

MAX_NUM = 2**63 - 1

OrgNum = Annotated[int, Meta(ge=1, le=MAX_NUM)]


class Request(Struct, kw_only=True, forbid_unknown_fields=True):
    """A body that may hold the listed fields and no others."""


class Answer(Struct, kw_only=True):
    """A body of ours."""


class FieldProblem(Struct):
    """What is wrong with one value; ``field`` is its name or path, empty for the whole body."""

    field: str
    message: str


class Problem(Answer):
    """RFC 9457; ``code`` is stable, ``detail`` is for people."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    request_id: str | None
    errors: list[FieldProblem]


# Identity


class Credentials(Request):
    email: Annotated[str, Meta(max_length=1000)]
    password: Annotated[str, Meta(max_length=10_000)]


class Me(Answer):
    """``user`` is null for an API key that belongs to no account."""

    user: "UserBody | None"
    organisations: "list[OrganisationBody]"


class UserBody(Answer):
    num: int
    id: UUID
    email: str
    name: str
    group: str
    track_access: bool
    tier: str
    is_admin: bool
    public: bool


class OrganisationBody(Answer):
    num: int
    id: UUID
    kind: str
    code: str | None
    name: str


class SessionBody(Answer):
    """``csrf_token`` goes into X-CSRF-Token of every request that changes something."""

    user: UserBody
    csrf_token: str
    expires_at: dt.datetime | None = None


class SignedInBody(Answer):
    """A browser, or an app with its refresh token; ``current`` is the one that asks."""

    num: int
    kind: Literal["browser", "app"]
    label: str
    current: bool
    created_at: dt.datetime
    last_used_at: dt.datetime | None
    expires_at: dt.datetime | None


class SignedInList(Answer):
    sessions: list[SignedInBody]


class NewKeyRequest(Request):
    """``client`` names the program that will use the key."""

    client: Annotated[str, Meta(min_length=1, max_length=120)]


class NewKeyBody(Answer):
    """``key`` is told this once and never again."""

    num: int
    key: str
    prefix: str
    client: str


class KeyBody(Answer):
    num: int
    prefix: str
    client: str
    active: bool
    created_at: dt.datetime
    last_used_at: dt.datetime | None


class KeyList(Answer):
    keys: list[KeyBody]


# Flights


class Place(Struct):
    """WGS84 degrees, exactly as recorded."""

    lat: float
    lon: float


class Bounds(Answer):
    """``west`` is greater than ``east`` across the antimeridian."""

    south: float
    west: float
    north: float
    east: float


class XcScore(Answer):
    """Under the logbook's league; the most points and the longest shape may differ."""

    league: str
    points: float
    shape: str | None
    longest_m: float | None
    longest_shape: str | None


class Site(Answer):
    """A known take-off."""

    num: int
    name: str


class FlightBody(Answer):
    """A flight in lists.

    ``owner_name`` is null unless the owner publishes it or asks. ``date_local`` is the date at
    the take-off, ``utc_offset_s`` that place's time minus UTC. ``locked`` holds a late upload
    back until an administrator approves it. ``score`` is null until the flight has been scored.
    """

    num: int
    id: UUID
    owner_num: int
    owner_name: str | None
    org_num: int | None
    title: str
    visibility: Visibility
    locked: bool
    late_upload: bool
    file_name: str
    date_local: dt.date
    utc_offset_s: int
    takeoff_at: dt.datetime
    landing_at: dt.datetime | None
    duration_s: int | None
    distance_m: float | None
    max_altitude_m: float | None
    gain_m: float | None
    avg_speed_mps: float | None
    max_speed_mps: float | None
    takeoff: Place | None
    landing: Place | None
    takeoff_site: Site | None
    glider_type: str | None
    fai_class: str | None
    score: XcScore | None
    analysis_status: Literal["pending", "done", "failed"]
    created_at: dt.datetime
    updated_at: dt.datetime


class ShareBody(Answer):
    """Whoever has the token may read the flight."""

    token: str
    url: str


class FlightDetail(FlightBody):
    """``share`` and ``analysis_error`` are for the owner only.

    ``g_record`` is what the recorder's seal says of the file; null when it was not looked at.
    """

    notes: str
    g_record: str | None
    bounds: Bounds | None
    analysis_version: int | None
    analysis_error: str | None
    share: ShareBody | None


class FlightList(Answer):
    """``next_cursor`` continues the list; null at its end."""

    flights: list[FlightBody]
    next_cursor: str | None


class Uploaded(Answer):
    flight: FlightDetail
    duplicate: bool
    notices: list[str]


class FlightChange(Request):
    """What to change; what is not there stays as it is."""

    title: Annotated[str, Meta(min_length=1, max_length=200)] | UnsetType = UNSET
    notes: Annotated[str, Meta(max_length=20_000)] | UnsetType = UNSET
    visibility: Visibility | UnsetType = UNSET
    org_num: OrgNum | UnsetType = UNSET


class Track(Answer):
    """Columns of equal length; ``time_s`` counts from ``started_at``.

    ``altitude_pressure_m`` is above the 1013.25 hPa level, ``altitude_gnss_m`` above what
    ``gnss_datum`` names; null where not recorded. ``fixes`` is how many the recording has, of
    which these are all or a choice that keeps the highest and lowest.
    """

    fixes: int
    points: int
    started_at: dt.datetime
    gnss_datum: Literal["ellipsoid", "msl", "unknown"]
    time_s: list[float]
    lat: list[float]
    lon: list[float]
    altitude_pressure_m: list[float | None] | None
    altitude_gnss_m: list[float | None] | None


class FlightScore(Answer):
    """A flight under a league; ``shape`` names the shape with the most points.

    ``bound`` is proven: nothing better than that many points is possible. With ``optimal`` it
    equals ``points``. A shape that was not flown is null.
    """

    league: str
    distance: Distance
    points: float
    shape: str | None
    longest_shape: str | None
    optimal: bool
    bound: float
    shapes: dict[str, ShapeScore | None]


class LeagueShape(Answer):
    key: str
    name: str
    kind: str
    multiplier: float


class LeagueBody(Answer):
    key: str
    name: str
    sources: list[str]
    shapes: list[LeagueShape]


class LeagueList(Answer):
    """``default`` is the league of the logbook's own points."""

    default: str
    leagues: list[LeagueBody]
