"""A full disk: refused in words, nothing half-stored, and well again once there is room."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.faults.stored import holdings
from bench.samples import variants
from bench.server import Client, Server

_FIXES = 3_000
_MIB = 1024 * 1024
_SIZE_MIB, _BALLAST_MIB = 16, 4
_FILE_LIMIT_MIB = 2
_AT_MOST = 400
_REFUSED = {503, 507}


def full() -> Iterator[dict[str, Any]]:
    yield {"kind": "tmpfs", **on_tmpfs()}
    yield {"kind": "limit on the size of files", **under_limit()}


def on_tmpfs() -> dict[str, Any]:
    """A small disk that fills up, and from which something else is deleted then."""
    folder = Path(tempfile.mkdtemp(prefix="volary-full-"))
    options = ["-t", "tmpfs", "-o", f"size={_SIZE_MIB}m", "tmpfs", str(folder)]
    mounted = (
        os.geteuid() == 0
        and not subprocess.run(["mount", *options], capture_output=True, check=False).returncode
    )
    if not mounted:
        folder.rmdir()
        return {"skipped": "mounting a small disk needs root"}
    ballast = folder / "ballast"
    try:
        ballast.write_bytes(bytes(_BALLAST_MIB * _MIB))
        # So small a disk is never called ready.
        server = Server(data=folder / "data", ready="/healthz")
        server.log = Path(tempfile.gettempdir()) / f"{folder.name}.log"
        return _fill(server, ballast.unlink)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)
        shutil.rmtree(folder, ignore_errors=True)


def under_limit() -> dict[str, Any]:
    """No file may grow beyond a limit, as under a quota; then the limit is lifted."""
    if shutil.which("prlimit") is None:
        return {"skipped": "prlimit is not installed"}
    server = Server(data=Path(tempfile.mkdtemp(prefix="volary-limit-")))

    def limit(size: str) -> None:
        command = ["prlimit", f"--pid={server.pid}", f"--fsize={size}"]
        subprocess.run(command, check=True, capture_output=True)

    try:
        return _fill(
            server,
            lambda: limit("unlimited:"),
            begin=lambda: limit(f"{_FILE_LIMIT_MIB * _MIB}:"),
        )
    finally:
        shutil.rmtree(server.data, ignore_errors=True)


def _fill(server: Server, make_room: Any, begin: Any = None) -> dict[str, Any]:
    counted: dict[str, Any] = {"stored": 0, "refused": {}, "after": 0}
    try:
        server.add_user("pilot@example.org")
        server.start()
        client = server.sign_in("pilot@example.org")
        if begin is not None:
            begin()
        files = iter(variants(_AT_MOST, _FIXES))
        kept = _until_full(client, files, counted)
        _still_reads(client, kept)
        make_room()
        for _ in range(3):
            answer = client.upload(next(files))
            assert answer.status == 201, (answer.status, answer.body[:300], server.log_end())
            kept.append(int(answer.json["data"]["track_id"]))
            counted["after"] += 1
        _still_reads(client, kept)
        held = holdings(server.data)
        stored = {flight.num for flight in held.flights}
        assert set(kept) == stored, "acknowledged and stored flights differ"
        left = [fault for fault in held.faults() if "belongs to no flight" not in fault]
        assert not left, left
        server.stop()
        server.start()
        faults = holdings(server.data).faults()
        assert not faults, faults
    finally:
        with contextlib.suppress(Exception):
            server.stop()
        server.remove()
    return counted


def _until_full(client: Client, files: Iterator[bytes], counted: dict[str, Any]) -> list[int]:
    """Upload until three in a row were refused; the numbers of the flights that were not."""
    kept: list[int] = []
    refused = 0
    while refused < 3:  # a single one may have had the last bit of room
        answer = client.upload(next(files))
        if answer.status == 201:
            kept.append(int(answer.json["data"]["track_id"]))
            counted["stored"] += 1
            refused = 0
            continue
        refused += 1
        body = answer.json
        assert answer.status in _REFUSED, (answer.status, answer.body[:300])
        assert body["ok"] is False, body
        assert body["error_code"] == "SERVER_ERROR", body
        key = str(answer.status)
        counted["refused"][key] = counted["refused"].get(key, 0) + 1
    return kept


def _still_reads(client: Client, kept: list[int]) -> None:
    answer = client.get("/api/v1/flights?limit=200")
    assert answer.status == 200, answer.body[:300]
    assert answer.json["data"]["count"] == min(200, len(kept))
