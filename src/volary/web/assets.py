"""The style sheet and the mark, under names that change with their content."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import PurePath

_TYPES = {".css": "text/css", ".svg": "image/svg+xml"}
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Asset:
    """``name`` carries a digest of ``body``, so that it may be cached for good."""

    name: str
    content_type: str
    body: bytes
    compressed: bytes


@cache
def assets() -> dict[str, Asset]:
    """All static files by their plain names."""
    folder = resources.files(__package__).joinpath("static")
    return {entry.name: _asset(entry.name, entry.read_bytes()) for entry in folder.iterdir()}


@cache
def asset_names() -> dict[str, Asset]:
    """The same by the names under which they are served."""
    return {asset.name: asset for asset in assets().values()}


def _asset(plain_name: str, body: bytes) -> Asset:
    path = PurePath(plain_name)
    digest = hashlib.sha256(body).hexdigest()[:_DIGITS]
    return Asset(
        name=f"{path.stem}.{digest}{path.suffix}",
        content_type=_TYPES[path.suffix],
        body=body,
        compressed=gzip.compress(body, mtime=0),
    )
