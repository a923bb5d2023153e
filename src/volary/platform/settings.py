"""Settings: declared where they are used, resolved in one place.

An area or gateway declares a frozen dataclass whose fields are made by ``option``; the
composition root collects the sections. A value comes from a command-line flag, else from the
environment (``VOLARY_SECTION_NAME``), else from the TOML file (``[section]`` ``name``), else from
its default. A key nobody declared is an error with a suggestion.
"""

import dataclasses
import difflib
import tomllib
import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass
from pathlib import Path
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
PREFIX = "VOLARY_"


class SettingsError(ValueError):
    """A setting is unknown or has a value it cannot have. The text says which and what to do."""


@dataclass(frozen=True, slots=True)
class Meta:
    doc: str
    secret: bool = False
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    unit: str = ""


def option(
    default: Any,
    doc: str,
    *,
    secret: bool = False,
    choices: tuple[str, ...] = (),
    minimum: float | None = None,
    unit: str = "",
) -> Any:
    """Declare one setting as a dataclass field."""
    meta = Meta(doc, secret=secret, choices=choices, minimum=minimum, unit=unit)
    return dataclasses.field(default=default, metadata={"option": meta})


@dataclass(frozen=True, slots=True)
class Section:
    """A group of settings; ``name`` is "" for the top level of the file."""

    name: str
    cls: type[Any]


@dataclass(frozen=True, slots=True)
class Declared:
    """One setting as it stands in the documentation and in ``config show``."""

    section: Section
    field: str
    kind: Any
    default: Any
    meta: Meta

    @property
    def key(self) -> str:
        return f"{self.section.name}.{self.field}" if self.section.name else self.field

    @property
    def variable(self) -> str:
        return PREFIX + self.key.upper().replace(".", "_")


class Settings:
    """All sections, resolved; ``settings[UploadSettings]`` gives one of them, typed."""

    def __init__(
        self, values: dict[type[Any], Any], declared: list[Declared], origins: dict[str, str]
    ) -> None:
        self._values = values
        self.declared = declared
        self._origins = origins

    def __getitem__(self, cls: type[T]) -> T:
        return cast("T", self._values[cls])

    def show(self) -> list[tuple[Declared, Any, str]]:
        """Every setting with its value (secrets masked) and where the value came from."""
        rows: list[tuple[Declared, Any, str]] = []
        for item in self.declared:
            value = getattr(self._values[item.section.cls], item.field)
            if item.meta.secret and value:
                value = "********"
            rows.append((item, value, self._origins.get(item.key, "default")))
        return rows


def declared(sections: tuple[Section, ...]) -> list[Declared]:
    found: list[Declared] = []
    for section in sections:
        hints = get_type_hints(section.cls)
        for field in dataclasses.fields(section.cls):
            default = field.default if field.default is not MISSING else None
            meta = cast("Meta", field.metadata["option"])
            found.append(Declared(section, field.name, hints[field.name], default, meta))
    return found


def resolve(
    sections: tuple[Section, ...],
    *,
    flags: Mapping[str, Any],
    environment: Mapping[str, str],
    file: Path | None,
    ignore_variables: frozenset[str] = frozenset(),
) -> Settings:
    """Combine flags, environment, file and defaults; SettingsError names the first bad key.

    ``flags`` maps dotted keys to values (None: not given).
    """
    items = declared(sections)
    by_key = {item.key: item for item in items}
    by_variable = {item.variable: item for item in items}
    chosen: dict[str, Any] = {}
    origins: dict[str, str] = {}

    def choose(item: Declared, raw: Any, origin: str) -> None:
        chosen[item.key] = _convert(item, raw, origin)
        origins[item.key] = origin

    if file is not None:
        for key, raw in _flatten(_read(file), by_key).items():
            item = by_key.get(key) or _unknown(key, by_key, f"in {file}")
            choose(item, raw, str(file))
    for name, raw in environment.items():
        if name.startswith(PREFIX) and name not in ignore_variables:
            item = by_variable.get(name) or _unknown(name, by_variable, "in the environment")
            choose(item, raw, name)
    for key, raw in flags.items():
        if raw is not None:
            choose(by_key.get(key) or _unknown(key, by_key, "as a flag"), raw, "flag")

    values: dict[type[Any], Any] = {}
    for section in sections:
        own = [item for item in items if item.section == section and item.key in chosen]
        values[section.cls] = section.cls(**{item.field: chosen[item.key] for item in own})
    return Settings(values, items, origins)


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: {error}") from error
    except OSError as error:
        raise SettingsError(f"cannot read {file}: {error.strerror}") from error


def _flatten(table: dict[str, Any], known: Mapping[str, Declared]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, dict) and key not in known:
            inner = cast("dict[str, Any]", value)
            flat |= {f"{key}.{name}": item for name, item in inner.items()}
        else:
            flat[key] = value
    return flat


def _unknown(key: str, known: Mapping[str, object], where: str) -> Any:
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    hint = f"; did you mean {near[0]}?" if near else "; `volary config show` lists all settings"
    raise SettingsError(f"unknown setting {key} {where}{hint}")


def _convert(item: Declared, raw: Any, origin: str) -> Any:
    kinds = [item.kind]
    if get_origin(item.kind) in {Union, types.UnionType}:
        kinds = [kind for kind in get_args(item.kind) if kind is not type(None)]
        if raw == "":
            return None
    try:
        value = _parse(kinds[0], raw)
    except (TypeError, ValueError) as error:
        message = f"{item.key} ({origin}): {raw!r} is not {_describe(kinds[0])}"
        raise SettingsError(message) from error
    meta = item.meta
    if meta.choices and value not in meta.choices:
        raise SettingsError(f"{item.key} ({origin}): one of {', '.join(meta.choices)}")
    if meta.minimum is not None and value < meta.minimum:
        raise SettingsError(f"{item.key} ({origin}): at least {meta.minimum:g}")
    return value


def _parse(kind: Any, raw: Any) -> Any:
    if kind is bool:
        return _parse_bool(raw)
    if get_origin(kind) is tuple:
        parts = raw.split(",") if isinstance(raw, str) else raw
        return tuple(str(part).strip() for part in parts if str(part).strip())
    if kind is Path:
        return Path(raw)
    if isinstance(raw, bool) or not isinstance(raw, (kind, str, int)):
        raise TypeError
    return kind(raw)


def _parse_bool(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    words = {"1": True, "true": True, "yes": True, "on": True}
    words |= {"0": False, "false": False, "no": False, "off": False}
    try:
        return words[str(raw).strip().lower()]
    except KeyError as error:
        raise ValueError from error


def _describe(kind: Any) -> str:
    names = {int: "a whole number", float: "a number", bool: "true or false", Path: "a path"}
    return names.get(kind, "a text")
