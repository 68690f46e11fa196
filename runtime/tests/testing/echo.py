"""A small API to try the harness with, and how tests talk to it over plain sockets."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from http.client import HTTPResponse
from typing import Any

from websockets.sync.client import ClientConnection, connect

from openapi_facade.testing import EmbeddedServer, Watch
from openapi_facade.testing.asgi import Receive, Scope, Send, Unhandled, drop, respond

PATIENCE = 10.0
"""Seconds after which something that should happen at once is called missing."""
UPGRADE = (
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
)


class Echo:
    """Answers what it has heard: `GET /` all texts, `POST` its body; a WebSocket hears each text again.

    The text `hold` is not answered before `release`, and `late` only when the client has gone. Some paths end in other
    ways: see `_http`.
    """

    def __init__(self) -> None:
        self.watch = Watch()
        self.texts: list[str] = []
        self.starts = 0
        self._released = asyncio.Event()

    def hear(self, text: str) -> None:
        self.texts.append(text)
        self.watch.changed()

    def release(self) -> None:
        """Answer what is held; in the server's thread."""
        self._released.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self._websocket if scope["type"] == "websocket" else self._http)(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if path == "/broken":
            raise RuntimeError("not today")
        if path == "/unhandled":
            raise Unhandled("as the real one")
        if path in ("/half", "/half-broken"):
            head = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"10")]}
            await send(head)
            await send({"type": "http.response.body", "body": b"half", "more_body": True})
            if path == "/half-broken":
                raise RuntimeError("not to its end")
            drop(scope)
            return
        if path == "/me":
            scope["state"]["record"].user = "alice"
        if scope["method"] == "POST":
            self.hear((await receive())["body"].decode())
            if self.texts[-1] == "hold":
                await self._released.wait()
        await respond(scope, send, 200, json.dumps(self.texts).encode())

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        while (event := await receive())["type"] == "websocket.receive":
            self.hear(event["text"])
            if event["text"] == "hold":
                await self._released.wait()
            if event["text"] == "late":
                self.hear((await receive())["type"])
            await send({"type": "websocket.send", "text": event["text"]})


class EmbeddedEcho(EmbeddedServer):
    """Serves an `Echo`."""

    _name = "embedded Echo"
    _logger = logging.getLogger("echo.testing")

    def __init__(self, **options: Any) -> None:
        self.echo = Echo()
        super().__init__(self.echo, watch=self.echo.watch, **options)

    def _on_start(self) -> None:
        self.echo.starts += 1

    def _on_reset(self) -> None:
        self.echo.texts = []

    def _refusal(self, status: int, message: str) -> object:
        return {"code": status, "why": message}

    @property
    def texts(self) -> list[str]:
        return self._look(lambda: list(self.echo.texts))

    def release(self) -> None:
        self._look(self.echo.release)


def open_socket(server: EmbeddedServer) -> ClientConnection:
    """A WebSocket to the server, without the client's own pings."""
    return connect(server.url.replace("http", "ws", 1), ping_interval=None, open_timeout=PATIENCE)


def asked(server: EmbeddedServer, kind: str, *headers: str, start: str = "") -> tuple[int, str, dict[str, str]]:
    """Send one request (`http` or `handshake`) with these headers: its status, body, and headers in lower case."""
    start = start or "GET / HTTP/1.1"
    lines = (start, *headers, *(UPGRADE if kind == "handshake" else ("Connection: close",)))
    with socket.create_connection((server.host, server.port), PATIENCE) as raw:
        raw.sendall("".join(f"{line}\r\n" for line in (*lines, "")).encode("latin-1"))
        with HTTPResponse(raw) as response:
            response.begin()
            body = "" if response.status == 101 else response.read().decode()
            return response.status, body, {name.lower(): value for name, value in response.getheaders()}
