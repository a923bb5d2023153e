"""The installation's own secret, from which share links are derived."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from volary.platform.crypto import new_token
from volary.platform.storage import fsync_folder, make_folder

_NAME = "secret"


def installation_secret(data: Path, configured: str | None) -> bytes:
    """The configured secret, else the one kept in the data folder, made on first use (mode 600)."""
    if configured:
        return configured.encode()
    path = data / _NAME
    make_folder(data)
    if not path.exists():
        _make(path)
    return path.read_bytes()


def _make(path: Path) -> None:
    handle, aside = tempfile.mkstemp(dir=path.parent)  # mkstemp gives mode 600
    try:
        with os.fdopen(handle, "w") as file:
            file.write(new_token())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was first: its secret counts
            os.link(aside, path)
        fsync_folder(path.parent)
    finally:
        Path(aside).unlink()
