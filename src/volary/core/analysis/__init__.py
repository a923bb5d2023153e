"""Flight phases and metrics of a recorded track."""

from volary.core.analysis.model import (
    ANALYSIS_VERSION,
    AltitudeCheck,
    AltitudeChoice,
    Analysis,
    Bounds,
    Diagnostic,
    Engine,
    Flight,
    Glide,
    Metrics,
    OutlierRun,
    Phase,
    Position,
    Thermal,
    Wind,
    WindEstimate,
)
from volary.core.analysis.series import Barogram, barogram, outline
from volary.core.analysis.service import altitudes, analyse, scored_fixes

__all__ = [
    "ANALYSIS_VERSION",
    "AltitudeCheck",
    "AltitudeChoice",
    "Analysis",
    "Barogram",
    "Bounds",
    "Diagnostic",
    "Engine",
    "Flight",
    "Glide",
    "Metrics",
    "OutlierRun",
    "Phase",
    "Position",
    "Thermal",
    "Wind",
    "WindEstimate",
    "altitudes",
    "analyse",
    "barogram",
    "outline",
    "scored_fixes",
]
