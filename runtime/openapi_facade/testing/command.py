"""What `python -m <package>.testing` does: an embedded server in the foreground, until it is told to end."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .server import EmbeddedServer


def parser(
    module: str, description: str, *, port: int, exposed: str = "answer to every Host and every Origin"
) -> argparse.ArgumentParser:
    """Return a parser that knows `--host`, `--port` and `--exposed`; the caller adds what its server has beyond that.

    Args:
        module: What comes after `python -m`.
        description: What it runs.
        port: Where it listens unless told otherwise.
        exposed: What `--exposed` says of itself.
    """
    made = argparse.ArgumentParser(
        prog=f"python -m {module}",
        description=description,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    made.add_argument("--host", default="127.0.0.1", help="address to listen on")
    made.add_argument("--port", type=int, default=port, help="port to listen on; 0 takes a free one")
    made.add_argument("--exposed", action="store_true", help=exposed)
    return made


def serve(make: Callable[[], EmbeddedServer]) -> int:
    """Start the server that `make` makes, print its URL, and stop it on Ctrl-C or SIGTERM. Return the exit status.

    An ImportError of `make` is what the extra `testing` would bring: it is printed, as is why it cannot listen.
    """
    try:
        server = make()
    except ImportError as error:
        print(error, file=sys.stderr)
        return 1
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    try:
        server.start()
    except (OSError, OverflowError) as error:
        problem = getattr(error, "strerror", None) or error
        print(f"cannot listen on {server.host}:{server.port}: {problem}", file=sys.stderr)
        return 1
    with server:
        print(server.url, flush=True)
        # a wait without a timeout would not be interrupted by signals on Windows
        while not ended.wait(0.5):
            pass
    return 0
