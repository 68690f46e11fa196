"""`cheshire-cat settings`."""

from __future__ import annotations

from typing import Annotated, Any

import click
import typer

from cheshire_cat_api.cli._options import command, group, text_of, where
from cheshire_cat_api.cli._output import AsJson, masked, put_json, say, table
from cheshire_cat_api.cli._values import json_of
from cheshire_cat_api.cli._where import connected

app = group("The raw settings of the server; keys in them are not shown.")

Setting = Annotated[str, typer.Argument(metavar="ID", help="Its setting_id, as `list` has it.")]
Value = Annotated[str, typer.Argument(metavar="JSON", help="An object or a list; or @FILE, or @- for stdin.")]
Category = Annotated[str | None, typer.Option("--category", help="What it belongs to.")]


@command(app, "list", "settings list", "settings list --search llm")
def list_(
    search: Annotated[str, typer.Option("--search", help="How its name begins; a regular expression.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the server's settings."""
    with connected(where()) as cat:
        found = cat.settings.get_settings(search)
    if as_json:
        put_json(found)
        return
    columns = ("setting_id", "category", "name", "value")
    rows = ([masked(each.get(name), name) for name in columns] for each in found.get("settings") or [])
    table(["id", *columns[1:]], rows)


@command(app, "show", "settings show 0e169ddd-84e3-449f-9573-594e63cdc649")
def show(setting: Setting) -> None:
    """Show one setting, as JSON."""
    with connected(where()) as cat:
        put_json(cat.settings.get_setting(setting)["setting"])


@command(app, "create", "settings create tea '{\"cups\": 2}' --category party")
def create(name: str, value: Value, category: Category = None) -> None:
    """Store a new setting, and print its id."""
    with connected(where()) as cat:
        say(cat.settings.create_setting(_body(name, value, category))["setting"]["setting_id"])


@command(app, "set", "settings set 0e169ddd-84e3-449f-9573-594e63cdc649 '{\"cups\": 3}'")
def set_(
    setting: Setting,
    value: Value,
    name: Annotated[str | None, typer.Option("--name", help="Another name for it.")] = None,
    category: Category = None,
) -> None:
    """Replace the value of a setting; name and category stay, if none is given."""
    with connected(where()) as cat:
        before = cat.settings.get_setting(setting)["setting"]
        body = _body(name or before["name"], value, category or before.get("category"))
        put_json(cat.settings.update_setting(setting, body)["setting"])


@command(app, "delete", "settings delete 0e169ddd-84e3-449f-9573-594e63cdc649")
def delete(setting: Setting) -> None:
    """Delete a setting."""
    with connected(where()) as cat:
        cat.settings.delete_setting(setting)
    say(f"{setting}: deleted")


def _body(name: str, value: str, category: str | None) -> dict[str, Any]:
    read = json_of(text_of(value, "the value"), "the value")
    if not isinstance(read, dict | list):
        raise click.UsageError("the value: give a JSON object or a list")
    return {"name": name, "value": read, **({} if category is None else {"category": category})}
