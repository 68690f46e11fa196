"""Run an embedded ChatRoutes in the foreground: `python -m chatroutes.testing --port 8000`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from openapi_facade.testing.command import parser, serve

if TYPE_CHECKING:
    from .server import EmbeddedChatRoutes


def main(argv: list[str] | None = None) -> int:
    """Start the server, print its base URL, and stop it on Ctrl-C or SIGTERM. Returns the exit status."""
    options = parser(
        "chatroutes.testing",
        "Run a ChatRoutes for tests and demos. It keeps everything in memory, and answers with what it is told.",
        port=8000,
    )
    options.add_argument(
        "--dialect",
        choices=("modern", "early"),
        default="modern",
        help="answer as the SDK 0.1.4 and later expect it, or as 0.1.0 does",
    )
    options.add_argument(
        "--tree",
        choices=("nested", "flat", "messages"),
        help="shape of a tree; by default nested for modern, messages for early",
    )
    options.add_argument(
        "--checkpoints", choices=("snake", "camel"), default="snake", help="spelling of the keys of a checkpoint"
    )
    options.add_argument("--api-key", default="", metavar="KEY", help="key that requests must show; empty for any")
    options.add_argument("--no-content", action="store_true", help="answer deletions with 204")
    options.add_argument("--no-sample", action="store_true", help="come up without the conversation conv_123")
    arguments = options.parse_args(argv)

    def make() -> EmbeddedChatRoutes:
        from . import EmbeddedChatRoutes

        return EmbeddedChatRoutes(
            host=arguments.host,
            port=arguments.port,
            exposed=arguments.exposed,
            dialect=arguments.dialect,
            tree=arguments.tree,
            checkpoints=arguments.checkpoints,
            api_key=arguments.api_key,
            no_content=arguments.no_content,
            sample=not arguments.no_sample,
        )

    return serve(make)


if __name__ == "__main__":
    sys.exit(main())
