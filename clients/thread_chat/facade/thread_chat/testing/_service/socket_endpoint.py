"""The WebSocket: who is let in, in which order frames are dealt with, and when it ends (CONTRACT §2, §4)."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Coroutine
from typing import Any
from urllib.parse import parse_qs

from openapi_facade.testing.asgi import Receive, Scope, Send, drop, respond
from openapi_facade.testing.replies import encoded, replacement
from thread_chat.testing.faults import Answer

from .line import Line
from .record import Socket
from .state import WEBSOCKET, Service
from .turns import handle

PATH = "/chat/ws"
NO_PROFILE = (
    "No profile found for the authenticated email. Please ensure your profile is properly set up."  # CONTRACT §2
)
LOST = "a socket was closed during a reply: a real server answers nothing any more"
PING_AFTER = 60.0
"""Seconds without a frame of the client, after which a later revision pings (CONTRACT T9)."""


class SocketEndpoint:
    """Opens and serves WebSockets."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self.lines: list[Line] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()  # that it wants to connect
        fault = await self._service.delayed(self._service.fault_for(WEBSOCKET))
        if isinstance(fault, Answer):
            status, content, content_type, headers = replacement(fault)
            pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
            await respond(scope, send, status, content, content_type or "text/plain", pairs)
            return
        if fault is not None:
            drop(scope)
            return
        if self._service.is_lost:
            await _refused(scope, send, 503, LOST)
            return
        if scope["path"] != PATH:
            await send({"type": "websocket.close"})
            return
        status, who = self._user(parse_qs(scope["query_string"].decode("latin-1")))
        if status:
            await _refused(scope, send, status, who)
            return
        scope["state"]["record"].user = who
        await send({"type": "websocket.accept"})
        await self._serve(Line(self._service, Socket(who), scope, send), receive)

    def _user(self, query: dict[str, list[str]]) -> tuple[int, str]:
        """Return 0 and who may come in, or the status and the words of a refusal."""
        key, token = query.get("key", [""])[0], query.get("token", [""])[0]
        if key:
            try:
                uuid.UUID(key)
            except ValueError:
                return 401, "Invalid API key"
            return 0, next(iter((self._service.options.tokens or {}).values()), "user")
        if not token:
            return 401, "Missing token parameter"
        if token in self._service.options.without_profile:
            return 404, NO_PROFILE
        user = self._service.user_of(token)
        return (401, "Invalid or expired token") if user is None else (0, user)

    async def _serve(self, line: Line, receive: Receive) -> None:
        """Serve until the client leaves, or the socket is ended."""
        self.lines.append(line)
        self._service.sockets.append(line.record)
        self._service.watch.changed()
        works: list[Coroutine[Any, Any, None]] = [self._work(line)]
        if self._service.dialect.survives:
            works.append(self._ping(line))
        tasks = [asyncio.ensure_future(each) for each in works]
        reading = asyncio.ensure_future(self._read(line, receive))
        try:
            ends: list[asyncio.Future[Any]] = [reading, line.ending, *tasks]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            for task in (reading, *tasks):
                if task.done():
                    task.result()
            if line.ending.done():
                await line.close()
            elif self._service.dialect.survives:
                await line.idle.wait()  # the turn goes on without its client
        finally:
            line.record.is_open = False
            self.lines.remove(line)
            for task in (reading, *tasks):
                task.cancel()
            await asyncio.gather(reading, *tasks, return_exceptions=True)
            self._service.watch.changed()

    async def _read(self, line: Line, receive: Receive) -> None:
        while (message := await receive())["type"] != "websocket.disconnect":
            text = message.get("text")
            if text is not None:
                line.record.frames.append(text)
            line.heard_at = self._service.clock.now()
            line.waiting.append(text)
            line.news.set()
            self._service.watch.changed()
        line.record.close_code = message.get("code")
        line.record.is_open = False
        if line.owes_a_reply and not self._service.dialect.survives and not line.ending.done():
            self._service.lose()
            for other in self.lines:
                other.end(None)

    async def _work(self, line: Line) -> None:
        """Deal with the frames strictly one after the other (CONTRACT §1)."""
        while True:
            await line.news.wait()
            line.news.clear()
            while line.waiting:
                text = line.waiting.popleft()
                await handle(self._service, line, text)

    async def _ping(self, line: Line) -> None:
        while True:
            due = line.heard_at + PING_AFTER
            await self._service.clock.wait_until(due)
            if due == line.heard_at + PING_AFTER:
                await line.put({"type": "ping"})
                line.heard_at = due


async def _refused(scope: Scope, send: Send, status: int, detail: str) -> None:
    await respond(scope, send, status, encoded({"detail": detail}), headers=[(b"connection", b"close")])
