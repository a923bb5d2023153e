"""``volary key``: API keys."""

import click

from volary.cli.context import Context, json_option, pass_context, write_json, write_table
from volary.core.identity.principal import Actor

CLI = Actor(origin="cli")


@click.group("key")
def key_command() -> None:
    """API keys."""


@key_command.command("create")
@click.option("--client", required=True, metavar="NAME", help="The program that will use the key.")
@click.option("--user", metavar="EMAIL", help="Whose key it is; else it belongs to nobody.")
@json_option
@pass_context
def create(context: Context, client: str, user: str | None, as_json: bool) -> None:
    """Create a key and show it, this once."""
    with context.volary() as volary:
        owner = None if user is None else volary.identity.accounts.find(user).num
        made = volary.identity.clients.create_key(CLI, client=client, owner=owner)
    _show(made.key, made.prefix, made.client_name, as_json=as_json)


@key_command.command("list")
@click.option("--user", metavar="EMAIL", help="Only this account's keys.")
@click.option("--all", "revoked", is_flag=True, help="Revoked keys too.")
@json_option
@pass_context
def list_keys(context: Context, user: str | None, revoked: bool, as_json: bool) -> None:
    """List keys by their prefix."""
    with context.volary() as volary:
        owner = None if user is None else volary.identity.accounts.find(user).num
        keys = volary.identity.clients.keys(owner=owner, revoked=revoked)
    if as_json:
        write_json(
            [
                {
                    "num": key.num,
                    "prefix": key.prefix,
                    "client": key.client_name,
                    "user": key.owner_email,
                    "active": key.active,
                    "created_at": key.created_at.isoformat(),
                    "last_used_at": key.last_used_at and key.last_used_at.isoformat(),
                }
                for key in keys
            ]
        )
        return
    rows = [
        (key.num, key.prefix, key.client_name, key.owner_email, "yes" if key.active else "no")
        for key in keys
    ]
    empty = "No keys yet; `volary key create --client NAME` makes one."
    write_table(("num", "prefix", "client", "user", "active"), rows, empty=empty)


@key_command.command("revoke")
@click.argument("num", type=int)
@pass_context
def revoke(context: Context, num: int) -> None:
    """Make a key dead."""
    with context.volary() as volary:
        volary.identity.clients.revoke(CLI, num)
    click.echo(f"Key {num} is revoked.")


@key_command.command("rotate")
@click.argument("num", type=int)
@json_option
@pass_context
def rotate(context: Context, num: int, as_json: bool) -> None:
    """Replace a key; tokens that were issued through it stay valid."""
    with context.volary() as volary:
        made = volary.identity.clients.rotate(CLI, num)
    _show(made.key, made.prefix, made.client_name, as_json=as_json)


def _show(key: str, prefix: str, client: str, *, as_json: bool) -> None:
    if as_json:
        write_json({"key": key, "prefix": prefix, "client": client})
    else:
        click.echo(f"{key}\nKeep it now: it is stored as a hash and cannot be shown again.")
