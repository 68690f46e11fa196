"""The three rows that are alike: language models, embedders, and auth handlers. One is chosen, each has settings."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import typer

import cheshire_cat_api as ccat
from cheshire_cat_api.cli._options import command, group, where
from cheshire_cat_api.cli._output import AsJson, masked, put_json, remark, say, table
from cheshire_cat_api.cli._values import chosen
from cheshire_cat_api.cli._where import connected


@dataclass(frozen=True)
class Kind:
    """One of the three."""

    row: str
    """The command's name."""
    what: str
    """As people say it."""
    sample: str
    """The name of one, for examples."""
    setting: str
    """What may be set of it."""
    all: Callable[[ccat.CatClient], Any]
    one: Callable[[ccat.CatClient, str], Any]
    choose: Callable[[ccat.CatClient, str, Mapping[str, Any]], Any]
    warning: str = ""
    """What a choice costs, where it costs something."""


def row(kind: Kind) -> typer.Typer:
    """Return the commands of one of the three: list, show and set."""
    app = group(f"The {kind.what}s that can be chosen, and which one is.")

    @command(app, "list", f"{kind.row} list", f"{kind.row} list --json")
    def list_(as_json: AsJson = False) -> None:
        with connected(where()) as cat:
            found = kind.all(cat)
        if as_json:
            put_json(found)
            return
        selected = found.selected_configuration
        rows = (
            ["*" if each.name == selected else "", each.name, (each.get("schema") or {}).get("humanReadableName", "")]
            for each in found.settings or ()
        )
        table(["", "name", "title"], rows)

    list_.__doc__ = f"List the {kind.what}s that can be chosen; a star is before the one that is."

    @command(app, "show", f"{kind.row} show {kind.sample}")
    def show(name: Annotated[str, typer.Argument(help="As `list` has it.")], as_json: AsJson = False) -> None:
        with connected(where()) as cat:
            found = kind.one(cat, name)
        if as_json:
            put_json(found)
        else:
            settings(found)

    show.__doc__ = f"Show what is stored of the {kind.what}, and what can be."

    @command(app, "set", f"{kind.row} set {kind.sample}{kind.setting}", f"{kind.row} set {kind.sample} @settings.json")
    def set_(
        name: Annotated[str, typer.Argument(help="As `list` has it.")],
        values: Annotated[
            list[str] | None, typer.Argument(metavar="NAME=VALUE...", help="Or NAME=@FILE, @FILE, or a JSON object.")
        ] = None,
        yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")] = False,
    ) -> None:
        with connected(where()) as cat:
            found = kind.one(cat, name)
            body = chosen(values or [], found.get("schema") or {}, found.get("value") or {}, defaults=True)
            before = kind.all(cat).selected_configuration
            if kind.warning and not yes and not typer.confirm(kind.warning, err=True):
                remark("nothing was changed")
                raise typer.Exit(1)
            kind.choose(cat, name, body)
            after = kind.all(cat).selected_configuration
        say(f"{kind.what}: {before or 'none'} -> {after or 'none'}")

    set_.__doc__ = (
        f"Choose the {kind.what}, and set what is given; the rest stays as it is stored, or as the schema has it."
    )
    return app


def settings(found: Any) -> None:
    """Print what is stored, and what the schema says of each setting."""
    value, schema = found.get("value") or {}, found.get("schema") or {}
    properties = schema.get("properties") or {}
    if not properties and not value:
        say(f"{found.get('name')}: nothing to set")
        return
    needed = schema.get("required") or []
    rows = []
    for name in {**properties, **value}:
        facts = properties.get(name) or {}
        rows.append(
            [
                name,
                _shown(name, value.get(name)),
                facts.get("type", ""),
                _shown(name, facts.get("default")),
                "yes" if name in needed else "",
            ]
        )
    table(["setting", "value", "type", "default", "needed"], rows)


def _shown(name: str, value: Any) -> str:
    shown = masked(value, name)
    return "" if shown is None else shown if isinstance(shown, str) else json.dumps(shown, ensure_ascii=False)
