"""What an embedded application is made of: the types of ASGI, a whole answer, and the ways to break off."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]


class Unhandled(Exception):
    """Raised where the real server has an exception that it does not handle: a plain 500, and the connection closed.

    It is answered like any other exception of an application, but is no mistake of it, and not logged as one.
    """


async def respond(
    scope: Scope,
    send: Send,
    status: int,
    body: bytes = b"",
    content_type: str = "application/json",
    headers: Iterable[tuple[bytes, bytes]] = (),
) -> None:
    """Answer a request as a whole; a handshake is refused so."""
    kind = "websocket.http.response" if scope["type"] == "websocket" else "http.response"
    fields = [
        (b"content-length", str(len(body)).encode()),
        (b"content-type", content_type.encode("latin-1")),
        *headers,
    ]
    await send({"type": f"{kind}.start", "status": status, "headers": fields})
    await send({"type": f"{kind}.body", "body": body})


def drop(scope: Scope) -> None:
    """Close the connection of a request as it is: what was written goes out, no end of a body and no close frame."""
    scope["state"]["transport"].close()
