"""`cheshire-cat users`."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import click
import typer

import cheshire_cat_api as ccat
from cheshire_cat_api.cli._options import command, group, text_of, where
from cheshire_cat_api.cli._output import AsJson, put_json, remark, say, table
from cheshire_cat_api.cli._where import connected

app = group("The accounts of the server.")

User = Annotated[str, typer.Argument(metavar="NAME|ID", help="Name or id of an account.")]
Password = Annotated[
    str | None,
    typer.Option("--password", metavar="@FILE", help="From a file, or @- for stdin; without: it is asked for."),
]
Permissions = Annotated[
    list[str] | None,
    typer.Option("--permission", "-p", metavar="RESOURCE:PERMISSION", help="All that are allowed; may be repeated."),
]
ALL = 10_000


@command(app, "list", "users list", "users list --json")
def list_(
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="How many at most.")] = ALL, as_json: AsJson = False
) -> None:
    """List the accounts."""
    with connected(where()) as cat:
        found = cat.users.read_users(limit=limit)
    if as_json:
        put_json(found)
    else:
        table(
            ["id", "name", "permissions"],
            ([each.get("id"), each.get("username"), _short(each)] for each in found or ()),
        )


@command(app, "show", "users show alice")
def show(user: User) -> None:
    """Show an account, as JSON."""
    with connected(where()) as cat:
        put_json(cat.users.read_user(_id(cat, user)))


@command(app, "permissions", "users permissions")
def permissions(as_json: AsJson = False) -> None:
    """List all permissions that an account can have."""
    with connected(where()) as cat:
        found = cat.auth.get_available_permissions()
    if as_json:
        put_json(found)
    else:
        table(["resource", "permissions"], ([name, ", ".join(map(str, each or ()))] for name, each in found.items()))


@command(app, "create", "users create alice --password @password.txt -p MEMORY:READ -p CONVERSATION:WRITE")
def create(
    name: Annotated[str, typer.Argument(help="At least 2 characters.")],
    password: Password = None,
    permission: Permissions = None,
) -> None:
    """Create an account, and print its id; without permissions, one that can chat."""
    word = _password(password, ask=True)
    with connected(where()) as cat:
        say(cat.users.create_user(name, word or "", _permissions(permission))["id"])


@command(app, "set", "users set alice --name alicia", "users set alice -p MEMORY:READ")
def set_(
    user: User,
    name: Annotated[str | None, typer.Option("--name", help="A new name.")] = None,
    password: Password = None,
    ask_password: Annotated[bool, typer.Option("--ask-password", help="Ask for a new password.")] = False,
    permission: Permissions = None,
) -> None:
    """Change name, password or permissions; what is not given stays, permissions are replaced as a whole."""
    word = _password(password, ask=ask_password)
    if name is None and word is None and not permission:
        raise click.UsageError("nothing to change: give --name, --password, --ask-password or --permission")
    with connected(where()) as cat:
        put_json(cat.users.update_user(_id(cat, user), name, word, _permissions(permission)))


@command(app, "delete", "users delete alice --yes")
def delete(user: User, yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")] = False) -> None:
    """Delete an account; asks before it does."""
    if not yes and not typer.confirm(f"Delete {user}?", err=True):
        remark("nothing was deleted")
        raise typer.Exit(1)
    with connected(where()) as cat:
        cat.users.delete_user(_id(cat, user))
    say(f"{user}: deleted")


def _id(cat: ccat.CatClient, user: str) -> str:
    """The id of an account that is called so, or the id itself."""
    if len(user) == 36 and user.count("-") == 4:
        return user
    found = [each.get("id") for each in cat.users.read_users(limit=ALL) or () if each.get("username") == user]
    if len(found) > 1:
        raise click.UsageError(f"{user}: several are called so; give the id of one")
    if not found:
        raise click.ClickException(f"{user}: there is no such account")
    return str(found[0])


def _password(given: str | None, *, ask: bool) -> str | None:
    if given is not None:
        if not given.startswith("@"):
            raise click.UsageError("--password: give @FILE or @-; the password itself could be seen by others")
        return text_of(given, "--password")
    if not ask:
        return None
    if not sys.stdin.isatty():
        raise click.UsageError("--password: give @FILE, or @- for stdin")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))


def _permissions(given: list[str] | None) -> dict[str, Any] | None:
    if not given:
        return None
    found: dict[str, Any] = {}
    for each in given:
        resource, colon, permission = each.upper().partition(":")
        if not colon:
            raise click.UsageError(f"{each}: give RESOURCE:PERMISSION; `cheshire-cat users permissions` lists them")
        found.setdefault(resource, []).append(permission)
    return found


def _short(user: Any) -> str:
    return ", ".join(
        f"{resource}:{'+'.join(each)}" for resource, each in (user.get("permissions") or {}).items() if each
    )
