"""Write the generated pages of the documentation: settings, command line, endpoints.

Usage: python tools/reference.py [--check]
With --check nothing is written; the exit code says whether a page is out of date.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from volary.app.config import load
from volary.app.gateways import GATEWAYS, openapi
from volary.app.sections import SECTIONS
from volary.app.volary import Volary
from volary.cli.root import cli
from volary.platform.settings import Declared, declared

FOLDER = Path(__file__).parent.parent / "docs" / "reference"
NOTE = "<!-- Written by tools/reference.py; edit the declarations instead. -->\n\n"


def settings_page() -> str:
    lines = [
        "# Settings",
        "",
        "A value comes from a command-line flag, else from the environment, else from",
        "`volary.toml` in the data folder (or the file that `VOLARY_CONFIG` names), else it is the",
        "default. An unknown key is an error. `volary config show` prints what is in force and",
        "where it comes from; `volary config init` writes a commented file.",
    ]
    section = None
    for item in declared(SECTIONS):
        if item.section.name != section:
            section = item.section.name
            title = f"[{section}]" if section else "Top level"
            lines += ["", f"## {title}", "", "| setting | environment | default | meaning |"]
            lines += ["|---|---|---|---|"]
        lines.append(_setting(item))
    return "\n".join(lines) + "\n"


def _setting(item: Declared) -> str:
    default = "" if item.default in {None, (), ""} else f"`{_plain(item.default)}`"
    unit = f" {item.meta.unit}" if item.meta.unit and default else ""
    choices = f" One of {', '.join(item.meta.choices)}." if item.meta.choices else ""
    secret = " Masked when shown." if item.meta.secret else ""
    meaning = f"{item.meta.doc}{choices}{secret}"
    return f"| `{item.key}` | `{item.variable}` | {default}{unit} | {meaning} |"


def _plain(value: Any) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def cli_page() -> str:
    lines = [
        "# Command line",
        "",
        "With `--json`, standard output holds JSON only; progress and logs go to standard error.",
        "Exit code 0, 1 when any part failed, 2 for wrong usage. Every command that needs the",
        "database makes or upgrades it, and works while a server runs on the same folder.",
    ]
    root = click.Context(cli, info_name="volary")
    for name in cli.list_commands(root):
        command = cli.get_command(root, name)
        assert command is not None
        lines += _command(command, f"volary {name}")
    return "\n".join(lines) + "\n"


def _command(command: click.Command, path: str) -> list[str]:
    if isinstance(command, click.Group):
        lines: list[str] = []
        for name, child in command.commands.items():
            lines += _command(child, f"{path} {name}")
        return lines
    context = click.Context(command, info_name=path)
    pieces = " ".join(command.collect_usage_pieces(context))
    lines = ["", f"## {path}", "", (command.help or "").strip(), "", f"`{path} {pieces}`", ""]
    options = [item for item in command.params if isinstance(item, click.Option)]
    if options:
        lines += ["| option | meaning |", "|---|---|"]
        for item in options:
            record = item.get_help_record(context)
            if record is not None:
                names, text = record
                names, text = names.replace("|", "\\|"), text.replace("|", " or ")
                lines.append(f"| `{names}` | {text} |")
    return lines


def endpoints_page() -> str:
    lines = [
        "# Endpoints",
        "",
        "Every dialect has an OpenAPI document, from `volary openapi --gateway NAME` and from the",
        "server itself. Besides the dialects there are `/healthz` (the process runs), `/readyz`",
        "(the database answers and the disk has room) and `/metrics` (Prometheus; from this",
        "machine, or with the setting `metrics_token`).",
    ]
    for name, document in _documents().items():
        lines += ["", f"## {name}", "", "| method | path | what |", "|---|---|---|"]
        for path, verbs in sorted(document["paths"].items()):
            for verb, operation in verbs.items():
                if isinstance(operation, dict) and "responses" in operation:
                    words = operation.get("description") or operation.get("summary", "")
                    lines.append(f"| {verb.upper()} | `{path}` | {_first_sentence(words)} |")
    return "\n".join(lines) + "\n"


def _documents() -> dict[str, dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        volary = Volary.build(load({"data": folder}, {}))
        try:
            return {name: openapi(volary, name) for name in GATEWAYS}
        finally:
            volary.close()


def _first_sentence(text: str) -> str:
    return " ".join(text.split("\n\n", maxsplit=1)[0].split()).replace("|", "or")


PAGES = {"settings.md": settings_page, "cli.md": cli_page, "endpoints.md": endpoints_page}


def main() -> int:
    check = "--check" in sys.argv
    stale: list[str] = []
    for name, make in PAGES.items():
        path, text = FOLDER / name, NOTE + make()
        if path.exists() and path.read_text("utf-8") == text:
            continue
        stale.append(name)
        if not check:
            path.write_text(text, "utf-8")
    print(f"{'out of date' if check else 'written'}: {', '.join(stale) or 'nothing'}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
