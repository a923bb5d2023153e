import errno
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from volary.platform import storage
from volary.platform.storage import LocalStore, StorageFullError

DATA = b"HFDTE130625\n" * 100


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "files")


def test_a_file_is_named_by_its_content_and_comes_back_whole(store: LocalStore) -> None:
    digest = store.put(DATA)
    assert digest == hashlib.sha256(DATA).hexdigest()
    assert store.get(digest) == DATA
    assert list(store.digests()) == [digest]


def test_putting_the_same_bytes_again_changes_nothing(store: LocalStore) -> None:
    assert store.put(DATA) == store.put(DATA)
    assert len(list(store.digests())) == 1


def test_a_removed_file_is_gone_and_removing_it_again_is_no_error(store: LocalStore) -> None:
    digest = store.put(DATA)
    store.remove(digest)
    store.remove(digest)
    assert not store.has(digest)
    with pytest.raises(FileNotFoundError):
        store.get(digest)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "a" * 63, "/" * 64, "." * 64])
def test_what_is_no_digest_names_no_file(store: LocalStore, name: str) -> None:
    with pytest.raises(ValueError, match="digest"):
        store.get(name)


def test_file_folder_and_new_folders_are_synced_before_put_returns(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{handle}").readlink()))
        real(handle)

    monkeypatch.setattr(storage.os, "fsync", fsync)
    digest = store.put(DATA)
    kinds = ["partial" in path for path in synced]
    assert True in kinds, "the file itself, while it is still aside"
    assert synced[-1].endswith(f"/files/{digest[:2]}")
    assert any(path.endswith("/files") for path in synced), "the new folder's entry"


def test_a_full_disk_is_told_apart_and_leaves_nothing(
    store: LocalStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(storage.os, "fsync", full)
    with pytest.raises(StorageFullError):
        store.put(DATA)
    monkeypatch.undo()
    assert [path.name for path in (tmp_path / "files").rglob("*") if path.is_file()] == ["lock"]
    assert store.put(DATA)


def test_leftovers_of_a_dead_process_are_cleared_and_those_of_a_living_one_are_not(
    store: LocalStore, tmp_path: Path
) -> None:
    root = tmp_path / "files"
    script = (
        "import sys; from pathlib import Path; from volary.platform.storage import LocalStore\n"
        "store = LocalStore(Path(sys.argv[1])); (store._aside / 'half').write_bytes(b'x')\n"
        "print('ready', flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert store.clear_partials() == 0
        other.kill()
    assert store.clear_partials() == 1
    assert store.put(DATA), "our own folder is still there"
