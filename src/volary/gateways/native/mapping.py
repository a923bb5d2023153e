"""Core records to wire bodies. Units are SI on both sides, so nothing is converted or rounded."""

from math import isfinite
from typing import cast

import numpy as np

from volary.core.identity import Principal, Profile
from volary.core.identity.clients import KeyInfo, NewKey
from volary.core.identity.organisations import Org
from volary.core.identity.sessions import SignedIn
from volary.core.logbook.model import AnalysisStatus, Flight, Visibility
from volary.core.logbook.reading import Names
from volary.core.scoring import League, Score
from volary.core.tracks import Track
from volary.gateways.native import schemas
from volary.gateways.native.analysis import instant
from volary.gateways.native.charts import Float, Int, thin


def user_body(profile: Profile) -> schemas.UserBody:
    return schemas.UserBody(
        num=profile.num,
        id=profile.id,
        email=profile.email,
        name=profile.name,
        group=profile.group.name,
        track_access=profile.group.track_access,
        tier=profile.group.tier,
        is_admin=profile.is_admin,
        public=profile.public,
    )


def organisation_body(org: Org) -> schemas.OrganisationBody:
    return schemas.OrganisationBody(
        num=org.num, id=org.id, kind=org.kind, code=org.code, name=org.name
    )


def signed_in_body(item: SignedIn, current: int) -> schemas.SignedInBody:
    return schemas.SignedInBody(
        num=item.num,
        kind="browser" if item.kind == "web_session" else "app",
        label=item.label,
        current=item.num == current,
        created_at=item.created_at,
        last_used_at=item.last_used_at,
        expires_at=item.expires_at,
    )


def key_body(key: KeyInfo) -> schemas.KeyBody:
    return schemas.KeyBody(
        num=key.num,
        prefix=key.prefix,
        client=key.client_name,
        active=key.active,
        created_at=key.created_at,
        last_used_at=key.last_used_at,
    )


def new_key_body(key: NewKey) -> schemas.NewKeyBody:
    return schemas.NewKeyBody(num=key.num, key=key.key, prefix=key.prefix, client=key.client_name)


def flight_body(flight: Flight, names: Names) -> schemas.FlightBody:
    """A flight as everybody who may read it sees it."""
    site = flight.takeoff_site_num
    return schemas.FlightBody(
        num=flight.num,
        id=flight.id,
        owner_num=flight.account_num,
        owner_name=names.owners.get(flight.account_num),
        org_num=flight.org_num,
        title=flight.title,
        visibility=cast("Visibility", flight.visibility),
        locked=flight.locked,
        late_upload=flight.late_upload,
        file_name=flight.file_name,
        date_local=flight.date_flown,
        utc_offset_s=flight.tz_offset_s,
        takeoff_at=flight.takeoff_at,
        landing_at=flight.landing_at,
        duration_s=flight.duration_s,
        distance_m=flight.distance_m,
        max_altitude_m=flight.max_alt_m,
        gain_m=flight.gain_total_m,
        avg_speed_mps=flight.avg_speed_mps,
        max_speed_mps=flight.max_speed_mps,
        takeoff=_place(flight.launch_lat, flight.launch_lon),
        landing=_place(flight.landing_lat, flight.landing_lon),
        takeoff_site=None if site is None else _site(site, names),
        glider_type=flight.glider_type,
        fai_class=flight.fai_class,
        score=_xc_score(flight),
        analysis_status=cast("AnalysisStatus", flight.analysis_status),
        created_at=flight.created_at,
        updated_at=flight.updated_at,
    )


def flight_detail(
    flight: Flight, names: Names, viewer: Principal | None, share: schemas.ShareBody | None
) -> schemas.FlightDetail:
    """A flight as ``viewer`` sees it; the share link and what went wrong are the owner's."""
    mine = viewer is not None and viewer.account == flight.account_num
    body = flight_body(flight, names)
    return schemas.FlightDetail(
        **{name: getattr(body, name) for name in body.__struct_fields__},
        notes=flight.notes,
        g_record=flight.g_record,
        bounds=_bounds(flight),
        analysis_version=flight.analysis_version,
        analysis_error=flight.analysis_error if mine else None,
        share=share if mine else None,
    )


def track_body(track: Track, most: int | None) -> schemas.Track:
    """The columns of a track, at most ``most`` points of it."""
    altitude = track.alt_gnss_m if track.alt_pressure_m is None else track.alt_pressure_m
    count = len(track)
    index = np.arange(count) if most is None else thin(altitude, count, most)
    start_ms = int(track.t_ms[0]) if count else 0
    return schemas.Track(
        fixes=count,
        points=len(index),
        started_at=instant(start_ms),
        gnss_datum=track.gnss_datum,
        time_s=((track.t_ms[index] - start_ms) / 1000).tolist(),
        lat=track.lat[index].tolist(),
        lon=track.lon[index].tolist(),
        altitude_pressure_m=_column(track.alt_pressure_m, index),
        altitude_gnss_m=_column(track.alt_gnss_m, index),
    )


def score_body(score: Score) -> schemas.FlightScore:
    return schemas.FlightScore(
        league=score.league,
        distance=score.distance,
        points=score.points,
        shape=score.best,
        longest_shape=score.longest,
        optimal=score.optimal,
        bound=score.bound,
        shapes=score.shapes,
    )


def league_body(league: League) -> schemas.LeagueBody:
    return schemas.LeagueBody(
        key=league.key,
        name=league.name,
        sources=list(league.sources),
        shapes=[
            schemas.LeagueShape(
                key=shape.key, name=shape.name, kind=shape.kind, multiplier=shape.multiplier
            )
            for shape in league.shapes
        ],
    )


def _place(lat: float | None, lon: float | None) -> schemas.Place | None:
    return None if lat is None or lon is None else schemas.Place(lat, lon)


def _site(num: int, names: Names) -> schemas.Site | None:
    name = names.sites.get(num)
    return None if name is None else schemas.Site(num=num, name=name)


def _bounds(flight: Flight) -> schemas.Bounds | None:
    south, west = flight.bbox_south, flight.bbox_west
    north, east = flight.bbox_north, flight.bbox_east
    if south is None or west is None or north is None or east is None:
        return None
    return schemas.Bounds(south=south, west=west, north=north, east=east)


def _xc_score(flight: Flight) -> schemas.XcScore | None:
    if flight.league is None or flight.xc_points is None:
        return None
    return schemas.XcScore(
        league=flight.league,
        points=flight.xc_points,
        shape=flight.xc_shape,
        longest_m=flight.longest_xc_m,
        longest_shape=flight.longest_xc_shape,
    )


def _column(values: Float | None, index: Int) -> list[float | None] | None:
    """A column as a list, with null where a value is missing."""
    if values is None:
        return None
    chosen: list[float] = values[index].tolist()
    return [value if isfinite(value) else None for value in chosen]
