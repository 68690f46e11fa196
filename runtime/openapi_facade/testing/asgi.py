"""What an embedded application is made of: the types of ASGI, a whole answer, and the ways to break off."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, MutableMapping
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


async def read_body(receive: Receive) -> bytes | None:
    """Return the body of a request; None if its client has left before it was whole."""
    parts: list[bytes] = []
    while (message := await receive())["type"] != "http.disconnect":
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)
    return None


def drop(scope: Scope) -> None:
    """Close the connection of a request as it is: what was written goes out, no end of a body and no close frame."""
    scope["state"]["transport"].close()


async def unless_gone(
    receive: Receive, work: Coroutine[Any, Any, None], goes_on: Callable[[], bool] = lambda: False
) -> None:
    """Do the work of a request whose body has been read, but no further than its client stays.

    Args:
        goes_on: whether it is carried out to its end all the same, asked when the client has left.
    """

    async def left() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    tasks = [asyncio.ensure_future(work), asyncio.ensure_future(left())]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if tasks[0].done() or goes_on():
            await tasks[0]
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
