"""The options that every command has which talks to a Cat: where it is, and who talks to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
import typer
from typer.core import TyperCommand, TyperOption

from cheshire_cat_api.cli._where import Where

_PLACE = "cheshire_cat_api.cli"

F = TypeVar("F", bound=Callable[..., Any])


def where() -> Where:
    """Return what the options say of this run."""
    found = click.get_current_context().meta.setdefault(_PLACE, Where())
    assert isinstance(found, Where)
    return found


def text_of(given: str, what: str) -> str:
    """Return what is given on the command line; for @FILE, what the file has, for @- what comes by stdin.

    A secret that stands on the command line itself can be seen by all users of a machine.

    Raises:
        click.BadParameter: the file cannot be read.
    """
    if not given.startswith("@"):
        return given
    try:
        with click.open_file(given[1:], encoding="utf-8") as file:
            return str(file.read()).rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise click.BadParameter(f"{what}: {given[1:]}: {getattr(error, 'strerror', None) or 'no text'}") from None


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    if value is not None and parameter.name:
        if parameter.name in ("key", "ws_key"):
            value = text_of(value, f"--{parameter.name.replace('_', '-')}")
        setattr(context.meta.setdefault(_PLACE, Where()), parameter.name, value)


def _option(*names: str, metavar: str, help: str, type: Any = str) -> TyperOption:
    return TyperOption(
        param_decls=list(names), metavar=metavar, help=help, type=type, expose_value=False, callback=_keep
    )


def _options() -> list[click.Parameter]:
    return [
        _option("--url", metavar="URL", help="The Cat, such as http://localhost:1865."),
        _option(
            "--key", metavar="@FILE", help="Its CCAT_API_KEY; the key itself would be seen by others: @FILE, or @-."
        ),
        _option("--ws-key", metavar="@FILE", help="Its CCAT_API_KEY_WS, likewise, where it is another one."),
        _option("--user", metavar="NAME", help="Whom the Cat talks to; `user`, if nobody is named."),
        _option("--profile", metavar="NAME", help="What `login` has kept under a name."),
        _option("--timeout", metavar="SECONDS", help="How long an answer may take.", type=float),
    ]


def with_connection(parameters: list[click.Parameter]) -> list[click.Parameter]:
    """Return a command's parameters and those of the connection, `--help` last."""
    *own, last = parameters
    return [*own, *_options(), last]


class CatCommand(TyperCommand):
    """A command that talks to a Cat."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        return with_connection(super().get_params(ctx))


def group(help: str) -> typer.Typer:
    """Return what holds the commands of a row."""
    return typer.Typer(
        help=help,
        add_completion=False,
        rich_markup_mode=None,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def command(app: typer.Typer, name: str, *examples: str, talks: bool = True) -> Callable[[F], F]:
    """Add a command to a group, with examples in its help.

    Args:
        app: The group.
        name: Of the command.
        examples: Each a command line, without the program's name.
        talks: Whether it talks to a Cat.
    """
    lines = "\n".join(f"  cheshire-cat {example}" for example in examples)
    return app.command(
        name,
        cls=CatCommand if talks else TyperCommand,
        epilog=f"\b\nExamples:\n{lines}" if examples else None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def existing(path: str) -> Path:
    """Return the path of a file that can be read.

    Raises:
        click.BadParameter: there is none.
    """
    found = Path(path)
    if not found.is_file():
        raise click.BadParameter(f"{path}: no such file")
    return found
