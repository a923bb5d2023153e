"""The dialect's wire types, in the order in which the document writes their fields."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

Flag = Annotated[int, Meta(ge=0, le=1)]
Text = Annotated[str, Meta(min_length=1)]


class Answer(msgspec.Struct, kw_only=True, frozen=True):
    """The envelope of every success; ``data`` follows in each subclass."""

    ok: Literal[True] = True
    message: str = ""


class ErrorAnswer(msgspec.Struct, kw_only=True, frozen=True):
    """The envelope of every failure. Branch on ``error_code``, not on ``message``."""

    ok: Literal[False] = False
    message: str
    error_code: str
    data: None = None


class LoginRequest(msgspec.Struct, kw_only=True, frozen=True):
    """``remember`` false shortens the refresh token's life to a day."""

    email: Text
    password: Text
    remember: bool | Flag | None = None


class RefreshRequest(msgspec.Struct, kw_only=True, frozen=True):
    refresh_token: Text


class LogoutRequest(msgspec.Struct, kw_only=True, frozen=True):
    refresh_token: str | None = None


class LoginUser(msgspec.Struct, frozen=True):
    id: int
    email: str


class LoginData(msgspec.Struct, frozen=True):
    """Access and refresh token, 64 hexadecimal digits each."""

    token: str
    refresh_token: str
    user: LoginUser


class LoginAnswer(Answer, kw_only=True, frozen=True):
    data: LoginData


class User(msgspec.Struct, frozen=True):
    """``access`` is 1 with track access; ``public`` is 1 when the name is published."""

    id: int
    email: str
    name: str
    usergroupid: int
    access: Flag
    public: Flag


class UserData(msgspec.Struct, frozen=True):
    user: User


class UserAnswer(Answer, kw_only=True, frozen=True):
    data: UserData


class RefreshData(msgspec.Struct, frozen=True):
    token: str
    refresh_token: str
    user: User


class RefreshAnswer(Answer, kw_only=True, frozen=True):
    data: RefreshData


class EmptyAnswer(Answer, kw_only=True, frozen=True):
    data: None = None


Visibility = Literal["private", "org", "public", "unlisted"]
AnalysisStatus = Literal["pending", "done", "failed", "pending_review"]


class Place(msgspec.Struct, frozen=True):
    """Degrees, WGS84."""

    lat: float
    lon: float


class Box(msgspec.Struct, frozen=True):
    """Degrees, WGS84; ``west`` is greater than ``east`` when the antimeridian lies between."""

    south: float
    west: float
    north: float
    east: float


class FlightRow(msgspec.Struct, frozen=True, kw_only=True):
    """One flight of a list. Times are UTC without a zone mark; ``date_flown`` is local."""

    id: int
    user_id: int
    title: str
    date_flown: str
    duration_s: int | None
    distance_m: int | None
    longest_xc_m: int | None
    longest_xc_key: str | None
    xc_points: float | None
    max_alt_m: int | None
    gain_total_m: int | None
    avg_speed_kmh: float | None
    max_speed_kmh: float | None
    launch: Place | None
    landing: Place | None
    visibility: Visibility
    takeoff_id: int | None
    analysis_status: AnalysisStatus
    is_competition: bool
    comp_task_id: int | None
    created_at: str


class FlightDetail(FlightRow, frozen=True, kw_only=True):
    notes: str | None
    bbox: Box | None
    share_token: str | None
    analysis_error: str | None
    fai_class: str | None
    wing_hg_type: str | None
    tz_offset_min: int | None
    updated_at: str


class FlightsData(msgspec.Struct, frozen=True):
    """``count`` is the number of rows here; ``limit`` and ``offset`` are those applied."""

    flights: list[FlightRow]
    count: int
    limit: int
    offset: int


class FlightsAnswer(Answer, kw_only=True, frozen=True):
    data: FlightsData


class FlightData(msgspec.Struct, frozen=True):
    flight: FlightDetail


class FlightAnswer(Answer, kw_only=True, frozen=True):
    data: FlightData


class UploadRequest(msgspec.Struct, kw_only=True, frozen=True):
    """The fields of an upload; in a form they are texts and the file is a part of its own.

    ``is_public`` counts when ``visibility`` is missing. ``agree`` or ``st_agree`` must be 1.
    """

    file_base64: str | None = None
    file_name: str | None = None
    title: str | None = None
    visibility: Visibility | None = None
    org_id: int | None = None
    task_id: int | None = None
    is_public: bool | Flag | None = None


class UploadData(msgspec.Struct, frozen=True):
    """``meta`` is the whole analysis with its score, or null until there is one."""

    track_id: int
    duplicate: bool
    date: str
    year: int
    visibility: Visibility
    late_upload: bool
    notices: list[str]
    meta: dict[str, Any] | None


class UploadAnswer(Answer, kw_only=True, frozen=True):
    data: UploadData
