"""Core types to the dialect's and back, units included.

Speeds become km/h with one decimal, lengths whole metres, times UTC without a zone mark.
"""

import datetime as dt
from typing import Any, cast

import msgspec

from volary.core.identity import Profile
from volary.core.logbook.model import Flight
from volary.core.logbook.model import Visibility as Level
from volary.core.logbook.uploads import Uploaded
from volary.gateways.skytrack import schemas

_KMH_PER_MPS = 3.6

WIRE_VISIBILITY: dict[str, schemas.Visibility] = {
    "private": "private",
    "org": "org",
    "unlisted": "unlisted",
    "public": "public",
    "authenticated": "public",  # whoever speaks this dialect is signed in
}
LEVELS: dict[str, tuple[Level, ...]] = {
    "private": ("private",),
    "org": ("org",),
    "unlisted": ("unlisted",),
    "public": ("public", "authenticated"),
}


def login_user(profile: Profile) -> schemas.LoginUser:
    return schemas.LoginUser(profile.num, profile.email)


def user(profile: Profile) -> schemas.User:
    return schemas.User(
        id=profile.num,
        email=profile.email,
        name=profile.name,
        usergroupid=profile.group.num,
        access=int(profile.group.track_access),
        public=int(profile.public),
    )


def flight_row(flight: Flight) -> schemas.FlightRow:
    return schemas.FlightRow(**_row(flight))


def flight_detail(
    flight: Flight, *, is_owner: bool, share_token: str | None
) -> schemas.FlightDetail:
    return schemas.FlightDetail(
        **_row(flight),
        notes=flight.notes or None,
        bbox=_box(flight),
        share_token=share_token,
        analysis_error=flight.analysis_error if is_owner else None,
        fai_class=flight.fai_class,
        wing_hg_type=flight.wing_type,
        tz_offset_min=round(flight.tz_offset_s / 60),
        updated_at=_timestamp(flight.updated_at),
    )


def upload_data(
    uploaded: Uploaded, analysis: bytes | None, score: bytes | None
) -> schemas.UploadData:
    """``analysis`` and ``score`` are stored JSON texts, of which the answer is put together."""
    flight = uploaded.flight
    return schemas.UploadData(
        track_id=flight.num,
        duplicate=uploaded.duplicate,
        date=flight.date_flown.isoformat(),
        year=flight.date_flown.year,
        visibility=WIRE_VISIBILITY[flight.visibility],
        late_upload=flight.late_upload,
        notices=uploaded.notices,
        meta=None if analysis is None else _meta(analysis, score),
    )


def _meta(analysis: bytes, score: bytes | None) -> dict[str, Any]:
    whole = analysis.rstrip()[:-1] + b',"score":' + (score or b"null") + b"}"
    return cast("dict[str, Any]", msgspec.Raw(whole))


def _row(flight: Flight) -> dict[str, Any]:
    return {
        "id": flight.num,
        "user_id": flight.account_num,
        "title": flight.title,
        "date_flown": flight.date_flown.isoformat(),
        "duration_s": flight.duration_s,
        "distance_m": _metres(flight.distance_m),
        "longest_xc_m": _metres(flight.longest_xc_m),
        "longest_xc_key": flight.longest_xc_shape,
        "xc_points": flight.xc_points,
        "max_alt_m": _metres(flight.max_alt_m),
        "gain_total_m": _metres(flight.gain_total_m),
        "avg_speed_kmh": _kmh(flight.avg_speed_mps),
        "max_speed_kmh": _kmh(flight.max_speed_mps),
        "launch": _place(flight.launch_lat, flight.launch_lon),
        "landing": _place(flight.landing_lat, flight.landing_lon),
        "visibility": WIRE_VISIBILITY[flight.visibility],
        "takeoff_id": flight.takeoff_site_num,
        "analysis_status": "pending_review" if flight.locked else flight.analysis_status,
        "is_competition": False,
        "comp_task_id": None,
        "created_at": _timestamp(flight.created_at),
    }


def _metres(value: float | None) -> int | None:
    return None if value is None else round(value)


def _kmh(value: float | None) -> float | None:
    return None if value is None else round(value * _KMH_PER_MPS, 1)


def _place(lat: float | None, lon: float | None) -> schemas.Place | None:
    return None if lat is None or lon is None else schemas.Place(lat, lon)


def _box(flight: Flight) -> schemas.Box | None:
    edges = (flight.bbox_south, flight.bbox_west, flight.bbox_north, flight.bbox_east)
    known = [edge for edge in edges if edge is not None]
    return schemas.Box(*known) if len(known) == len(edges) else None


def _timestamp(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S")
