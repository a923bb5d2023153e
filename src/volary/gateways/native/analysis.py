"""The analysis on the wire: the core's records with instants instead of milliseconds."""

import datetime as dt
from typing import Any, Literal

from msgspec import Struct

from volary.core import analysis as core
from volary.gateways.native.schemas import Answer, Bounds, Place


class Window(Answer):
    """One flight of the recording; indices count its fixes, first and last inclusive."""

    takeoff_at: dt.datetime
    landing_at: dt.datetime
    takeoff_index: int
    landing_index: int


class Phase(Answer):
    kind: Literal["glide", "thermal", "spiral"]
    start_at: dt.datetime
    end_at: dt.datetime
    start_index: int
    end_index: int


class Wind(Answer):
    """``from_deg`` is the true direction that the wind blows from."""

    speed_mps: float
    from_deg: float


class Thermal(Answer):
    """``circles`` is the net number of turns, ``centre`` the mean position."""

    enter_at: dt.datetime
    exit_at: dt.datetime
    enter_index: int
    exit_index: int
    duration_s: float
    enter_alt_m: float
    exit_alt_m: float
    gain_m: float
    climb_mps: float
    turn: Literal["left", "right", "mixed"]
    circles: float
    centre: Place
    drift: Wind | None


class Glide(Answer):
    start_at: dt.datetime
    end_at: dt.datetime
    start_index: int
    end_index: int
    duration_s: float
    distance_m: float
    speed_mps: float
    alt_change_m: float | None
    glide_ratio: float | None


class AnalysisBody(Answer):
    """What is known of a recording; ``flight`` is the one of ``flights`` that was measured."""

    analysis_version: int
    fixes: int
    fixes_used: int
    start_at: dt.datetime
    end_at: dt.datetime
    interval_s: float | None
    flight: Window
    flights: list[Window]
    window_source: Literal["detected", "manual", "whole_file"]
    date_local: dt.date
    utc_offset_s: int
    time_zone: str | None
    time_zone_source: Literal["file", "position"]
    takeoff: Place
    landing: Place
    bounds: Bounds
    altitude: core.AltitudeChoice
    metrics: core.Metrics
    phases: list[Phase]
    thermals: list[Thermal]
    glides: list[Glide]
    wind: core.WindEstimate | None
    engine: core.Engine | None
    outliers: list[core.OutlierRun]
    diagnostics: list[core.Diagnostic]


def analysis_body(found: core.Analysis) -> AnalysisBody:
    return AnalysisBody(
        analysis_version=found.analysis_version,
        fixes=found.fixes,
        fixes_used=found.fixes_used,
        start_at=instant(found.start_ms),
        end_at=instant(found.end_ms),
        interval_s=found.interval_s,
        flight=Window(**_dated(found.flight)),
        flights=[Window(**_dated(item)) for item in found.flights],
        window_source=found.window_source,
        date_local=dt.date.fromisoformat(found.date_flown),
        utc_offset_s=found.tz_offset_s,
        time_zone=found.tz_name,
        time_zone_source=found.tz_source,
        takeoff=Place(found.launch.lat, found.launch.lon),
        landing=Place(found.landing.lat, found.landing.lon),
        bounds=Bounds(**_dated(found.bounds)),
        altitude=found.altitude,
        metrics=found.metrics,
        phases=[Phase(**_dated(item)) for item in found.phases],
        thermals=[_thermal(item) for item in found.thermals],
        glides=[Glide(**_dated(item)) for item in found.glides],
        wind=found.wind,
        engine=found.engine,
        outliers=found.outliers,
        diagnostics=found.diagnostics,
    )


def instant(milliseconds: int) -> dt.datetime:
    """Unix milliseconds as an instant in UTC."""
    return dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC)


def _thermal(item: core.Thermal) -> Thermal:
    fields = _dated(item)
    fields["centre"] = Place(item.centre.lat, item.centre.lon)
    fields["drift"] = None if item.drift is None else Wind(**_dated(item.drift))
    return Thermal(**fields)


def _dated(record: Struct) -> dict[str, Any]:
    """The fields of a record; each ``..._ms`` becomes an instant named ``..._at``."""
    fields: dict[str, Any] = {}
    for name in record.__struct_fields__:
        value = getattr(record, name)
        if name.endswith("_ms"):
            fields[name.removesuffix("_ms") + "_at"] = instant(value)
        else:
            fields[name] = value
    return fields
