"""Run an embedded monGARS in the foreground: `python -m mongars_client.testing --port 8000 --user u1:secret-pass`."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from openapi_facade.testing.command import parser, serve

if TYPE_CHECKING:
    from .server import EmbeddedMonGARS


def main(argv: list[str] | None = None) -> int:
    """Start the server, print its URL, and stop it on Ctrl-C or SIGTERM. Returns the exit status."""
    options = parser(
        "mongars_client.testing",
        "Run a monGARS for tests and demos. It keeps everything in memory, and repeats what it is told.",
        port=8000,
    )
    options.add_argument(
        "--user", action="append", default=[], type=_user, metavar="NAME:PASSWORD", help="somebody who is registered"
    )
    options.add_argument(
        "--admin", type=_user, metavar="NAME:PASSWORD", help="the admin; by default the first to be one"
    )
    options.add_argument(
        "--origin", action="append", metavar="URL", help="an Origin that may open a WebSocket; by default its own, too"
    )
    options.add_argument(
        "--revision", choices=("a7d195a", "d3e160e"), default="a7d195a", help="which revision it behaves as"
    )
    arguments = options.parse_args(argv)
    users = dict([*arguments.user, *([arguments.admin] if arguments.admin else [])])

    def make() -> EmbeddedMonGARS:
        from . import EmbeddedMonGARS

        return EmbeddedMonGARS(
            host=arguments.host,
            port=arguments.port,
            exposed=arguments.exposed,
            users=users,
            admin=arguments.admin and arguments.admin[0],
            origins=arguments.origin,
            revision=arguments.revision,
        )

    return serve(make)


def _user(text: str) -> tuple[str, str]:
    name, colon, password = text.partition(":")
    if not name or not colon:
        raise argparse.ArgumentTypeError(f"expected NAME:PASSWORD, not {text!r}")
    return name, password


if __name__ == "__main__":
    sys.exit(main())
