"""Position columns, track blobs and exports."""

from volary.core.tracks.blob import BlobSizes, decode, encode, quantised, sizes
from volary.core.tracks.errors import (
    TrackBlobCorrupt,
    TrackBlobError,
    TrackBlobTooLarge,
    TrackBlobVersion,
)
from volary.core.tracks.export import MEDIA_TYPES, ExportFormat, ExportMeta, export
from volary.core.tracks.model import GnssDatum, Track
from volary.core.tracks.recording import from_igc

__all__ = [
    "MEDIA_TYPES",
    "BlobSizes",
    "ExportFormat",
    "ExportMeta",
    "GnssDatum",
    "Track",
    "TrackBlobCorrupt",
    "TrackBlobError",
    "TrackBlobTooLarge",
    "TrackBlobVersion",
    "decode",
    "encode",
    "export",
    "from_igc",
    "quantised",
    "sizes",
]
