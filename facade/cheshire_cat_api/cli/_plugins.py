"""`cheshire-cat plugins`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import click
import typer

import cheshire_cat_api as ccat
from cheshire_cat_api.cli._options import command, existing, group, where
from cheshire_cat_api.cli._output import AsJson, details, line, put_json, remark, say, table
from cheshire_cat_api.cli._progress import bar
from cheshire_cat_api.cli._providers import settings as show_settings
from cheshire_cat_api.cli._values import chosen
from cheshire_cat_api.cli._where import connected

app = group("List, install, switch, configure and remove plugins.")

Plugin = Annotated[str, typer.Argument(metavar="ID", help="As `list` has it.")]


@command(app, "list", "plugins list", "plugins list --registry weather")
def list_(
    query: Annotated[str | None, typer.Argument(help="Words to look for.")] = None,
    registry: Annotated[bool, typer.Option("--registry", help="Those that the registry offers.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the plugins that are installed, or those that the registry offers."""
    with connected(where()) as cat:
        found = cat.plugins.get_available_plugins(query)
    if as_json:
        put_json(found.get("registry" if registry else "installed"))
    elif registry:
        rows = (
            [each.get("name", ""), each.get("version", ""), each.get("plugin_url", "")] for each in found.registry or ()
        )
        table(["name", "version", "url"], rows)
    else:
        rows = ([each.id, _state(bool(each.active)), each.version, line(each.name)] for each in found.installed or ())
        table(["id", "state", "version", "name"], rows)


@command(app, "show", "plugins show core_plugin")
def show(plugin: Plugin, as_json: AsJson = False) -> None:
    """Describe an installed plugin: its hooks and tools."""
    with connected(where()) as cat:
        found = _details(cat, plugin)
    if as_json:
        put_json(found)
        return
    facts = {name: found.get(name) or "" for name in ("id", "name", "version", "author_name", "description")}
    names = {
        kind: ", ".join(str(each.get("name", "")) for each in found.get(kind) or [])
        for kind in ("hooks", "tools", "forms")
    }
    details({**facts, "state": _state(bool(found.get("active"))), **names})


@command(app, "settings", "plugins settings", "plugins settings my_plugin")
def settings(
    plugin: Annotated[str | None, typer.Argument(metavar="ID", help="Of one; without: of all.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show the settings of one plugin, or of all."""
    with connected(where()) as cat:
        found = cat.plugins.get_plugins_settings() if plugin is None else cat.plugins.get_plugin_settings(plugin)
    if as_json:
        put_json(found)
    elif plugin is not None:
        show_settings(found)
    else:
        rows = ([each.get("name"), ", ".join(each.get("value") or {})] for each in found.get("settings") or [])
        table(["id", "set"], rows)


@command(app, "set", "plugins set my_plugin city=Oxford guests=3")
def set_(
    plugin: Plugin,
    values: Annotated[list[str], typer.Argument(metavar="NAME=VALUE...", help="Or NAME=@FILE, or a JSON object.")],
) -> None:
    """Change settings of a plugin; the others stay."""
    with connected(where()) as cat:
        found = cat.plugins.get_plugin_settings(plugin)
        cat.plugins.upsert_plugin_settings(plugin, chosen(values, found.get("schema") or {}, found.get("value") or {}))
        show_settings(cat.plugins.get_plugin_settings(plugin))


@command(app, "toggle", "plugins toggle my_plugin")
def toggle(plugin: Plugin) -> None:
    """Switch a plugin off if it is on, and on if it is off."""
    with connected(where()) as cat:
        before = _active(cat, plugin)
        cat.plugins.toggle_plugin(plugin)
        after = _active(cat, plugin)
    say(f"{plugin}: {_state(before)} -> {_state(after)}")
    if before == after:
        remark("the state is the same as before; core_plugin loses its hooks all the same: toggle it again")
        raise typer.Exit(1)


@command(app, "install", "plugins install my_plugin.zip", "plugins install https://github.com/example/my_plugin")
def install(
    source: Annotated[str, typer.Argument(metavar="FILE|URL", help="An archive, or the URL that the registry has.")],
) -> None:
    """Install a plugin from an archive, or one that the registry offers."""
    with connected(where()) as cat:
        before = {each.id for each in cat.plugins.get_available_plugins().installed or ()}
        if source.startswith(("http://", "https://")):
            cat.plugins.install_plugin_from_registry(source)
        else:
            path = existing(source)
            with bar(path.name) as tell:
                cat.plugins.install_plugin(path, on_progress=tell)
        installed = cat.plugins.get_available_plugins().installed or ()
    new = [each for each in installed if each.id not in before]
    for each in new:
        say(f"{each.id}: installed, {_state(bool(each.active))}")
    if not new:
        say(f"{source}: installed; it was there before, so see whether it is on: cheshire-cat plugins list")


@command(app, "remove", "plugins remove my_plugin --yes")
def remove(plugin: Plugin, yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")] = False) -> None:
    """Remove a plugin with its files and settings; asks before it does."""
    if not yes and not typer.confirm(f"Remove {plugin}, with its settings?", err=True):
        remark("nothing was removed")
        raise typer.Exit(1)
    with connected(where()) as cat:
        cat.plugins.delete_plugin(plugin)
        left = {each.id for each in cat.plugins.get_available_plugins().installed or ()}
    if plugin in left:
        raise click.ClickException(f"{plugin} is still there: the Cat does not remove it")
    say(f"{plugin}: removed")


def _details(cat: ccat.CatClient, plugin: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = cat.plugins.get_plugin_details(plugin).get("data") or {}
    return found


def _active(cat: ccat.CatClient, plugin: str) -> bool:
    return bool(_details(cat, plugin).get("active"))


def _state(active: bool) -> str:
    return "on" if active else "off"
