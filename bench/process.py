"""CPU time and memory of a process with all its children, read from /proc."""

import os
from dataclasses import dataclass
from pathlib import Path

_TICK_S = 1 / os.sysconf("SC_CLK_TCK")
_UTIME, _CUTIME = 11, 13  # fields after the command's closing bracket, counted from 0
_PARENT = 1


@dataclass(frozen=True, slots=True)
class Usage:
    """CPU seconds, user and system: of the first process alone, and of the whole tree.

    The tree's figure includes children that have ended and were waited for.
    """

    own_s: float
    tree_s: float

    def since(self, before: "Usage") -> "Usage":
        return Usage(self.own_s - before.own_s, self.tree_s - before.tree_s)


def usage(pid: int) -> Usage:
    own, tree = 0.0, 0.0
    for member in tree_of(pid):
        fields = _stat(member)
        if fields is None:
            continue
        running = sum(int(value) for value in fields[_UTIME : _UTIME + 2])
        ended = sum(int(value) for value in fields[_CUTIME : _CUTIME + 2])
        tree += running + ended
        if member == pid:
            own = running
    return Usage(own * _TICK_S, tree * _TICK_S)


def waited_s(pid: int) -> float:
    """Seconds that the first thread was ready to run while others had the cores."""
    fields = Path(f"/proc/{pid}/task/{pid}/schedstat").read_text("utf-8").split()
    return int(fields[1]) / 1e9


def tree_of(pid: int) -> list[int]:
    """The process and all its living descendants."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))) is not None:
            children.setdefault(int(fields[_PARENT]), []).append(int(entry.name))
    found, todo = [pid], [pid]
    while todo:
        below = children.get(todo.pop(), [])
        found += below
        todo += below
    return found


def pss_mib(pid: int) -> float:
    """Proportional set size of the tree in MiB."""
    total = 0
    for member in tree_of(pid):
        try:
            text = Path(f"/proc/{member}/smaps_rollup").read_text("utf-8")
        except OSError:
            continue
        total += next(int(line.split()[1]) for line in text.splitlines() if line[:4] == "Pss:")
    return total / 1024


def _stat(pid: int) -> list[str] | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text("utf-8", errors="replace")
    except OSError:
        return None
    return text.rpartition(")")[2].split()
