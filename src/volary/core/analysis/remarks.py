"""What is odd about a recording, in words for the person who made it."""

import numpy as np

from volary.core.analysis.model import Diagnostic, OutlierRun
from volary.core.analysis.motion import Motion
from volary.core.tracks.model import Track

_FEWEST_FIXES = 50
_GAP_S = 50.0
_DAY_MS = 86_400_000


def remarks(track: Track, motion: Motion, outliers: list[OutlierRun]) -> list[Diagnostic]:
    """Check the fixes of a whole recording; ``motion`` holds those that are used."""
    found: list[Diagnostic] = []

    def note(code: str, count: int, message: str) -> None:
        if count:
            found.append(Diagnostic(code, count, message))

    used = len(motion)
    if used < _FEWEST_FIXES:
        note("few_fixes", used, f"only {used} usable fixes")
    backwards = int((np.diff(track.t_ms) <= 0).sum())
    note("time_not_increasing", backwards, f"{backwards} fixes are not later than the one before")
    lost = int((~track.fix_3d).sum())
    note("fixes_not_3d", lost, f"{lost} fixes are marked as 2D or lost")
    stray = sum(run.last - run.first + 1 for run in outliers)
    note("outliers", stray, f"{stray} fixes lie where the aircraft cannot have been")
    gaps = motion.step_s[motion.step_s > _GAP_S]
    longest = float(gaps.max(initial=0.0))
    note(
        "time_gaps", len(gaps), f"{len(gaps)} gaps over {_GAP_S:.0f} s, the longest {longest:.0f} s"
    )
    midnights = int(
        track.t_ms[motion.index[-1]] // _DAY_MS - track.t_ms[motion.index[0]] // _DAY_MS
    )
    note("midnight_crossings", midnights, f"the recording crosses midnight UTC {midnights} times")
    return found
