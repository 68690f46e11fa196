"""`cheshire-cat logout`."""

from __future__ import annotations

from typing import Annotated

import click
import typer

import cheshire_cat_api.cli._profiles as _profiles
from cheshire_cat_api.cli._options import command, group
from cheshire_cat_api.cli._output import say

app = group("Forget what `login` has kept.")


@command(app, "logout", "logout", "logout --profile work", talks=False)
def logout(
    profile: Annotated[str, typer.Option("--profile", metavar="NAME", help="Which one.")] = _profiles.DEFAULT,
) -> None:
    """Forget a server and its keys."""
    if not _profiles.remove(profile):
        raise click.ClickException(f"profile {profile!r}: there is none")
    say(f"profile {profile}: forgotten")
