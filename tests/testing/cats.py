"""Small things for talking to an embedded Cat in these tests."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from websockets.sync.client import ClientConnection, connect

from cheshire_cat_api.testing import EmbeddedCat

PATIENCE = 10.0
"""Seconds after which something that should happen at once is called missing."""


def open_socket(cat: EmbeddedCat, path: str = "/ws") -> ClientConnection:
    """A WebSocket to the Cat, without the client's own pings."""
    return connect(cat.url.replace("http", "ws", 1) + path, ping_interval=None, open_timeout=PATIENCE)


def say(socket: ClientConnection, text: str) -> None:
    socket.send(json.dumps({"text": text}))


def hear(socket: ClientConnection) -> dict[str, Any]:
    """The next frame."""
    frame: dict[str, Any] = json.loads(socket.recv(timeout=PATIENCE))
    return frame


def hear_turn(socket: ClientConnection) -> tuple[list[str], dict[str, Any]]:
    """The tokens of a turn, and the frame that ends it."""
    tokens = []
    while (frame := hear(socket))["type"] == "chat_token":
        tokens.append(frame["content"])
    return tokens, frame


def packed(**files: str) -> bytes:
    """A zip archive; `__` in a name stands for its last dot."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(".".join(name.rsplit("__", 1)), content)
    return buffer.getvalue()
