"""Templates to HTML."""

import json
import shlex
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from volary.web import mapping
from volary.web.words import LEVEL_NAMES

_FILTERS = (
    "altitude",
    "clock_time",
    "day",
    "direction",
    "distance",
    "duration",
    "glide_ratio",
    "height_change",
    "hours",
    "leg",
    "long_day",
    "moment",
    "offset_name",
    "points",
    "speed",
    "stopwatch",
    "utc_title",
    "vario",
)


@cache
def environment() -> Environment:
    """The templates; everything that is put into them is escaped."""
    found = Environment(
        loader=PackageLoader("volary.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters.update({name: getattr(mapping, name) for name in _FILTERS})
    found.filters["sh_json"] = shell_json
    found.globals.update(here="", level_names=LEVEL_NAMES)
    return found


def shell_json(value: Any) -> str:
    """A JSON text quoted for a POSIX shell."""
    return shlex.quote(json.dumps(value, ensure_ascii=False))


def render(template: str, context: dict[str, Any]) -> bytes:
    return environment().get_template(template).render(context).encode()
