"""Uvicorn's protocols, with the few differences by which a client can tell the WebSockets of servers in the field.

They run its older implementation, `ws="websockets"`, once the default; the one that is imported here has taken its
place. Read with uvicorn 0.54 and websockets 16.1.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Response
from websockets.server import ServerProtocol

QUEUED_MESSAGES = 32
"""How many messages a socket may queue while a turn runs, before the server stops reading from it."""

KEEPALIVE_FAILED = 1011

_NO_GET = "Failed to open a WebSocket connection: did not receive a valid HTTP request; unsupported HTTP method: {}.\n"
WITHHELD = b"***"
_NO_SECRETS = (b"connection", b"host", b"origin", b"upgrade", b"user-agent")
_OF_THE_HANDSHAKE = b"sec-websocket-"


@dataclass
class Asked:
    """What a handshake has that may be secret. Its repr shows none of it."""

    query_string: bytes = field(repr=False)
    headers: list[tuple[bytes, bytes]] = field(repr=False)


class HTTPProtocol(HttpToolsProtocol):
    """Reads requests by httptools, as servers in the field do; and the application gets at the connection.

    It needs that to close it without saying so.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.app_state: dict[str, Any] = {"transport": transport}
        super().connection_made(transport)

    def handle_websocket_upgrade(self) -> None:
        """Begin a handshake whose secrets stand where the application looks for them, and nowhere else.

        Uvicorn logs the address of every handshake at INFO, and websockets that and the headers at DEBUG.
        """
        if self.scope["method"] != "GET":
            self.send_400_response(_NO_GET.format(self.scope["method"]))
            return
        path, mark, query = self.url.partition(b"?")
        self.app_state["asked"] = Asked(query, self.headers)
        self.scope["headers"] = [(name, value if _may_be_told(name) else WITHHELD) for name, value in self.headers]
        self.url = path + mark + (query and WITHHELD)
        super().handle_websocket_upgrade()


def _may_be_told(header: bytes) -> bool:
    return header in _NO_SECRETS or header.startswith(_OF_THE_HANDSHAKE)


class _ServerProtocol(ServerProtocol):
    """Refuses and fails in the words of the implementation `websockets`, which has few."""

    def reject(self, status: Any, text: str) -> Response:
        response = super().reject(status, text)
        del response.headers["Content-Type"]
        response.headers["Content-Type"] = "text/plain"
        return response

    def fail(self, code: Any, reason: str = "") -> None:
        super().fail(code, reason if code == KEEPALIVE_FAILED else "")


class WebSocketProtocol(WebSocketsSansIOProtocol):
    """Goes on reading while a turn runs, so that pings are answered and pongs are heard."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conn = _ServerProtocol(
            extensions=self.conn.available_extensions, max_size=self.config.ws_max_size, logger=self.conn.logger
        )

    async def send(self, message: Any) -> None:
        await super().send(message)
        if self.initial_response is not None and self.close_sent:
            # refused with a body of our own: uvicorn would call that no answer, in its log
            self.handshake_complete = True

    def send_receive_event_to_app(self) -> None:
        super().send_receive_event_to_app()
        if self.read_paused and self.queue.qsize() < QUEUED_MESSAGES:
            self.read_paused = False
            self.transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.conn.close_rcvd is None:
            # a client that vanished takes its queued messages with it; one that said goodbye does not
            while not self.queue.empty():
                self.queue.get_nowait()
        super().connection_lost(exc)
