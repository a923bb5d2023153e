"""Position columns, track blobs and exports."""

from volary.core.tracks.blob import BlobSizes, decode, encode, quantised, sizes
from volary.core.tracks.errors import (
    TrackBlobCorrupt,
    TrackBlobError,
    TrackBlobTooLarge,
    TrackBlobVersion,
)
from volary.core.tracks.model import GnssDatum, Track

__all__ = [
    "BlobSizes",
    "GnssDatum",
    "Track",
    "TrackBlobCorrupt",
    "TrackBlobError",
    "TrackBlobTooLarge",
    "TrackBlobVersion",
    "decode",
    "encode",
    "quantised",
    "sizes",
]
