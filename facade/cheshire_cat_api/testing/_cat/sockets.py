"""The open WebSockets: one per user id gets the frames, whoever it is (CONTRACT §1.6 and §4.5)."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from openapi_facade.testing.watch import Watch

Send = Callable[[Any], Awaitable[None]]


class Sockets:
    """`user id -> last socket`, exactly as forgetful as the real one.

    A second socket of a user takes the first one's place, and when either of them closes, *nobody* is registered any
    more: the survivor stays open and hears nothing.
    """

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._last: dict[str, Send] = {}
        self._open: Counter[str] = Counter()

    def opened(self, user_id: str, send: Send) -> None:
        self._last[user_id] = send
        self._open[user_id] += 1
        self._watch.changed()

    def closed(self, user_id: str) -> None:
        self._last.pop(user_id, None)
        self._open[user_id] -= 1
        self._watch.changed()

    def count(self, user_id: str) -> int:
        """How many sockets of this user are open, deaf ones included."""
        return self._open[user_id]

    async def send(self, user_id: str, frame: Any) -> None:
        """Send one JSON object to the user's registered socket, if there is one and it is still open.

        Raises UnicodeEncodeError for text that UTF-8 cannot carry, as the real Cat does (CONTRACT §4.4).
        """
        send = self._last.get(user_id)
        if send is None:
            return
        text = json.dumps(frame, separators=(",", ":"), ensure_ascii=False)
        text.encode()
        # when the client is gone, or the keepalive has given it up, the turn goes on without a listener
        with contextlib.suppress(OSError, RuntimeError):
            await send({"type": "websocket.send", "text": text})
