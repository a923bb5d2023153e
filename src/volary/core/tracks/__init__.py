"""Position columns, track blobs and exports."""

from volary.core.tracks.model import GnssDatum, Track

__all__ = ["GnssDatum", "Track"]
