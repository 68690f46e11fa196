"""The command as a whole: which commands there are, each of which is imported when it is called."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated, Any

import click
import typer
from typer.core import TyperGroup

import cheshire_cat_api as ccat
from cheshire_cat_api.cli._options import with_connection

PROGRAM = "cheshire-cat"

COMMANDS = {
    "status": ("_status", "Tell whether the Cat is up, and what it lacks."),
    "chat": ("_chat", "Talk with the Cat."),
    "ask": ("_ask", "Ask once, and print the answer."),
    "memory": ("_memory", "List, search, write, save and wipe the memories."),
    "plugins": ("_plugins", "List, install, switch, configure and remove plugins."),
    "settings": ("_settings", "The raw settings of the server."),
    "llm": ("_llm", "Choose the language model."),
    "embedder": ("_embedder", "Choose the embedder; a change wipes the memories."),
    "auth-handler": ("_auth_handler", "Choose who decides who may come in."),
    "users": ("_users", "The accounts of the server."),
    "api": ("_api", "Call any endpoint, with your credentials."),
    "check-api": ("_check_api", "Compare what the server has with this client."),
    "serve": ("_serve", "Run an embedded Cat, for tries and tests."),
    "login": ("_login", "Keep a server and its keys under a name."),
    "logout": ("_logout", "Forget what `login` has kept."),
}
"""Name -> the module that has it as `app`, and what it does."""


class NobodyReads(Exception):
    """The reader of the output has gone. (Of a BrokenPipeError, click makes an exit status of its own.)"""


class Root(TyperGroup):
    """The commands, each imported on first use: none pays for the others."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise NobodyReads from None

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _ = COMMANDS[cmd_name]
        command = typer.main.get_command(import_module(f"cheshire_cat_api.cli.{module}").app)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, what) for name, (_, what) in COMMANDS.items()])

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        return with_connection(super().get_params(ctx))


def _version(asked: bool) -> None:
    if asked:
        print(f"{PROGRAM} {ccat.__version__}")
        raise typer.Exit


app = typer.Typer(
    cls=Root,
    rich_markup_mode=None,  # with which rich would be loaded for a word of help
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="""\b
Examples:
  cheshire-cat --url http://localhost:1865 status
  cheshire-cat login --url https://cat.example.org --key @key.txt
  cheshire-cat ask "What time is it?"
  echo "Summarise this" | cheshire-cat ask

\b
Exit status:
  0    it is done
  1    the Cat refused it, or something is missing
  2    the command line or the configuration cannot work; nothing was sent
  3    no Cat answers there
  130  interrupted
""",
)


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version, and end.")
    ] = False,
) -> None:
    """The Cheshire Cat on the command line.

    Where the Cat is, and its keys: by options, by the environment (CCAT_URL or CCAT_CORE_HOST, CCAT_CORE_PORT and
    CCAT_CORE_USE_SECURE_PROTOCOLS; CCAT_API_KEY, CCAT_API_KEY_WS), or by what `login` has kept.
    """


def root() -> click.Command:
    """Return the command."""
    return typer.main.get_command(app)
