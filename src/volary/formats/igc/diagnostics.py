"""What a reader noticed and survived, bounded however bad the file is."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

KEPT_PER_CODE = 100
_EXCERPT = 60


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One oddity: a stable ``code``, the 1-based ``line`` (None: whole file), and a sentence."""

    code: str
    line: int | None
    text: str


class DiagnosticLog:
    """Collects diagnostics: the first ``KEPT_PER_CODE`` of each code, and how many there were."""

    def __init__(self) -> None:
        self._entries: list[Diagnostic] = []
        self.counts: dict[str, int] = {}

    def add(self, code: str, line: int | None, text: str) -> None:
        seen = self.counts.get(code, 0)
        self.counts[code] = seen + 1
        if seen < KEPT_PER_CODE:
            self._entries.append(Diagnostic(code, line, text))

    def add_lines(
        self, code: str, lines: npt.NDArray[np.int32], describe: Callable[[int], str]
    ) -> None:
        """Count every line of ``lines``, and describe the first ones by their index in it."""
        if not lines.size:
            return
        seen = self.counts.get(code, 0)
        self.counts[code] = seen + int(lines.size)
        for index in range(min(int(lines.size), max(0, KEPT_PER_CODE - seen))):
            self._entries.append(Diagnostic(code, int(lines[index]), describe(index)))

    def entries(self) -> tuple[Diagnostic, ...]:
        """Everything kept, in the order of the file; what concerns the whole file comes first."""
        return tuple(sorted(self._entries, key=lambda entry: entry.line or 0))


def excerpt(raw: bytes) -> str:
    """The start of a line, printable, for the text of a diagnostic."""
    shown = raw[:_EXCERPT].decode("latin-1")
    safe = "".join(char if char.isprintable() else "." for char in shown)
    return f"{safe}..." if len(raw) > _EXCERPT else safe
