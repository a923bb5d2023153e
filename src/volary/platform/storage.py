"""Content-addressed files on the local disk, durable before they are acknowledged."""

import errno
import fcntl
import hashlib
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_LOCK = "lock"


class StorageFullError(OSError):
    """The disk has no room for the file; nothing was stored."""


def fsync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Create a folder and its missing parents; a new entry is synced in its parent."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    fsync_folder(folder.parent)


class LocalStore:
    """Files under ``root``, each named by the SHA-256 of its bytes (64 hexadecimal digits).

    A file appears whole or not at all: it is written aside, synced, renamed, and its folder is
    synced, before ``put`` returns. Each store object writes aside in a folder of its own that it
    holds locked, so that ``clear_partials`` can tell what a crash has left from what another
    process is writing.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._partial = root / "partial"
        self._aside, self._lock = _own_folder(self._partial)

    def put(self, data: bytes) -> str:
        """Store the bytes and return their digest; StorageFullError when the disk is full."""
        digest = hashlib.sha256(data).hexdigest()
        target = self._path(digest)
        try:
            make_folder(target.parent)
            if not target.exists():
                self._write(target, data)
            fsync_folder(target.parent)
        except OSError as error:
            if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
                raise StorageFullError(error.errno, "no room to store the file") from error
            raise
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes; FileNotFoundError when there are none."""
        return self._path(digest).read_bytes()

    def has(self, digest: str) -> bool:
        return self._path(digest).is_file()

    def remove(self, digest: str) -> None:
        with suppress(FileNotFoundError):
            self._path(digest).unlink()

    def digests(self) -> Iterator[str]:
        """Every stored digest, in no particular order."""
        for path in self._root.glob("??/" + "?" * 64):
            yield path.name

    def clear_partials(self) -> int:
        """Remove what processes that are gone never finished; returns how many files."""
        removed = 0
        for folder in self._partial.iterdir():
            if folder == self._aside:
                continue
            with suppress(OSError):  # locked by a living process, or just removed by another
                lock = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    removed += sum(path.name != _LOCK for path in folder.iterdir())
                    shutil.rmtree(folder)
                finally:
                    os.close(lock)
        return removed

    def close(self) -> None:
        shutil.rmtree(self._aside, ignore_errors=True)
        os.close(self._lock)

    def _path(self, digest: str) -> Path:
        if len(digest) != hashlib.sha256().digest_size * 2 or not digest.isalnum():
            msg = "not a digest"
            raise ValueError(msg)
        return self._root / digest[:2] / digest

    def _write(self, target: Path, data: bytes) -> None:
        handle, name = tempfile.mkstemp(dir=self._aside)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(target)
        except BaseException:
            with suppress(FileNotFoundError):
                Path(name).unlink()
            raise


def _own_folder(parent: Path) -> tuple[Path, int]:
    """A new folder and the handle that holds it locked.

    Another process may clear it away before it is locked; then the next one is tried.
    """
    while True:
        folder = parent / uuid.uuid4().hex
        make_folder(folder)
        with suppress(FileNotFoundError):
            lock = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
            fcntl.flock(lock, fcntl.LOCK_EX)
            if (folder / _LOCK).exists():
                return folder, lock
            os.close(lock)
