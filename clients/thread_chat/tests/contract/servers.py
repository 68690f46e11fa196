"""The server of a run, embedded or given, and what is said to it."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx
from websockets.sync.client import ClientConnection, connect

from thread_chat.testing import EmbeddedThreadChat

TOKEN, WITHOUT_PROFILE, SECRET = "contract-token", "token-of-nobody", "hook-secret"
ANSWERED = 60.0
"""Seconds within which a turn has ended."""


@dataclass
class Server:
    """Where requests go. `embedded` and `dialect` are those of the embedded server; of a given one, nothing."""

    url: str
    token: str = field(repr=False)
    embedded: EmbeddedThreadChat | None = None
    dialect: str = ""

    def request(self, method: str, path: str, **sent: Any) -> httpx.Response:
        """An answer over HTTP."""
        with httpx.Client(base_url=self.url, timeout=ANSWERED, trust_env=False, verify=False) as http:
            return http.request(method, path, **sent)

    def handshake(self, path: str, headers: dict[str, str] | None = None) -> ClientConnection:
        """A socket, however it is asked for."""
        url = self.url.replace("http", "ws", 1) + path
        return connect(url, additional_headers=headers, ping_interval=None, proxy=None, open_timeout=ANSWERED)

    def socket(self) -> ClientConnection:
        """A socket that is open."""
        return self.handshake(f"/chat/ws?token={self.token}")


def new_id() -> str:
    """The id of a thread that there was not before."""
    return str(uuid.uuid4())


def answered(socket: ClientConnection, *frames: Any) -> list[dict[str, Any]]:
    """What comes for frames, up to the answer to a barrier behind them; texts are sent as they are."""
    barrier = f"sentinel-{uuid.uuid4()}"
    for frame in (*frames, {"type": barrier}):
        socket.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))
    heard: list[dict[str, Any]] = []
    while True:
        frame = json.loads(socket.recv(timeout=ANSWERED))
        if frame == {"type": "error", "message": f"Unknown message type: {barrier}"}:
            return heard
        if frame["type"] != "ping":
            heard.append(frame)
