"""What an analysis says about a flight. SI units; times are UTC milliseconds since 1970.

Everything here is a plain value that is stored as JSON and read back; indices count the fixes of
the track that was analysed. How each figure is measured: docs/explanation/analysis.md.
"""

from typing import Final, Literal

from msgspec import Struct

ANALYSIS_VERSION: Final = 1

AltitudeSource = Literal["pressure", "gnss"]
WindowSource = Literal["detected", "manual", "whole_file"]
ZoneSource = Literal["file", "position"]
PhaseKind = Literal["glide", "thermal", "spiral"]
OutlierReason = Literal["spike", "jump"]
AltitudeProblem = Literal["absent", "incomplete", "frozen", "jumpy", "out_of_range"]
Turn = Literal["left", "right", "mixed"]


class Position(Struct, frozen=True):
    """WGS84 degrees."""

    lat: float
    lon: float


class Bounds(Struct, frozen=True):
    """Smallest box around the flight; ``west > east`` when it crosses the antimeridian.

    A track around a pole, or around the world, spans -180 to 180.
    """

    south: float
    west: float
    north: float
    east: float


class Diagnostic(Struct, frozen=True):
    """One remark about the recording: a stable ``code``, how often, and words for a person."""

    code: str
    count: int
    message: str


class OutlierRun(Struct, frozen=True):
    """Fixes ``first`` to ``last`` (inclusive) that cannot belong to this flight.

    ``spike`` is a few fixes away from the track, ``jump`` a longer run that cannot be reached
    from the rest of the recording at any believable speed.
    """

    first: int
    last: int
    reason: OutlierReason


class AltitudeCheck(Struct, frozen=True):
    """How one altitude column did; ``problem`` is None when it is fit for use.

    ``mean_change_m`` is the mean absolute change from fix to fix, steps over ``fast_changes``'
    limit left out; ``out_of_range`` and ``fast_changes`` count fixes, ``missing`` is a fraction.
    """

    problem: AltitudeProblem | None
    mean_change_m: float = 0.0
    fast_changes: int = 0
    out_of_range: int = 0
    missing: float = 1.0


class AltitudeChoice(Struct, frozen=True):
    """Which column the altitudes of this analysis come from, and why.

    ``source`` is None when there is none at all. ``datum`` is ``pressure`` (above 1013.25 hPa) or
    what the file says of its GNSS altitudes.
    """

    source: AltitudeSource | None
    datum: Literal["pressure", "ellipsoid", "msl", "unknown"]
    reason: str
    pressure: AltitudeCheck
    gnss: AltitudeCheck


class Flight(Struct, frozen=True):
    """One flight of the recording, first and last fix inclusive."""

    takeoff_ms: int
    landing_ms: int
    takeoff_index: int
    landing_index: int

    @property
    def duration_s(self) -> float:
        """Seconds from take-off to landing."""
        return (self.landing_ms - self.takeoff_ms) / 1000


class Wind(Struct, frozen=True):
    """Wind over the ground; ``from_deg`` is the true direction that it blows from."""

    speed_mps: float
    from_deg: float


class WindEstimate(Struct, frozen=True):
    """Mean wind of the flight from the drift of its circling.

    ``spread_mps`` is the weighted standard deviation of the single drifts around it.
    """

    wind: Wind
    samples: int
    spread_mps: float


class Phase(Struct, frozen=True):
    """A stretch of the flight; each begins at the fix where the one before it ends."""

    kind: PhaseKind
    start_ms: int
    end_ms: int
    start_index: int
    end_index: int


class Thermal(Struct, frozen=True):
    """Circling of at least a minute that gained height (a ``spiral`` did not).

    ``circles`` is the net number of turns, ``centre`` the mean position, ``drift`` the wind that
    the drift of whole circles shows, None with less than two of them.
    """

    enter_ms: int
    exit_ms: int
    enter_index: int
    exit_index: int
    duration_s: float
    enter_alt_m: float
    exit_alt_m: float
    gain_m: float
    climb_mps: float
    turn: Turn
    circles: float
    centre: Position
    drift: Wind | None


class Glide(Struct, frozen=True):
    """Flight between two circlings. ``glide_ratio`` is None when no height was lost or known."""

    start_ms: int
    end_ms: int
    start_index: int
    end_index: int
    duration_s: float
    distance_m: float
    speed_mps: float
    alt_change_m: float | None
    glide_ratio: float | None


class Engine(Struct, frozen=True):
    """A hint at powered flight from the recorder's noise (ENL) or means-of-propulsion column.

    ``peak`` is the highest value of the recorder's range of 0 to 1, ``running_s`` the time above
    the limit.
    """

    source: Literal["MOP", "ENL"]
    peak: float
    running_s: float
    likely: bool


class Metrics(Struct, frozen=True):
    """The figures of the chosen flight; altitudes None when the recording has none."""

    duration_s: float
    distance_m: float
    straight_distance_m: float
    max_takeoff_distance_m: float
    avg_speed_mps: float
    mean_ground_speed_mps: float
    max_speed_mps: float
    takeoff_alt_m: float | None
    landing_alt_m: float | None
    max_alt_m: float | None
    min_alt_m: float | None
    max_alt_pressure_m: float | None
    max_alt_gnss_m: float | None
    gain_total_m: float | None
    max_vario_mps: float | None
    min_vario_mps: float | None
    thermal_count: int
    thermal_gain_m: float
    mean_climb_mps: float | None
    circling_fraction: float
    circling_left_fraction: float
    circling_right_fraction: float


class Analysis(Struct, frozen=True):
    """Everything that is known of a recording without airspace, task or league.

    ``flight`` is the one of ``flights`` that was measured. ``date_flown`` is the local date of
    take-off, ISO 8601. ``fixes`` counts the recording, ``fixes_used`` what was left of it.
    """

    analysis_version: int
    fixes: int
    fixes_used: int
    start_ms: int
    end_ms: int
    interval_s: float | None
    flight: Flight
    flights: list[Flight]
    window_source: WindowSource
    date_flown: str
    tz_offset_s: int
    tz_name: str | None
    tz_source: ZoneSource
    launch: Position
    landing: Position
    bounds: Bounds
    altitude: AltitudeChoice
    metrics: Metrics
    phases: list[Phase]
    thermals: list[Thermal]
    glides: list[Glide]
    wind: WindEstimate | None
    engine: Engine | None
    outliers: list[OutlierRun]
    diagnostics: list[Diagnostic]
