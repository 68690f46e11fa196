"""A chat on the console. An empty line or the end of input leaves.

    python examples/console.py http://localhost:1865 [--user alice] [--json]

The server's keys come from the environment: CCAT_API_KEY, and CCAT_API_KEY_WS where the WebSocket has its own.
"""

import argparse
import contextlib
import json
import os
import queue
import sys
from typing import Any

import cheshire_cat_api as ccat

events: "queue.Queue[dict[str, Any] | Exception]" = queue.Queue()


def answer(as_json: bool) -> None:
    """Print the answer as it streams; then, if asked for, the whole reply with its `why`."""
    streamed = False
    while True:
        event = events.get()
        if isinstance(event, Exception):
            raise event
        kind = event.get("type")
        if kind == "chat_token" and not as_json:
            print(event["content"], end="", flush=True)
            streamed = True
        elif kind == "notification":
            print(f"[{event['content']}]", flush=True)
        elif kind == "error":
            print(f"the Cat failed: {event['name']}: {event['description']}", file=sys.stderr)
            if event["name"] != "GenericError":  # a plugin's remark; the turn goes on
                return
        elif kind == "chat":
            if as_json:
                print(json.dumps(event, indent=2, ensure_ascii=False))
            else:
                print("" if streamed else event["content"])
            return


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", nargs="?", default=os.environ.get("CCAT_URL", "http://localhost:1865"), help="the Cat")
    parser.add_argument("--user", default="user", help="the user's id (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="print whole replies: input, steps, memories")
    arguments = parser.parse_args()

    config = ccat.Config(
        base_url=arguments.url,
        user_id=arguments.user,
        auth_key=os.environ.get("CCAT_API_KEY", ""),
        auth_key_ws=os.environ.get("CCAT_API_KEY_WS"),
    )
    cat_client = ccat.CatClient(
        config=config,
        on_message=lambda message: events.put(json.loads(message)),
        on_error=events.put,
    )
    with cat_client:
        cat_client.connect_ws(timeout=5)
        with contextlib.suppress(EOFError):
            while text := input("Human: "):
                cat_client.send(message=text)
                answer(arguments.json)


if __name__ == "__main__":
    try:
        main()
        sys.stdout.flush()  # here, where a reader that has gone away is noticed
    except ccat.CatError as error:
        sys.exit(f"failed: {error}")
    except KeyboardInterrupt:
        pass
    except BrokenPipeError:  # of `| head`: what is left to be printed goes nowhere, or its flushing would fail too
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
