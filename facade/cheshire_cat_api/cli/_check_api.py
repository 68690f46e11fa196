"""`cheshire-cat check-api`."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Annotated

import click
import typer

import cheshire_cat_openapi
from cheshire_cat_api.cli._options import command, group, where
from cheshire_cat_api.cli._output import AsJson, put_json, say
from cheshire_cat_api.cli._where import connected
from openapi_facade.comparison import document as documents
from openapi_facade.comparison import report as reports
from openapi_facade.comparison.problems import Refused

app = group("Compare what the server has with this client.")

PLUGIN_PATHS = "/custom/"
"""How paths begin that plugins of one server add (CONTRACT §3)."""


@command(app, "check-api", "check-api --url http://localhost:1865", "check-api openapi.json --json")
def check_api(
    source: Annotated[str | None, typer.Argument(metavar="FILE", help="A document; without: the server's own.")] = None,
    as_json: AsJson = False,
) -> None:
    """Compare what the server has with this client; ends with 1 where a program that uses it would break."""
    try:
        raw = _bytes_of(source)
        server, own = documents.without_paths(documents.parse(raw, source or "the server's document"), PLUGIN_PATHS)
        report = reports.report(_bundled(), _published(), documents.normalise(server), own)
    except Refused as problem:
        raise click.ClickException(str(problem)) from None
    if as_json:
        put_json(report)
    else:
        say("\n".join(reports.lines(report)))
    if report["breaks"]:
        raise typer.Exit(1)


def _bytes_of(source: str | None) -> bytes:
    if source is not None:
        return Path(source).read_bytes()
    with connected(where()) as cat:
        return cat.request("GET", "/openapi.json").content


def _bundled() -> documents.Document:
    """What the client sends and promises."""
    file = files(cheshire_cat_openapi) / "openapi.json"
    return documents.parse(file.read_bytes(), "the client's document")


def _published() -> documents.Document:
    """What its own server publishes, in whose words some things are wrong: they are no differences."""
    file = files("cheshire_cat_api.cli") / "openapi.json"
    if not file.is_file():  # in a clone, where it lies at the root
        file = Path(__file__).parents[3] / "openapi.json"
    return documents.parse(file.read_bytes(), "the document of the client's own server")
