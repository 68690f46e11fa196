"""`cheshire-cat login` and `logout`."""

from __future__ import annotations

import sys
from typing import Annotated

import click
import typer

import cheshire_cat_api as ccat
import cheshire_cat_api.cli._profiles as _profiles
from cheshire_cat_api.cli._options import command, group, text_of, where
from cheshire_cat_api.cli._output import say

app = group("Keep a server and its keys under a name.")


@command(
    app,
    "login",
    "login --url https://cat.example.org --key @key.txt",
    "login --profile work --url https://cat.example.org --username alice",
)
def login(
    username: Annotated[str | None, typer.Option("--username", help="An account, instead of a key.")] = None,
    password: Annotated[
        str | None, typer.Option("--password", metavar="@FILE", help="Of the account, from a file or @- for stdin.")
    ] = None,
) -> None:
    """Keep a server and its keys, after a try whether they are right.

    Without --profile they are used whenever nothing else is said. What is not given is asked for, on a terminal. The
    keys go into the keyring of the system where the package `keyring` finds one, else into a file that only you can
    read.
    """
    given = where()
    name = given.profile or _profiles.DEFAULT
    url = given.url or _ask("URL", "http://localhost:1865", "--url")
    secrets: dict[str, str] = {}
    if username is not None:
        if password is not None and not password.startswith("@"):
            raise click.UsageError("--password: give @FILE or @-; the password itself could be seen by others")
        secrets["password"] = (
            _ask("Password", None, "--password", hidden=True) if password is None else text_of(password, "--password")
        )
    else:
        key = given.key
        if key is None and sys.stdin.isatty():
            key = _ask("Key (empty for none)", "", "--key", hidden=True)
        if key:
            secrets["auth_key"] = key
    if given.ws_key is not None:
        secrets["auth_key_ws"] = given.ws_key
    config = ccat.Config(
        base_url=url,
        user_id=given.user or "user",
        auth_key=secrets.get("auth_key", ""),
        auth_key_ws=secrets.get("auth_key_ws"),
        username=username,
        password=secrets.get("password"),
    )
    with ccat.CatClient(config) as cat:
        if username is not None:
            cat.auth.login(username, secrets["password"])
        version = cat.status.status().version
    kept = _profiles.save(name, {"url": url, "user": given.user, "username": username}, secrets)
    say(f"profile {name}: a Cat {version} at {config.http_url}; {kept}")


def _ask(what: str, default: str | None, option: str, *, hidden: bool = False) -> str:
    if not sys.stdin.isatty():
        if default:
            return default
        raise click.UsageError(f"{option}: give it; there is no terminal to ask on")
    return str(click.prompt(what, default=default, hide_input=hidden, show_default=bool(default), err=True))
