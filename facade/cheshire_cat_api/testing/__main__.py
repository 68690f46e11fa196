"""Run an embedded Cat in the foreground: `python -m cheshire_cat_api.testing --port 1865`."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from openapi_facade.testing import command

if TYPE_CHECKING:
    from . import EmbeddedCat


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = command.parser(
        "cheshire_cat_api.testing",
        "Run a Cat for tests and demos. It keeps everything in memory, and answers by a script.",
        port=1865,
        exposed="answer to every Host and every Origin, and fetch from every address, as a real Cat does",
    )
    parser.add_argument("--api-key", default="", metavar="KEY", help="key that HTTP requests must show; empty for none")
    parser.add_argument("--ws-key", default="", metavar="KEY", help="key that WebSockets must show; empty for none")
    parser.add_argument(
        "--no-script",
        action="store_true",
        help="come up as an empty Cat: no plugin, and no language model configured",
    )
    parser.add_argument(
        "--fragile-store",
        action="store_true",
        help="let uploads or turns that run at once make its memory unreadable, as those of a real Cat may",
    )
    parser.add_argument(
        "--no-streaming",
        action="store_true",
        help="send each answer whole and no tokens before it, for programs that read one frame",
    )
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """Start the Cat, print its URL, and stop it on Ctrl-C or SIGTERM. Return the exit status."""
    arguments = _arguments(argv)

    def make() -> EmbeddedCat:
        from . import EmbeddedCat

        return EmbeddedCat(
            host=arguments.host,
            port=arguments.port,
            api_key=arguments.api_key,
            ws_key=arguments.ws_key,
            scripted=not arguments.no_script,
            exposed=arguments.exposed,
            fragile_store=arguments.fragile_store,
            streaming=not arguments.no_streaming,
        )

    return command.serve(make)


if __name__ == "__main__":
    sys.exit(main())
