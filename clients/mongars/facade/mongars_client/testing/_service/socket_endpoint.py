"""The WebSocket: who is let in, what is answered to a frame, and when it ends (CONTRACT §4)."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Coroutine, Iterable
from typing import Any
from urllib.parse import parse_qs

from mongars_client.testing.faults import Answer, Crash, Delay, Fault
from openapi_facade.testing.asgi import Receive, Scope, Send, drop, respond
from openapi_facade.testing.replies import TEXT, replacement

from . import tokens
from .hub import QUEUE_FULL, Line
from .origins import DEFAULT, admitted, admitted_lately
from .record import Socket
from .state import WEBSOCKET, Service

PATH = "/ws/chat/"
SNAPSHOT = 10
"""How many turns come with the second frame, at the most."""
AT_ONCE = 32
"""Frames that are answered before anything is sent again."""


class SocketEndpoint:
    """Opens and serves WebSockets."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()  # that it wants to connect
        fault = self._service.fault_for(WEBSOCKET)
        await self._service.clock.wait_until(self._service.due(fault))
        if fault is not None and not isinstance(fault, Delay):
            await _refused(fault, scope, receive, send)
            return
        headers: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name, value)
        origin = headers[b"origin"].decode("latin-1") if b"origin" in headers else None
        user = self._user(scope, origin)
        if user is None:
            await send({"type": "websocket.close"})
            return
        scope["state"]["record"].user = user
        await send({"type": "websocket.accept"})
        record = Socket(user, origin or "", self._service.clock.now())
        await self._serve(Line(record, self._service.options.queued_frames), scope, receive, send)

    def _user(self, scope: Scope, origin: str | None) -> str | None:
        """Return who may come in; None for one that may not."""
        options = self._service.options
        allowed = (*DEFAULT, f"{self._service.url()}/") if options.origins is None else options.origins
        admits = admitted if options.revision == "a7d195a" else admitted_lately
        if not options.events or scope["path"] != PATH or not admits(origin, allowed):
            return None
        ticket = parse_qs(scope["query_string"].decode("latin-1")).get("t", [""])[0]
        return tokens.user_of(ticket, self._service.secret, self._service.clock.now(), options.ticket_ttl)

    async def _serve(self, line: Line, scope: Scope, receive: Receive, send: Send) -> None:
        """Greet, and serve until the client leaves, or the socket is ended."""
        hub, user = self._service.hub, line.record.user
        hub.add(line)
        try:
            for kind, data in (
                ("ws.connected", {"origin": line.record.origin}),
                ("history.snapshot", self._snapshot(user)),
            ):
                await _send(send, json.dumps(hub.event(kind, data, user)))
            await _first([self._read(line, receive), self._write(line, send), self._beat(line)], line.ending)
        finally:
            hub.remove(line)
        if not line.ending.done():
            return
        code = line.ending.result()
        if code is None:
            drop(scope)
            return
        while line.waiting and hub.flowing and code != QUEUE_FULL:
            await _send(send, line.waiting.popleft())
        await send({"type": "websocket.close", "code": code})

    def _snapshot(self, user: str) -> dict[str, Any]:
        turns = self._service.history(user)[:SNAPSHOT]
        return {
            "items": [
                {"query": turn.query, "response": turn.response, "timestamp": turn.timestamp.isoformat()}
                for turn in turns
            ]
        }

    async def _read(self, line: Line, receive: Receive) -> None:
        """Answer frames until the client leaves; after a message `close`, they are not answered any more."""
        reading, count = True, 0
        while (message := await receive())["type"] != "websocket.disconnect":
            if not reading:
                continue
            text = message.get("text")
            if text is None:
                line.end(None)  # the server fails over binary frames
                return
            line.record.frames.append(text)
            reading = self._answer(line, text)
            self._service.watch.changed()
            count += 1
            if count % AT_ONCE == 0:
                await asyncio.sleep(0)
        line.record.close_code = message.get("code")

    def _answer(self, line: Line, text: str) -> bool:
        """Acknowledge a frame, and return whether the next one is to be read."""
        try:
            frame = json.loads(text)
        except (ValueError, RecursionError):
            frame = None
            problem: str | None = "invalid_json"
        else:
            problem = _problem(frame)
        known: dict[str, Any] = frame if isinstance(frame, dict) else {}
        kind, id = known.get("type"), known.get("id")
        payload = {"status": "ok"} if problem is None else {"status": "error", "detail": problem}
        if problem is None and kind == "client.ping":
            payload["detail"] = kind
        if problem is None and kind in ("client.ping", "pong"):
            line.seen = self._service.clock.now()
            line.record.signs += 1
        line.put(_control("ack", payload, id if _is_text(id) else None))
        return kind != "close" or problem is not None

    async def _write(self, line: Line, send: Send) -> None:
        while True:
            await line.news.wait()
            line.news.clear()
            while line.waiting and self._service.hub.flowing:
                await _send(send, line.waiting.popleft())

    async def _beat(self, line: Line) -> None:
        """Ping at each tick, until there was no sign of life for too long."""
        options, tick = self._service.options, line.record.opened
        while True:
            tick += options.heartbeat_interval
            await self._service.clock.wait_until(tick)
            if self._service.hub.silent:
                line.seen = max(line.seen, tick)
                continue
            if tick - line.seen >= options.heartbeat_timeout:
                line.end(None)
                return
            line.put(_control("ping", None))


async def _first(works: Iterable[Coroutine[Any, Any, None]], ending: asyncio.Future[int | None]) -> None:
    """Do several works, until the first of them is done, or the socket is ended."""
    tasks = [asyncio.ensure_future(work) for work in works]
    ends: list[asyncio.Future[Any]] = [*tasks, ending]
    try:
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            if task.done():
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _send(send: Send, text: str) -> None:
    await send({"type": "websocket.send", "text": text})


def _problem(frame: Any) -> str | None:
    """Return what is wrong with the envelope of a frame."""
    if not isinstance(frame, dict):
        return "invalid_envelope"
    if not _is_text(frame.get("type")):
        return "missing_type"
    if frame["type"] != "client.ping" and not _is_text(frame.get("id")):
        return "missing_id"
    return None


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _control(kind: str, payload: Any, id: str | None = None) -> str:
    return json.dumps({"id": id or str(uuid.uuid4()), "type": kind, "payload": payload})


async def _refused(fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a handshake as a test wants it."""
    if isinstance(fault, Answer):
        status, content, content_type, headers = replacement(fault)
        pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        await respond(scope, send, status, content, content_type or "text/plain", pairs)
    elif isinstance(fault, Crash):
        await respond(scope, send, 500, b"Internal Server Error", TEXT)
    else:
        drop(scope)
        while (await receive())["type"] != "websocket.disconnect":
            pass
