"""A WebSocket as a case uses it: JSON in, JSON out, and a way to know that nothing more is to come."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any, TypeVar

import httpx
import websocket

from .servers import TIMEOUT

TEXT = "Curiouser and curiouser! è 😺\nDone."  # what the scripted language model answers
TOKENS = ["Curiouser ", "and ", "curiouser", "! ", "è 😺", "\n", "Done."]
Value = TypeVar("Value")


class Chat:
    """One socket of one user."""

    def __init__(self, url: str, user: str = "user", **options: Any) -> None:
        self.user = user
        self.socket = websocket.create_connection(url, timeout=TIMEOUT, **options)

    def send(self, message: object) -> None:
        """Send any JSON."""
        self.socket.send(json.dumps(message))

    def send_raw(self, data: str | bytes, opcode: int = websocket.ABNF.OPCODE_TEXT) -> None:
        """Send a frame as it is."""
        self.socket.send(data, opcode)

    def frame(self) -> Any:
        """Return the next text frame, decoded; the server's pings in between do not prolong the wait for it."""
        opcode, frame = self._receive()
        assert opcode == websocket.ABNF.OPCODE_TEXT, (opcode, frame)
        return json.loads(frame.data)

    def _receive(self) -> tuple[int, Any]:
        deadline = time.monotonic() + TIMEOUT
        while True:
            self.socket.settimeout(max(deadline - time.monotonic(), 0.001))
            opcode, frame = self.socket.recv_data_frame(control_frame=True)
            if opcode != websocket.ABNF.OPCODE_PING:
                return opcode, frame

    def turn(self) -> list[Any]:
        """Return the frames up to the reply that ends a turn: a `chat` whose why is null or has its agent_output."""
        frames = [self.frame()]
        while not ends_turn(frames[-1]):
            frames.append(self.frame())
        return frames

    def ask(self, text: str, **more: object) -> list[Any]:
        """Run one turn."""
        self.send({"text": text, **more})
        return self.turn()

    def is_usable(self) -> None:
        """Show that the next turn on this socket is answered, and with nothing before it."""
        assert [frame["type"] for frame in self.ask("still there? [dict]")] == ["chat"]

    def has_received_nothing(self) -> None:
        """Show that the server has sent nothing so far: the pong of a ping overtakes no frame."""
        self.socket.ping(b"anything?")
        opcode, frame = self._receive()
        assert opcode == websocket.ABNF.OPCODE_PONG, frame
        assert frame.data == b"anything?"

    def close(self) -> None:
        """Close with 1000 and wait for the server's answer."""
        self.socket.close(timeout=TIMEOUT)


def ends_turn(frame: Any) -> bool:
    """Whether this frame is the reply of a turn, not a `chat` that a plugin sent in between."""
    return frame["type"] == "chat" and "why" in frame and (frame["why"] is None or "agent_output" in frame["why"])


def tokens(frames: list[Any]) -> list[str]:
    """Return the contents of the chat_token frames."""
    for frame in frames:
        assert frame["type"] != "chat_token" or set(frame) == {"type", "content"}
    return [frame["content"] for frame in frames if frame["type"] == "chat_token"]


def history(api: httpx.Client, user: str) -> list[Any]:
    """Return the conversation of a user."""
    answer = api.get("/memory/conversation_history", headers={"user_id": user})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert set(body) == {"history"}
    turns: list[Any] = body["history"]
    return turns


def until(look: Callable[[], Value], wanted: Callable[[Value], bool]) -> Value:
    """Look at the server until it shows what is wanted, TIMEOUT at most; each look is a request."""
    deadline = time.monotonic() + TIMEOUT
    while not wanted(value := look()):
        assert time.monotonic() < deadline, f"still not what was waited for: {value!r}"
    return value


def turn_is_stored(api: httpx.Client, user: str, text: str) -> None:
    """Wait until the history holds this human message and an answer after it."""

    def stored(turns: list[Any]) -> bool:
        said = [turn["text"] for turn in turns]
        return text in said and turns[-1]["who"] == "AI" and said.index(text) < len(turns) - 1

    until(lambda: history(api, user), stored)
