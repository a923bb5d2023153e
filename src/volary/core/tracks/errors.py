"""What can be wrong with a stored track."""

from volary.core.errors import VolaryError


class TrackBlobError(VolaryError):
    """A stored track cannot be read."""

    code = "track_blob"


class TrackBlobCorrupt(TrackBlobError):  # noqa: N818  # the tree reads as a list of situations
    """A stored track is damaged: its bytes do not match their checksum or their layout."""

    code = "track_blob_corrupt"


class TrackBlobTooLarge(TrackBlobError):  # noqa: N818
    """A stored track declares more than a reader is willing to unpack."""

    code = "track_blob_too_large"


class TrackBlobVersion(TrackBlobError):  # noqa: N818
    """A stored track was written by a newer version of this program."""

    code = "track_blob_version"
