"""Run an embedded thread chat in the foreground: `python -m thread_chat.testing --port 8000 --dialect srv`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from openapi_facade.testing.command import parser, serve

if TYPE_CHECKING:
    from .server import EmbeddedThreadChat


def main(argv: list[str] | None = None) -> int:
    """Start the server, print its URL, and stop it on Ctrl-C or SIGTERM. Returns the exit status."""
    options = parser(
        "thread_chat.testing",
        "Run a thread chat for tests and demos. It keeps everything in memory, and always says the same.",
        port=8000,
    )
    options.add_argument("--dialect", choices=("srv", "doc", "later"), default="srv", help="what it speaks")
    options.add_argument("--token", action="append", metavar="TOKEN", help="one that is good; by default any is")
    options.add_argument("--thread", action="append", default=[], metavar="UUID", help="a thread that there is")
    arguments = options.parse_args(argv)

    def make() -> EmbeddedThreadChat:
        from . import EmbeddedThreadChat

        server = EmbeddedThreadChat(
            arguments.dialect,
            host=arguments.host,
            port=arguments.port,
            exposed=arguments.exposed,
            tokens=None if arguments.token is None else dict.fromkeys(arguments.token, "user"),
        )
        for thread_id in arguments.thread:
            server.create_thread(thread_id)
        return server

    return serve(make)


if __name__ == "__main__":
    sys.exit(main())
