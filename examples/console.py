"""A chat on the console in a few lines; `cheshire-cat chat` is one with more. An empty line or the end of input leaves.

    python examples/console.py http://localhost:1865 [--user alice]

The server's keys come from the environment: CCAT_API_KEY, and CCAT_API_KEY_WS where the WebSocket has its own.
"""

import argparse
import contextlib
import os
import sys

import cheshire_cat_api as ccat

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("url", nargs="?", default=os.environ.get("CCAT_URL", "http://localhost:1865"), help="the Cat")
parser.add_argument("--user", default="user", help="the user's id (default: %(default)s)")
arguments = parser.parse_args()

keys = {name: os.environ[name] for name in ("CCAT_API_KEY", "CCAT_API_KEY_WS") if name in os.environ}
try:
    config = ccat.Config.from_env(keys, base_url=arguments.url, user_id=arguments.user)
    with ccat.CatClient(config) as cat, contextlib.suppress(EOFError, KeyboardInterrupt):
        cat.on("notification", lambda notification: print(f"[{notification.content}]"))
        cat.connect_ws(timeout=5)
        while text := input("Human: "):
            answer, written = cat.stream(text), False
            for token in answer:
                print(token, end="", flush=True)
                written = True
            print("" if written else answer.reply.text)  # which a plugin gives at once
except ccat.CatError as error:
    sys.exit(f"failed: {error}")
