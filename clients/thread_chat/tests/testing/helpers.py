"""A bare socket, on which a test says what it wants, and hears what comes."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from thread_chat.testing import EmbeddedThreadChat

PATIENCE = 10.0
"""Seconds after which something that should happen at once is called missing."""
THREAD = "123e4567-e89b-42d3-a456-426614174000"
OTHER = "123e4567-e89b-42d3-a456-426614174001"


class Bare:
    """One open socket."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    def say(self, *frames: Any) -> None:
        """Send frames: texts as they are, bytes as binary frames, all else as JSON."""
        for frame in frames:
            self.socket.send(frame if isinstance(frame, (str, bytes)) else json.dumps(frame))

    def hear(self) -> dict[str, Any]:
        """The next frame."""
        frame: dict[str, Any] = json.loads(self.socket.recv(timeout=PATIENCE))
        return frame

    def all(self, *frames: Any) -> list[dict[str, Any]]:
        """What comes for frames, up to the answer to a barrier behind them."""
        barrier = f"sentinel-{uuid.uuid4()}"
        self.say(*frames, {"type": barrier})
        heard = list(iter(self.hear, {"type": "error", "message": f"Unknown message type: {barrier}"}))
        assert all(barrier not in str(each) for each in heard)
        return heard

    def end(self) -> int:
        """The code with which it ends, nothing else coming before; 1006 for an end without a close frame."""
        with pytest.raises(ConnectionClosed) as caught:
            self.socket.recv(timeout=PATIENCE)
        return caught.value.rcvd.code if caught.value.rcvd else 1006


@contextmanager
def bare(server: EmbeddedThreadChat, token: str = "tok") -> Iterator[Bare]:
    """Give a socket that is open."""
    url = f"{server.chat_url}?token={token}"
    with connect(url, ping_interval=None, proxy=None, open_timeout=PATIENCE, close_timeout=PATIENCE) as socket:
        yield Bare(socket)


def message(content: Any, thread_id: str = THREAD, **further: Any) -> dict[str, Any]:
    """A message, as a client sends it."""
    return {"type": "message", "thread_id": thread_id, "content": content, **further}


def history(thread_id: str = THREAD) -> dict[str, Any]:
    """A history, as a client asks for it."""
    return {"type": "history", "thread_id": thread_id}


def told(frames: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    """Of each frame, what it has under some names."""
    return [tuple(frame.get(name) for name in names) for frame in frames]
