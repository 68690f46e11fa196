"""`cheshire-cat serve`."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from cheshire_cat_api.cli._options import command, group

app = group("Run an embedded Cat, for tries and tests.")


@command(app, "serve", "serve", "serve --port 1866 --no-script", talks=False)
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.")] = 1865,
    no_script: Annotated[bool, typer.Option("--no-script", help="An empty Cat, without a language model.")] = False,
    exposed: Annotated[bool, typer.Option("--exposed", help="Answer to every Host and every Origin.")] = False,
) -> None:
    """Run an embedded Cat, which answers by a script and keeps everything in memory, until Ctrl-C.

    Where CCAT_API_KEY and CCAT_API_KEY_WS are set, it asks for them, as a Cat does.
    """
    from cheshire_cat_api.testing.__main__ import main

    arguments = ["--host", host, "--port", str(port)]
    arguments += ["--api-key", os.environ.get("CCAT_API_KEY", ""), "--ws-key", os.environ.get("CCAT_API_KEY_WS", "")]
    arguments += ["--no-script"] if no_script else []
    raise typer.Exit(main(arguments + (["--exposed"] if exposed else [])))
