"""`cheshire-cat api`."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import click
import typer

from cheshire_cat_api.cli._options import command, existing, group, text_of, where
from cheshire_cat_api.cli._output import plain, remark
from cheshire_cat_api.cli._values import json_of, pairs
from cheshire_cat_api.cli._where import connected

app = group("Call any endpoint, with your credentials.")


@command(
    app,
    "api",
    "api GET /plugins/",
    "api GET /memory/recall -q text=tea -q k=3",
    "api POST /message -f text=Hello",
    "api POST /custom/tea --json @body.json",
)
def api(
    method: Annotated[str, typer.Argument(help="GET, POST, PUT, DELETE, ...")],
    path: Annotated[str, typer.Argument(help="From its first slash on, below the Cat's root.")],
    query: Annotated[
        list[str] | None, typer.Option("--query", "-q", metavar="NAME=VALUE", help="After the `?`.")
    ] = None,
    field: Annotated[
        list[str] | None, typer.Option("--field", "-f", metavar="NAME=VALUE", help="A key of a JSON body.")
    ] = None,
    body: Annotated[str | None, typer.Option("--json", metavar="JSON|@FILE", help="A whole JSON body.")] = None,
    upload: Annotated[list[str] | None, typer.Option("--upload", metavar="NAME=FILE", help="A file to upload.")] = None,
    headers: Annotated[bool, typer.Option("--include", "-i", help="Print status and headers on stderr.")] = False,
) -> None:
    """Call any endpoint, those of plugins too, and print what it answers, as it came."""
    if body is not None and field:
        raise click.UsageError("give either --field or --json")
    content: Any = pairs(field) if field else None if body is None else json_of(text_of(body, "--json"), "--json")
    files = {name: existing(file) for name, _, file in (each.partition("=") for each in upload or [])}
    with connected(where()) as cat:
        answer = cat.request(
            method.upper(), path, params=pairs(query) if query else None, json=content, files=files or None
        )
    if headers:
        remark(f"{answer.status_code}")
        for name, value in answer.headers.items():
            remark(f"{name}: {value}")
    if sys.stdout.isatty():
        print(plain(answer.content.decode("utf-8", "replace")))
    else:
        sys.stdout.buffer.write(answer.content)
        sys.stdout.buffer.flush()
