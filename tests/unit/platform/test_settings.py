from dataclasses import dataclass
from pathlib import Path

import pytest

from volary.platform.settings import Section, Settings, SettingsError, option, resolve


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    port: int = option(8620, "Port.", minimum=0)
    database_url: str | None = option(None, "Database.", secret=True)
    proxies: tuple[str, ...] = option(("127.0.0.1",), "Proxies.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    years: str = option("document", "Years.", choices=("document", "any"))
    wait_s: float = option(10.0, "Wait.")
    locked: bool = option(False, "Locked.")


SECTIONS = (Section("", Root), Section("upload", Upload))


def given(
    tmp_path: Path, *, toml: str = "", env: dict[str, str] | None = None, **flags: object
) -> Settings:
    file = tmp_path / "volary.toml"
    file.write_text(toml)
    named = {key.replace("__", "."): value for key, value in flags.items()}
    return resolve(SECTIONS, flags=named, environment=env or {}, file=file)


def test_defaults_hold_when_nothing_is_said(tmp_path: Path) -> None:
    settings = given(tmp_path)
    assert settings[Root].port == 8620
    assert settings[Upload].years == "document"


def test_a_flag_beats_the_environment_which_beats_the_file(tmp_path: Path) -> None:
    toml = 'port = 1\n[upload]\nyears = "any"\nwait_s = 1\n'
    env = {"VOLARY_PORT": "2", "VOLARY_UPLOAD_WAIT_S": "2.5"}
    settings = given(tmp_path, toml=toml, env=env, port=3)
    assert settings[Root].port == 3
    assert settings[Upload].wait_s == 2.5
    assert settings[Upload].years == "any"


@pytest.mark.parametrize(
    ("toml", "env", "flags", "hint"),
    [
        ("[upload]\nyaers = 1", {}, {}, "did you mean upload.years"),
        ("", {"VOLARY_UPLOAD_YEAR": "any"}, {}, "did you mean VOLARY_UPLOAD_YEARS"),
        ("", {}, {"prot": 1}, "did you mean port"),
        ("zzzzzz = 1", {}, {}, "config show"),
    ],
)
def test_an_unknown_key_is_an_error_with_a_suggestion(
    tmp_path: Path, toml: str, env: dict[str, str], flags: dict[str, object], hint: str
) -> None:
    with pytest.raises(SettingsError, match=hint):
        given(tmp_path, toml=toml, env=env, **flags)


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ('port = "many"', "port .*whole number"),
        ("port = -1", "at least 0"),
        ("port = 1.5", "whole number"),
        ("port = true", "whole number"),
        ('[upload]\nyears = "all"', "one of document, any"),
        ('[upload]\nlocked = "perhaps"', "true or false"),
        ("port = ", "Invalid value"),
    ],
)
def test_a_value_that_cannot_be_says_what_it_may_be(tmp_path: Path, toml: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        given(tmp_path, toml=toml)


def test_lists_and_truth_values_are_read_from_the_environment(tmp_path: Path) -> None:
    env = {"VOLARY_PROXIES": "10.0.0.0/8, ::1", "VOLARY_UPLOAD_LOCKED": "yes"}
    settings = given(tmp_path, env=env)
    assert settings[Root].proxies == ("10.0.0.0/8", "::1")
    assert settings[Upload].locked is True


def test_showing_the_settings_masks_secrets_and_names_their_origin(tmp_path: Path) -> None:
    url = "postgresql://volary:hunter2@db/volary"
    settings = given(tmp_path, env={"VOLARY_DATABASE_URL": url})
    shown = {item.key: (value, origin) for item, value, origin in settings.show()}
    assert shown["database_url"] == ("********", "VOLARY_DATABASE_URL")
    assert shown["port"] == (8620, "default")
    assert settings[Root].database_url == url
