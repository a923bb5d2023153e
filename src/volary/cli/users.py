"""``volary user``, ``volary org`` and ``volary group``."""

import sys
from typing import TYPE_CHECKING

import click

from volary.cli.context import Context, json_option, pass_context, write_json, write_table
from volary.core.identity.accounts import AccountChange
from volary.core.identity.principal import TIERS, Actor, Tier

if TYPE_CHECKING:
    from volary.core.identity.profiles import Profile

CLI = Actor(origin="cli")


@click.group("user")
def user_command() -> None:
    """Accounts."""


@user_command.command("add")
@click.argument("email")
@click.option("--name", required=True, help="The name shown beside flights.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option("--group", default="member", show_default=True, help="Member group.")
@click.option("--admin", is_flag=True, help="May administer this server.")
@json_option
@pass_context
def add(
    context: Context,
    email: str,
    name: str,
    password_stdin: bool,
    group: str,
    admin: bool,
    as_json: bool,
) -> None:
    """Add an account; without --password-stdin the password is asked for."""
    password = _password(from_stdin=password_stdin)
    with context.volary() as volary:
        profile = volary.identity.accounts.create(
            CLI, email=email, name=name, password=password, group=group, is_admin=admin
        )
    if as_json:
        write_json(_as_dict(profile))
    else:
        click.echo(f"Account {profile.num} for {profile.email} is there.")


@user_command.command("list")
@json_option
@pass_context
def list_users(context: Context, as_json: bool) -> None:
    """List accounts."""
    with context.volary() as volary:
        profiles = volary.identity.accounts.all()
    if as_json:
        write_json([_as_dict(profile) for profile in profiles])
        return
    rows = [
        (
            profile.num,
            profile.email,
            profile.name,
            profile.group.name,
            "yes" if profile.is_admin else "",
            "disabled" if profile.disabled_at else "active",
        )
        for profile in profiles
    ]
    empty = "No accounts yet; `volary user add EMAIL --name NAME` makes one."
    write_table(("num", "e-mail", "name", "group", "admin", "state"), rows, empty=empty)


@user_command.command("set")
@click.argument("email")
@click.option("--group", help="Member group.")
@click.option("--public", type=click.Choice(["0", "1"]), help="Publish the name.")
@click.option("--name", help="The name shown beside flights.")
@click.option("--admin", type=click.Choice(["0", "1"]), help="May administer this server.")
@click.option("--enable", is_flag=True, help="Let a disabled account sign in again.")
@pass_context
def set_user(
    context: Context,
    email: str,
    group: str | None,
    public: str | None,
    name: str | None,
    admin: str | None,
    enable: bool,
) -> None:
    """Change an account."""
    change = AccountChange(
        name=name,
        group=group,
        public=None if public is None else public == "1",
        is_admin=None if admin is None else admin == "1",
    )
    with context.volary() as volary:
        accounts = volary.identity.accounts
        num = accounts.find(email).num
        accounts.change(CLI, num, change)
        if enable:
            accounts.enable(CLI, num)
    click.echo(f"{email} is changed.")


@user_command.command("passwd")
@click.argument("email")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@pass_context
def passwd(context: Context, email: str, password_stdin: bool) -> None:
    """Set a password; the account is signed out everywhere."""
    password = _password(from_stdin=password_stdin)
    with context.volary() as volary:
        accounts = volary.identity.accounts
        accounts.set_password(CLI, accounts.find(email).num, password)
    click.echo(f"{email} has a new password.")


@user_command.command("disable")
@click.argument("email")
@pass_context
def disable(context: Context, email: str) -> None:
    """Shut an account out; all its keys, tokens and sessions are dead at once."""
    with context.volary() as volary:
        accounts = volary.identity.accounts
        accounts.disable(CLI, accounts.find(email).num)
    click.echo(f"{email} is disabled.")


@click.group("org")
def org_command() -> None:
    """Organisations and their members."""


@org_command.command("add")
@click.argument("name")
@click.option("--kind", default="club", show_default=True, help="club, workspace, vacc, ...")
@click.option("--code", help="Short code, unique among organisations of the kind.")
@json_option
@pass_context
def add_org(context: Context, name: str, kind: str, code: str | None, as_json: bool) -> None:
    """Add an organisation."""
    with context.volary() as volary:
        org = volary.identity.organisations.create(CLI, kind=kind, name=name, code=code)
    if as_json:
        write_json({"num": org.num, "kind": org.kind, "code": org.code, "name": org.name})
    else:
        click.echo(f"Organisation {org.num} {org.name} is there.")


@org_command.command("list")
@json_option
@pass_context
def list_orgs(context: Context, as_json: bool) -> None:
    """List organisations."""
    with context.volary() as volary:
        orgs = volary.identity.organisations.all()
    if as_json:
        fields = ("num", "kind", "code", "name", "members")
        write_json([{field: getattr(org, field) for field in fields} for org in orgs])
        return
    rows = [(org.num, org.kind, org.code, org.name, org.members) for org in orgs]
    empty = "No organisations yet; `volary org add NAME` makes one."
    write_table(("num", "kind", "code", "name", "members"), rows, empty=empty)


@org_command.command("member")
@click.argument("org", type=int)
@click.argument("email")
@click.option("--role", default="pilot", show_default=True, help="owner, admin, staff, pilot, ...")
@click.option("--remove", is_flag=True, help="Take the member out instead.")
@pass_context
def member(context: Context, org: int, email: str, role: str, remove: bool) -> None:
    """Add, change or remove a member."""
    with context.volary() as volary:
        account = volary.identity.accounts.find(email).num
        if remove:
            volary.identity.organisations.remove_member(CLI, org, account)
        else:
            volary.identity.organisations.set_member(CLI, org, account, role)
    click.echo(f"{email} is {'out of' if remove else role + ' of'} organisation {org}.")


@click.group("group")
def group_command() -> None:
    """Member groups and what they may do."""


@group_command.command("list")
@json_option
@pass_context
def list_groups(context: Context, as_json: bool) -> None:
    """List member groups."""
    with context.volary() as volary:
        groups = volary.identity.groups.all()
    fields = ("num", "name", "track_access", "tier")
    if as_json:
        write_json([{field: getattr(group, field) for field in fields} for group in groups])
    else:
        rows = [[getattr(group, field) for field in fields] for group in groups]
        write_table(("num", "name", "track access", "tier"), rows, empty="No groups.")


@group_command.command("add")
@click.argument("name")
@click.option("--track-access/--no-track-access", default=True, help="May upload flights.")
@click.option("--tier", type=click.Choice(TIERS), default="member", show_default=True)
@pass_context
def add_group(context: Context, name: str, track_access: bool, tier: str) -> None:
    """Add a member group."""
    with context.volary() as volary:
        volary.identity.groups.create(CLI, name, track_access=track_access, tier=_tier(tier))
    click.echo(f"Group {name} is there.")


@group_command.command("set")
@click.argument("name")
@click.option("--track-access", type=click.Choice(["0", "1"]), help="May upload flights.")
@click.option("--tier", type=click.Choice(TIERS), help="free has a yearly allowance.")
@pass_context
def set_group(context: Context, name: str, track_access: str | None, tier: str | None) -> None:
    """Change what the members of a group may do, from their next request on."""
    with context.volary() as volary:
        volary.identity.groups.change(
            CLI,
            name,
            track_access=None if track_access is None else track_access == "1",
            tier=None if tier is None else _tier(tier),
        )
    click.echo(f"Group {name} is changed.")


@group_command.command("remove")
@click.argument("name")
@pass_context
def remove_group(context: Context, name: str) -> None:
    """Remove a group that is not built in and that nobody is in."""
    with context.volary() as volary:
        volary.identity.groups.remove(CLI, name)
    click.echo(f"Group {name} is removed.")


def _tier(text: str) -> Tier:
    return next(tier for tier in TIERS if tier == text)


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password


def _as_dict(profile: "Profile") -> dict[str, object]:
    return {
        "num": profile.num,
        "email": profile.email,
        "name": profile.name,
        "group": profile.group.name,
        "admin": profile.is_admin,
        "public": profile.public,
        "disabled": profile.disabled_at is not None,
    }
