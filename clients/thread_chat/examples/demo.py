"""A history, an answer that ends, one that fails without a word, and a tool. `make demo CLIENT=thread_chat` runs it.

    python examples/demo.py

It starts an embedded thread chat of each dialect, one after the other. With URL=http://localhost:8000 it uses that
server instead, with the token in KEY. It speaks over a bare socket, and shows what the protocol asks of a client.
"""

import argparse
import json
import os
import sys
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import websocket

from thread_chat_openapi import Client
from thread_chat_openapi.api.tools import get_tool_categories

TIMEOUT = 30.0
"""Seconds that a server has for each frame."""
THREAD = "123e4567-e89b-42d3-a456-426614174000"


def answers(socket: websocket.WebSocket, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Send a request with a barrier behind it, and give what comes until the barrier's answer does (CONTRACT §1)."""
    barrier = f"demo-{uuid.uuid4().hex}"
    socket.send(json.dumps(request))
    socket.send(json.dumps({"type": barrier}))
    while True:
        frame = json.loads(socket.recv())
        if frame["type"] == "error" and barrier in frame["message"]:
            return
        yield frame


def converse(url: str, token: str) -> None:
    """Say what a server has, and talk to it."""
    with Client(base_url=url) as client:
        print(f"The server at {url} has tools for {', '.join(get_tool_categories.sync(client=client) or [])}")
    where = f"{url.replace('http', 'ws', 1)}/chat/ws?token={quote(token, safe='')}"
    socket = websocket.create_connection(where, timeout=TIMEOUT)
    try:
        for said in ("What is a DAO?", "FAIL, please", "Use a TOOL"):
            print(f"user:      {said}\nassistant: ", end="")
            for frame in answers(socket, {"type": "message", "thread_id": THREAD, "content": said}):
                print(frame["tool"] if frame.get("tool") else frame.get("content") or frame.get("message", ""), end="|")
            print(" (the end)")
        print("The history:")
        for frame in answers(socket, {"type": "history", "thread_id": THREAD}):
            print(f"  {frame.get('role')}: {frame.get('content') or frame.get('tool') or frame.get('thought')}")
    finally:
        socket.close()


def main() -> None:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    if url := os.environ.get("URL", ""):
        converse(url, os.environ.get("KEY") or "demo")
        return
    from thread_chat.testing import EmbeddedThreadChat

    for dialect in ("srv", "doc", "later"):
        with EmbeddedThreadChat(dialect) as server:
            server.create_thread(THREAD)
            print(f"\n{dialect}:")
            converse(server.url, "demo")


if __name__ == "__main__":
    try:
        main()
    except (OSError, websocket.WebSocketException) as error:
        sys.exit(f"failed: {error}")
