"""Finding and resolving the settings of one data folder."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from volary.app.sections import SECTIONS
from volary.platform.http.settings import DEFAULT_DATA, ServerSettings
from volary.platform.settings import Settings, SettingsError, resolve

FILE_NAME = "volary.toml"
# Variables with our prefix that are no settings of the server.
RESERVED = frozenset(
    {"VOLARY_CONFIG", "VOLARY_SHARED", "VOLARY_TEST_POSTGRES_URL", "VOLARY_PASSWORD"}
)


def load(flags: Mapping[str, Any], environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from flags, environment and file.

    The file is the one named by ``VOLARY_CONFIG``, else ``volary.toml`` in the data folder, which
    itself only flags and environment can name.
    """
    env = os.environ if environment is None else environment
    named = env.get("VOLARY_CONFIG")
    data = flags.get("data") or env.get("VOLARY_DATA") or DEFAULT_DATA
    file: Path | None = Path(named) if named else Path(data) / FILE_NAME
    if not named and file is not None and not file.exists():
        file = None
    settings = resolve(SECTIONS, flags=flags, environment=env, file=file, ignore_variables=RESERVED)
    if settings[ServerSettings].workers > 1 and settings[ServerSettings].database_url is None:
        raise SettingsError(
            "more than one worker needs PostgreSQL: set database_url (VOLARY_DATABASE_URL)"
        )
    return settings
