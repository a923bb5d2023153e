import json
import tomllib
from collections.abc import Callable
from pathlib import Path

from tests.integration.cli.conftest import Result

from volary.app import schema

Run = Callable[..., Result]


def test_help_names_every_command(volary: Run) -> None:
    out = volary("--help").out
    for name in ("serve", "import", "flight", "user", "key", "org", "db", "config", "doctor"):
        assert name in out


def test_wrong_usage_is_exit_code_2(volary: Run) -> None:
    assert volary("serve", "--nonsense").code == 2
    assert volary("nonsense").code == 2


def test_accounts_are_added_listed_changed_and_shut_out(volary: Run, ada: str) -> None:
    (row,) = volary("user", "list", "--json").json
    assert (row["email"], row["admin"], row["group"]) == (ada, True, "member")
    taken = volary("user", "add", ada, "--name", "X", "--password-stdin", stdin="soaring high\n")
    assert (taken.code, "already" in taken.err) == (1, True)
    done = volary(
        "user", "add", "bo@example.org", "--name", "Bo", "--password-stdin", stdin="soaring low!\n"
    )
    assert done.code == 0
    assert volary("user", "set", "bo@example.org", "--group", "free", "--public", "1").code == 0
    assert volary("user", "disable", "bo@example.org").code == 0
    bo = volary("user", "list", "--json").json[1]
    assert (bo["group"], bo["public"], bo["disabled"]) == ("free", True, True)
    assert "Ada" in volary("user", "list").out


def test_the_last_administrator_cannot_be_shut_out(volary: Run, ada: str) -> None:
    done = volary("user", "disable", ada)
    assert (done.code, "administrator" in done.err) == (1, True)


def test_a_weak_password_is_refused(volary: Run) -> None:
    done = volary("user", "add", "a@b.org", "--name", "A", "--password-stdin", stdin="short\n")
    assert done.code == 1
    assert "Traceback" not in done.err


def test_a_key_is_shown_once_rotated_and_revoked(volary: Run, ada: str) -> None:
    made = volary("key", "create", "--client", "App", "--user", ada, "--json").json
    assert made.keys() == {"key", "prefix", "client"}
    listed = volary("key", "list", "--json")
    assert made["key"] not in listed.out
    (row,) = listed.json
    assert (row["prefix"], row["user"]) == (made["prefix"], ada)
    rotated = volary("key", "rotate", row["num"], "--json").json
    assert rotated["key"] != made["key"]
    (row,) = volary("key", "list", "--json").json
    assert volary("key", "revoke", row["num"]).code == 0
    assert volary("key", "list", "--json").json == []


def test_organisations_have_members(volary: Run, ada: str) -> None:
    org = volary("org", "add", "Alpine Club", "--code", "alp", "--json").json
    assert volary("org", "member", org["num"], ada, "--role", "owner").code == 0
    assert volary("org", "list", "--json").json[0]["members"] == 1
    assert volary("org", "member", org["num"], ada, "--remove").code == 0
    assert volary("org", "list", "--json").json[0]["members"] == 0


def test_the_database_is_upgraded_and_checked(volary: Run) -> None:
    check = volary("db", "check", "--json")
    assert (check.code, check.json["newest"]) == (1, schema.newest())
    assert volary("db", "upgrade").code == 0
    assert volary("db", "check").code == 0


def test_settings_are_shown_with_origin_and_without_secrets(volary: Run) -> None:
    url = "postgresql://u:hunter2secret@127.0.0.1/x"
    done = volary("config", "show", "--json", VOLARY_DATABASE_URL=url, VOLARY_PORT="1234")
    shown = done.json
    assert shown["port"] == {"value": 1234, "origin": "VOLARY_PORT"}
    assert "hunter2secret" not in done.out + done.err
    table = volary("config", "show", VOLARY_DATABASE_URL=url)
    assert "hunter2secret" not in table.out + table.err


def test_an_unknown_setting_is_refused_with_a_suggestion(volary: Run) -> None:
    done = volary("user", "list", VOLARY_PROT="1")
    assert done.code == 1
    assert "did you mean VOLARY_PORT" in done.err


def test_the_settings_file_is_written_once_and_is_valid(volary: Run, tmp_path: Path) -> None:
    assert volary("config", "init").code == 0
    path = tmp_path / "data" / "volary.toml"
    written = tomllib.loads(path.read_text())
    assert {"upload", "scoring", "skytrack"} <= written.keys()
    assert not any(written.values()), "every setting is there, commented out"
    assert volary("config", "init").code == 1
    path.write_text("port = 4321\n")
    assert volary("config", "show", "--json").json["port"]["value"] == 4321


def test_every_commented_line_of_the_settings_file_is_a_valid_setting(
    volary: Run, tmp_path: Path
) -> None:
    volary("config", "init")
    path = tmp_path / "data" / "volary.toml"
    lines = path.read_text().splitlines()
    settings = [line.removeprefix("# ") if " = " in line else line for line in lines]
    path.write_text("\n".join(settings))
    done = volary("config", "show", "--json")
    assert done.code == 0, done.err


def test_more_workers_need_postgresql_and_say_so(volary: Run) -> None:
    done = volary("serve", "--workers", "2")
    assert done.code == 1
    assert "PostgreSQL" in done.err


def test_the_openapi_document_of_each_dialect(volary: Run) -> None:
    for name in ("skytrack", "native"):
        document = volary("openapi", "--gateway", name).json
        assert document["openapi"].startswith("3.")
    assert volary("openapi", "--gateway", "moon").code == 2


def test_doctor_finds_nothing_wrong_with_a_sound_installation(volary: Run) -> None:
    done = volary("doctor", "--json")
    findings = {item["check"]: item["ok"] for item in done.json}
    assert findings["database"]
    assert findings["data folder"]


def test_doctor_names_a_database_that_does_not_answer(volary: Run) -> None:
    done = volary("doctor", "--json", VOLARY_DATABASE_URL="postgresql://x@127.0.0.1:1/none")
    assert done.code == 1
    findings = {item["check"]: item["ok"] for item in json.loads(done.out)}
    assert findings["database"] is False


def test_the_demo_comes_and_goes(volary: Run, ada: str) -> None:
    first = volary("demo", "load")
    assert first.code == 0, first.err
    count = len(volary("user", "list", "--json").json)
    assert count > 1
    assert volary("demo", "load").code == 0
    assert len(volary("user", "list", "--json").json) == count
    assert volary("demo", "purge").code == 0
    assert [row["email"] for row in volary("user", "list", "--json").json] == [ada]
