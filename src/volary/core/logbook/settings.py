"""Settings of the logbook."""

from dataclasses import dataclass

from volary.platform.settings import Section, option


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadSettings:
    """What an upload may be and how long its sender waits."""

    max_bytes: int = option(
        32 * 1024 * 1024, "Largest flight log accepted.", minimum=1024, unit="bytes"
    )
    wait_s: float = option(
        10.0,
        "How long an upload waits for its analysis before it is filed as pending.",
        minimum=0,
        unit="s",
    )
    score_budget_s: float = option(
        5.0,
        "CPU time an upload gives the optimiser; a flight not proven by then is scored again "
        "in the background.",
        minimum=0,
        unit="s",
    )
    background_budget_s: float = option(
        120.0, "CPU time the optimiser gets in the background.", minimum=1, unit="s"
    )
    free_tier_flights: int = option(
        12, "Flights of the current calendar year that a free-tier account may upload.", minimum=0
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringSettings:
    """How flights are scored unless a reader asks otherwise."""

    league: str = option("xcontest", "League whose points are shown in the logbook.")
    distance: str = option("wgs84", "Earth model of the distances.", choices=("wgs84", "fcc"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """How take-off sites are recognised."""

    radius_m: float = option(
        1000.0,
        "Distance within which a take-off counts as at a site that has no radius of its own.",
        minimum=0,
        unit="m",
    )


SECTIONS = (
    Section("upload", UploadSettings),
    Section("scoring", ScoringSettings),
    Section("sites", SiteSettings),
)
