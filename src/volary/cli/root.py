"""The command itself; each subcommand's module is imported only when it is called."""

import importlib
from collections.abc import Mapping

import click

from volary import __version__
from volary.cli.context import Context, report_errors

COMMANDS: Mapping[str, tuple[str, str]] = {
    "serve": ("serve", "Serve the APIs and pages."),
    "import": ("flights", "Take flight logs into an account's logbook."),
    "flight": ("flights", "Analyse, score, approve flights."),
    "export": ("flights", "Write a flight in another format."),
    "site": ("flights", "Take-off sites."),
    "user": ("users", "Accounts."),
    "org": ("users", "Organisations and their members."),
    "group": ("users", "Member groups and what they may do."),
    "key": ("keys", "API keys."),
    "db": ("operate", "The database's schema."),
    "config": ("operate", "Settings."),
    "openapi": ("operate", "The OpenAPI document of a dialect."),
    "doctor": ("operate", "Look for what is wrong with this installation."),
    "demo": ("operate", "Demo accounts and flights."),
}


class LazyGroup(click.Group):
    """Knows its commands by name and module, so that none pays for the others' imports."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"volary.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="volary")
@click.option("--data", metavar="DIR", help="Data folder (VOLARY_DATA; default volary-data).")
@click.option("--log-level", metavar="LEVEL", help="debug, info, warning or error.")
@click.pass_context
def cli(ctx: click.Context, data: str | None, log_level: str | None) -> None:
    """One logbook, one live map and one operations calendar for everything that flies."""
    ctx.obj = Context({"data": data, "log_level": log_level})


def main() -> None:
    """Run the command; errors a person can act on are one line on standard error, exit code 1."""
    with report_errors():
        cli(prog_name="volary")
