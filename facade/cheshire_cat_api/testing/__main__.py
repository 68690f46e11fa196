"""Run an embedded Cat in the foreground: `python -m cheshire_cat_api.testing --port 1865`."""

from __future__ import annotations

import argparse
import signal
import sys
import threading


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m cheshire_cat_api.testing",
        description="Run a Cat for tests and demos. It keeps everything in memory, and answers by a script.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=1865, help="port to listen on; 0 takes a free one")
    parser.add_argument("--api-key", default="", metavar="KEY", help="key that HTTP requests must show; empty for none")
    parser.add_argument("--ws-key", default="", metavar="KEY", help="key that WebSockets must show; empty for none")
    parser.add_argument(
        "--no-script",
        action="store_true",
        help="come up as an empty Cat: no plugin, and no language model configured",
    )
    parser.add_argument(
        "--exposed",
        action="store_true",
        help="answer to every Host and every Origin, and fetch from every address, as a real Cat does",
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
    """Start the Cat, print its URL, and stop it on Ctrl-C or SIGTERM. Returns the exit status."""
    arguments = _arguments(argv)
    try:
        from . import EmbeddedCat
    except ImportError as error:
        print(error, file=sys.stderr)
        return 1
    cat = EmbeddedCat(
        host=arguments.host,
        port=arguments.port,
        api_key=arguments.api_key,
        ws_key=arguments.ws_key,
        scripted=not arguments.no_script,
        exposed=arguments.exposed,
        fragile_store=arguments.fragile_store,
        streaming=not arguments.no_streaming,
    )
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    try:
        cat.start()
    except (OSError, OverflowError) as error:  # the latter for a port that is none
        problem = getattr(error, "strerror", None) or error
        print(f"cannot listen on {arguments.host}:{arguments.port}: {problem}", file=sys.stderr)
        return 1
    with cat:
        print(cat.url, flush=True)
        # a wait without a timeout would not be interrupted by signals on Windows
        while not ended.wait(0.5):
            pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
