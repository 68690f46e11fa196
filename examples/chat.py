"""Connect, say hello and leave: the chat with its four callbacks.

    python examples/chat.py http://localhost:1865

The server's keys come from the environment: CCAT_API_KEY, and CCAT_API_KEY_WS where the WebSocket has its own.
"""

import argparse
import os
import sys
import threading
import time

import cheshire_cat_api as ccat

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("url", nargs="?", default=os.environ.get("CCAT_URL", "http://localhost:1865"), help="the Cat")
arguments = parser.parse_args()

failed = threading.Event()


def on_open() -> None:
    print("connected")


def on_message(message: str) -> None:
    print("the Cat:", message)


def on_error(exception: Exception) -> None:
    print("failed:", exception, file=sys.stderr)
    failed.set()


def on_close(status_code: int, message: str) -> None:
    print("closed:", status_code, message)


try:
    config = ccat.Config(
        base_url=arguments.url,
        user_id="user",
        auth_key=os.environ.get("CCAT_API_KEY", ""),
        auth_key_ws=os.environ.get("CCAT_API_KEY_WS"),
    )
except ccat.ConfigError as error:
    sys.exit(f"failed: {error}")
cat_client = ccat.CatClient(config=config, on_open=on_open, on_close=on_close, on_message=on_message, on_error=on_error)

cat_client.connect_ws()
while not cat_client.is_ws_connected and not failed.is_set():
    time.sleep(0.1)
if failed.is_set():
    sys.exit(1)

cat_client.send(message="Hello Cat!")
cat_client.close()  # the prompt is on its way: the Cat answers it, and keeps the answer in the history
