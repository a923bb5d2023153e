"""The query string, read without guessing."""

import re
from urllib.parse import parse_qsl

from volary.core.errors import InvalidInput
from volary.platform.http.bodies import storable

_NUMBER = re.compile(r"[+-]?[0-9]{1,100}")
_MOST_FIELDS = 100
LARGEST = 2**53
"""Numbers beyond a double's whole ones are cut off there; no id is as large."""


class Query:
    """Decoded parameters. A parameter without a value counts as not given."""

    def __init__(self, raw: bytes) -> None:
        self._values: dict[str, list[str]] = {}
        try:
            pairs = parse_qsl(raw.decode("latin-1"), max_num_fields=_MOST_FIELDS)
        except ValueError:
            pairs = []
            self.overfull = True
        else:
            self.overfull = False
        for name, value in pairs:
            self._values.setdefault(name, []).append(value)

    def first(self, name: str) -> str | None:
        return self._values.get(name, [None])[0]

    def text(self, name: str) -> str | None:
        """The one value; InvalidInput when the parameter is there twice or is no text."""
        values = self._values.get(name)
        if self.overfull:
            raise InvalidInput("There are too many parameters.")
        if values is None:
            return None
        if len(values) > 1 or not storable(values[0]):
            raise InvalidInput(f"{name} must be given once, as text.", field=name)
        return values[0]

    def number(self, name: str) -> int | None:
        """The value as a whole number; InvalidInput for anything else."""
        text = self.text(name)
        if text is None:
            return None
        if not _NUMBER.fullmatch(text):
            raise InvalidInput(f"{name} must be a whole number.", field=name)
        return max(-LARGEST, min(int(text), LARGEST))
