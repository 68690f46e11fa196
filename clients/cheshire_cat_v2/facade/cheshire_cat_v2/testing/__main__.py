"""Run an embedded Cat 2.x in the foreground: `python -m cheshire_cat_v2.testing --port 1865`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from openapi_facade.testing.command import parser, serve

if TYPE_CHECKING:
    from .server import EmbeddedCat


def main(argv: list[str] | None = None) -> int:
    """Start the server, print its URL, and stop it on Ctrl-C or SIGTERM. Returns the exit status."""
    options = parser(
        "cheshire_cat_v2.testing",
        "Run a Cheshire Cat 2.x for tests and demos. It keeps everything in memory, and repeats what it is told.",
        port=1865,
    )
    options.add_argument("--api-key", default="meow", metavar="KEY", help="its key; by default meow")
    options.add_argument("--jwt-secret", default="meow_jwt", metavar="SECRET", help="what signs the JWTs of its users")
    options.add_argument(
        "--libraries",
        choices=("release", "pinned", "newest"),
        default="pinned",
        help="write fields as a server with the libraries of its release day does, with today's, or the newest",
    )
    arguments = options.parse_args(argv)

    def make() -> EmbeddedCat:
        from . import EmbeddedCat

        return EmbeddedCat(
            host=arguments.host,
            port=arguments.port,
            exposed=arguments.exposed,
            api_key=arguments.api_key,
            jwt_secret=arguments.jwt_secret,
            libraries=arguments.libraries,
        )

    return serve(make)


if __name__ == "__main__":
    sys.exit(main())
