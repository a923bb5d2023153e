"""Tables of the logbook: one row per flight whatever it came from."""

import datetime as dt
from typing import Literal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from volary.platform.db import Base, Num

Visibility = Literal["private", "org", "unlisted", "authenticated", "public"]
AnalysisStatus = Literal["pending", "done", "failed"]


class StoredFile(Base):
    """A file in the content-addressed store that at least one row refers to."""

    __tablename__ = "stored_file"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    created_at: Mapped[dt.datetime]


class TakeoffSite(Base):
    """A known take-off. ``radius_m`` overrides the general matching radius."""

    __tablename__ = "takeoff_site"

    num: Mapped[int] = mapped_column(Num, primary_key=True)
    id: Mapped[UUID] = mapped_column(unique=True)
    name: Mapped[str]
    country: Mapped[str | None]
    lat: Mapped[float]
    lon: Mapped[float]
    elevation_m: Mapped[float | None]
    radius_m: Mapped[float | None]

    __table_args__ = (Index("ix_takeoff_site_lat_lon", "lat", "lon"),)


class Flight(Base):
    """One flight.

    ``locked`` holds a late upload back until an administrator approves it: only its owner and
    administrators see it. ``date_flown`` is the local date of take-off. Altitudes are metres in
    the datum that the analysis chose; distances and speeds are over ground, metres and m/s.
    ``xc_*`` is the shape with the most points, ``longest_xc_*`` the longest shape; they differ.
    """

    __tablename__ = "flight"

    num: Mapped[int] = mapped_column(Num, primary_key=True)
    id: Mapped[UUID] = mapped_column(unique=True)
    account_num: Mapped[int] = mapped_column(ForeignKey("account.num"))
    org_num: Mapped[int | None] = mapped_column(ForeignKey("organisation.num"))
    file_digest: Mapped[str] = mapped_column(ForeignKey("stored_file.digest"))
    file_name: Mapped[str]
    recording_date: Mapped[dt.date | None]
    """The UTC date given with a log that does not say its own."""
    title: Mapped[str]
    notes: Mapped[str] = mapped_column(default="")
    visibility: Mapped[str]
    locked: Mapped[bool] = mapped_column(default=False)
    late_upload: Mapped[bool] = mapped_column(default=False)
    share_generation: Mapped[int] = mapped_column(default=0)
    share_hash: Mapped[bytes | None] = mapped_column(unique=True)

    analysis_status: Mapped[str]
    analysis_version: Mapped[int | None]
    analysis_error: Mapped[str | None]

    date_flown: Mapped[dt.date]
    takeoff_at: Mapped[dt.datetime]
    landing_at: Mapped[dt.datetime | None]
    tz_offset_s: Mapped[int]
    duration_s: Mapped[int | None]
    distance_m: Mapped[float | None]
    max_alt_m: Mapped[float | None]
    gain_total_m: Mapped[float | None]
    avg_speed_mps: Mapped[float | None]
    max_speed_mps: Mapped[float | None]
    launch_lat: Mapped[float | None]
    launch_lon: Mapped[float | None]
    landing_lat: Mapped[float | None]
    landing_lon: Mapped[float | None]
    bbox_west: Mapped[float | None]
    bbox_south: Mapped[float | None]
    bbox_east: Mapped[float | None]
    bbox_north: Mapped[float | None]
    takeoff_site_num: Mapped[int | None] = mapped_column(
        ForeignKey("takeoff_site.num", ondelete="SET NULL")
    )

    glider_type: Mapped[str | None]
    fai_class: Mapped[str | None]
    wing_type: Mapped[str | None]
    g_record: Mapped[str | None]
    """What the recorder's seal says: valid, invalid, unknown (not a maker we can check), absent."""

    league: Mapped[str | None]
    xc_points: Mapped[float | None]
    xc_shape: Mapped[str | None]
    longest_xc_m: Mapped[float | None]
    longest_xc_shape: Mapped[str | None]

    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]

    __table_args__ = (
        UniqueConstraint("account_num", "file_digest", name="uq_flight_account_num_file_digest"),
        Index("ix_flight_account_num_date_flown", "account_num", "date_flown", "num"),
        Index("ix_flight_visibility_date_flown", "visibility", "date_flown", "num"),
        Index("ix_flight_file_digest", "file_digest"),
        Index("ix_flight_locked", "locked"),
        {"sqlite_autoincrement": True},  # links and the audit trail outlive a deleted flight
    )


class FlightAnalysis(Base):
    """The stored result of the analysis, as JSON text of ``volary.core.analysis``."""

    __tablename__ = "flight_analysis"

    flight_num: Mapped[int] = mapped_column(
        ForeignKey("flight.num", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    version: Mapped[int]
    result: Mapped[bytes]


class FlightTrack(Base):
    """The track as one delta-coded blob (``volary.core.tracks``)."""

    __tablename__ = "flight_track"

    flight_num: Mapped[int] = mapped_column(
        ForeignKey("flight.num", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    fixes: Mapped[int]
    blob: Mapped[bytes] = mapped_column(deferred=True)


class FlightScore(Base):
    """One flight under one league and Earth model, as JSON text of ``volary.core.scoring``."""

    __tablename__ = "flight_score"

    flight_num: Mapped[int] = mapped_column(
        ForeignKey("flight.num", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    league: Mapped[str] = mapped_column(primary_key=True)
    distance: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    optimal: Mapped[bool]
    points: Mapped[float]
    result: Mapped[bytes]
