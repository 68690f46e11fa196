"""The WebSocket: handshake, then one turn after the other (CONTRACT §4.1 and §4.4)."""

from __future__ import annotations

import json
import logging
from typing import Any
from urllib.parse import parse_qs

from starlette.types import Receive, Scope, Send

from .chat import converse
from .state import Cat

logger = logging.getLogger("cheshire_cat_api.testing")


class SocketEndpoint:
    """Serves `/ws` and `/ws/{user_id}`. Returning without a close frame is how it drops a connection."""

    def __init__(self, cat: Cat) -> None:
        self._cat = cat

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()  # the request to connect
        user_id = self._authorise(scope)
        if user_id is None:
            await send({"type": "websocket.close"})  # before it is accepted: a 403 (CONTRACT §4.1)
            return
        scope["state"]["record"].user = user_id
        await send({"type": "websocket.accept"})
        self._cat.sockets.opened(user_id, send)
        dropped = True
        try:
            dropped = await self._serve(user_id, receive)
        finally:
            self._cat.sockets.closed(user_id)
        if not dropped:
            # whoever has left in order has a working memory from now on
            self._cat.store_session(user_id, self._cat.load_session(user_id))

    def _authorise(self, scope: Scope) -> str | None:
        query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        token = query["token"][-1] if "token" in query else None
        return self._cat.gate.websocket(scope["path_params"].get("user_id"), token)

    async def _serve(self, user_id: str, receive: Receive) -> bool:
        """Answer messages until the client leaves; True if the connection is to be dropped instead.

        What came in while a turn ran waits in `receive`, and a socket is forgotten only after its last turn.
        """
        while True:
            event = await receive()
            if event["type"] == "websocket.disconnect":
                return False
            text = event.get("text")
            if text is None:
                return True  # a binary frame
            try:
                message = json.loads(text)
            except (ValueError, RecursionError):
                return True
            await self._turn(user_id, message)

    async def _turn(self, user_id: str, message: Any) -> None:
        # read again for each turn: requests over HTTP may have changed it in between
        session = self._cat.load_session(user_id)
        try:
            await self._cat.sockets.send(user_id, await converse(self._cat, user_id, session, message))
        except Exception as error:
            logger.debug("a turn failed", exc_info=True)
            frame = {"type": "error", "name": type(error).__name__, "description": str(error)}
            await self._cat.sockets.send(user_id, frame)
