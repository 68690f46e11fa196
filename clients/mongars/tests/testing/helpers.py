"""Small things for talking to an embedded monGARS in these tests."""

from __future__ import annotations

import json
from typing import Any

import httpx
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from mongars_client.testing import EmbeddedMonGARS

PASSWORD = "secret-pass"
PATIENCE = 10.0
"""Seconds after which something that should happen at once is called missing."""
CHAT = "/api/v1/conversation/chat"
HISTORY = "/api/v1/conversation/history"


def client_of(server: EmbeddedMonGARS, user: str | None = "u1") -> httpx.Client:
    """A client with the token of a user, or of nobody. It keeps no connection: the server drops it after a 500."""
    headers = {"Authorization": f"Bearer {server.token(user)}"} if user else {}
    limits = httpx.Limits(max_keepalive_connections=0)
    return httpx.Client(
        base_url=server.url, headers=headers, timeout=PATIENCE, trust_env=False, verify=False, limits=limits
    )


def said(http: httpx.Client, message: str, **more: Any) -> dict[str, Any]:
    """The answer to a chat."""
    answer = http.post(CHAT, json={"message": message, **more})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def opened(server: EmbeddedMonGARS, user: str = "u1", **options: Any) -> ClientConnection:
    """A new socket of a user, of which nothing has been read."""
    headers = options.pop("headers", {"Origin": f"{server.url}/"})
    return connect(
        f"{server.url.replace('http', 'ws', 1)}/ws/chat/?t={server.ticket(user)}",
        additional_headers=headers,
        ping_interval=None,
        proxy=None,
        open_timeout=PATIENCE,
        **options,
    )


def joined(server: EmbeddedMonGARS, user: str = "u1", **options: Any) -> ClientConnection:
    """A new socket of a user, whose first two frames have been read."""
    socket = opened(server, user, **options)
    assert [received(socket)["type"] for _ in range(2)] == ["ws.connected", "history.snapshot"]
    return socket


def received(socket: ClientConnection) -> dict[str, Any]:
    """The next frame."""
    frame: dict[str, Any] = json.loads(socket.recv(timeout=PATIENCE))
    return frame


def asked(socket: ClientConnection, frame: Any) -> dict[str, Any]:
    """The answer to a frame: a text, or what is JSON."""
    socket.send(frame if isinstance(frame, str) else json.dumps(frame))
    return received(socket)


def end_of(socket: ClientConnection) -> int:
    """The code with which a socket ends, nothing else coming before; 1006 for an end without a close frame."""
    try:
        frame = socket.recv(timeout=PATIENCE)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 1006
    raise AssertionError(f"another frame came: {frame!r}")
