"""In which order the server syncs and answers, seen by strace.

A loop of kills cannot see a missing fsync, because the page cache outlives the process. So: for
serial uploads, between one answer and the next 201, a completed sync of the file, of its folder
and of the database has to be in the trace.
"""

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.samples import variants
from bench.server import Server

_SYNC = re.compile(r"(?:fsync|fdatasync)\(\d+<(?P<path>[^>]*)>")
_RENAME = re.compile(r"rename\w*\(.*\"(?P<path>[^\"]*)\"")
_ANSWER = re.compile(r"(?:write|writev|sendto|sendmsg|send)\(\d+<[^>]*>.*HTTP/1\.1 (?P<code>\d{3})")
_RESUMED = re.compile(r"<\.\.\. (?P<call>\w+) resumed>.*= 0")
_PID = re.compile(r"^(?P<pid>\d+)\s+(?P<rest>.*)$")
_FIXES = 900


@dataclass(slots=True)
class Window:
    """What was completed before an answer and after the one before it."""

    status: int = 0
    synced: list[str] = field(default_factory=list[str])


def reason_to_skip() -> str | None:
    """Why this cannot run here, or None."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    tried = subprocess.run(["strace", "-f", "true"], capture_output=True, check=False)
    return None if tried.returncode == 0 else "strace may not trace processes here"


def full() -> Iterator[dict[str, Any]]:
    yield run(uploads=40)


def run(*, uploads: int) -> dict[str, Any]:
    """Trace serial uploads; AssertionError names the first 201 that came too early."""
    if (reason := reason_to_skip()) is not None:
        return {"skipped": reason}
    server = Server()
    trace = server.data.parent / f"{server.data.name}.strace"
    calls = "trace=fsync,fdatasync,rename,renameat,renameat2,write,writev,sendto,sendmsg"
    server = Server(
        data=server.data, prefix=("strace", "-f", "-y", "-s", "24", "-e", calls, "-o", str(trace))
    )
    try:
        server.add_user("pilot@example.org")
        server.start()
        client = server.sign_in("pilot@example.org")
        for data in variants(uploads, _FIXES):
            answer = client.upload(data)
            assert answer.status == 201, answer.body[:300]
        server.stop()
        windows = [
            window
            for window in windows_of(trace.read_text("utf-8", errors="replace").splitlines())
            if window.status == 201
        ]
        assert len(windows) == uploads, f"{len(windows)} answers 201 in the trace"
        for window in windows:
            missing = missing_syncs(window, server.data)
            assert not missing, f"201 before the sync of {', '.join(missing)}: {window}"
    finally:
        server.stop()
        shutil.rmtree(server.data, ignore_errors=True)
        server.remove()
        trace.unlink(missing_ok=True)
    syncs = sum(len(window.synced) for window in windows)
    return {"uploads": uploads, "in_order": len(windows), "syncs_each": round(syncs / uploads, 2)}


def windows_of(lines: Iterable[str]) -> Iterator[Window]:
    """Cut a trace at its HTTP answers; a sync counts when it has returned 0."""
    window, begun = Window(), dict[str, str]()
    for line in lines:
        match = _PID.match(line)
        if match is None:
            continue
        pid, rest = match.group("pid"), match.group("rest")
        if (resumed := _RESUMED.match(rest)) is not None:
            if pid in begun and resumed.group("call") in {"fsync", "fdatasync"}:
                window.synced.append(begun.pop(pid))
        elif (sync := _SYNC.match(rest)) is not None:
            if rest.endswith("<unfinished ...>"):
                begun[pid] = sync.group("path")
            elif rest.endswith("= 0"):
                window.synced.append(sync.group("path"))
        elif (answer := _ANSWER.match(rest)) is not None:
            window.status = int(answer.group("code"))
            yield window
            window = Window()


def missing_syncs(window: Window, data: Path) -> list[str]:
    """Which of file, folder and database were not synced before the answer."""
    files = data / "files"
    synced = [Path(path.removesuffix(" (deleted)")) for path in window.synced]
    done = {
        "the file": any(path.parent.parent == files / "partial" for path in synced),
        "its folder": any(path.parent == files and path.name != "partial" for path in synced),
        "the database": any(path.name == "volary.db-wal" for path in synced),
    }
    return [what for what, was in done.items() if not was]
