"""What goes out over one open WebSocket, and how it ends."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Mapping
from typing import Any

from openapi_facade.testing.asgi import Scope, Send, drop

from .record import Socket
from .state import Service


class Line:
    """One open WebSocket.

    Args:
        record: What tests see of it.
    """

    def __init__(self, service: Service, record: Socket, scope: Scope, send: Send) -> None:
        self.record = record
        self.waiting: deque[str | None] = deque()
        """What has come and was not looked at; None: a binary frame."""
        self.news = asyncio.Event()
        """Whether something waits."""
        self.idle = asyncio.Event()
        """Whether no turn is under way."""
        self.idle.set()
        self.heard_at = service.clock.now()
        self.ending: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()
        """The code of the close frame; None for an end without one."""
        self._service = service
        self._scope = scope
        self._send = send

    @property
    def owes_a_reply(self) -> bool:
        """Whether a turn is under way, or waits."""
        return not self.idle.is_set() or any(map(_is_message, self.waiting))

    async def put(self, frame: Mapping[str, Any] | str) -> None:
        """Send a frame; nothing, where nobody is there any more."""
        if not self.record.is_open:
            return
        text = frame if isinstance(frame, str) else json.dumps(frame)
        self.record.sent.append(text)
        await self._send({"type": "websocket.send", "text": text})
        self._service.watch.changed()
        if self._service.frames_left is not None:
            self._service.frames_left -= 1
            if self._service.frames_left <= 0:
                self._service.frames_left = None
                self.end(None)
                await asyncio.sleep(0)  # who ends it goes first

    def end(self, code: int | None) -> None:
        """Close with a code, or cut the connection."""
        if not self.ending.done():
            self.record.is_open = False
            self.ending.set_result(code)

    async def close(self) -> None:
        """Do what `end` was told."""
        code = self.ending.result()
        if code is None:
            drop(self._scope)
        else:
            await self._send({"type": "websocket.close", "code": code})


def _is_message(text: str | None) -> bool:
    try:
        frame = json.loads(text or "")
    except (ValueError, RecursionError):
        return False
    return isinstance(frame, dict) and frame.get("type") == "message"
