"""The ASGI application: it reads, matches, authorises, validates, calls the operation, and sends what that returns."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import Any
from urllib.parse import parse_qsl

from chatroutes.testing.faults import Answer, Delay, Events, Fault, Hangup, Interrupted, Then
from openapi_facade.testing import Watch
from openapi_facade.testing.asgi import Receive, Scope, Send, drop, respond, unless_gone

from .errors import Refused, invalid, missing, unauthorised
from .operations import Call, Outcome
from .routes import Operation, find
from .state import Service
from .turn import Event, event
from .validation import checked

_SCHEME = "apikey"
_JSON = "application/json; charset=utf-8"
_TEXT = "text/plain; charset=utf-8"
_EVENTS = "text/event-stream; charset=utf-8"

Perform = Callable[[], Awaitable[Outcome]]


class Application:
    """What the harness runs. It owns no state: all of that is in the `Service`."""

    def __init__(self, service: Service, watch: Watch) -> None:
        self._service = service
        self._watch = watch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await respond(scope, send, 404, _encoded(missing("Route").body()))
            return
        body, gone = await _read(receive)
        self._service.bodies[id(scope["state"]["record"])] = body
        self._watch.changed()
        if not gone:
            await unless_gone(receive, _Exchange(self._service, self._watch, scope, body, send).run())


class _Exchange:
    """One request and its answer."""

    def __init__(self, service: Service, watch: Watch, scope: Scope, body: bytes, send: Send) -> None:
        self._service = service
        self._watch = watch
        self._scope = scope
        self._body = body
        self._send = send
        service.answered += 1
        self._id = f"req_{service.answered}"

    async def run(self) -> None:
        """Answer, by the operation or by the fault that waits for it."""
        try:
            operation, path = find(self._scope["method"], _raw_path(self._scope))
        except Refused as refused:
            refusal = refused
            await self._answer(self._service.fault_for(None), lambda: _refuse(refusal))
            return
        await self._answer(self._service.fault_for(operation.name), lambda: self._outcome(operation, path))

    async def _answer(self, fault: Fault | None, perform: Perform) -> None:
        if isinstance(fault, Events) and fault.chunked:
            await self._stream(_scripted(fault), fault.then)
        elif isinstance(fault, Events):
            await self._unframed(fault)
        elif isinstance(fault, (Answer, Hangup)):
            if fault.performed:
                await _performed(perform)
            await self._replaced(fault)
        else:
            if isinstance(fault, Delay):
                await asyncio.sleep(fault.seconds)
            await self._own(fault if isinstance(fault, Interrupted) else None, perform)

    async def _own(self, fault: Interrupted | None, perform: Perform) -> None:
        """Send the service's own answer, but a stream no further than a fault lets it."""
        try:
            outcome = await perform()
        except Refused as refused:
            await self._json(refused.status, refused.body())
            return
        if isinstance(outcome, AsyncIterator):
            then: Then = fault.then if fault and fault.then in ("break", "stall") else "end"
            await self._stream(_sent(outcome, fault), then)
        elif outcome is not None:
            await self._json(200, outcome)
        elif self._service.options.no_content:
            await self._whole(204, b"", {})
        else:
            await self._json(200, {"success": True})

    async def _replaced(self, fault: Answer | Hangup) -> None:
        if isinstance(fault, Hangup):
            await self._hang_up()
            return
        body = fault.body
        if body is None or isinstance(body, (str, bytes)):
            kind, content = _TEXT, body.encode() if isinstance(body, str) else body or b""
        else:
            kind, content = _JSON, _encoded(body)
        headers = {name.lower(): value for name, value in fault.headers.items()}
        await self._whole(fault.status, content, {**({"content-type": kind} if content else {}), **headers})

    async def _hang_up(self) -> None:
        drop(self._scope)
        await asyncio.Event().wait()  # until it is known that the client has gone

    async def _outcome(self, operation: Operation, path: dict[str, str]) -> Outcome:
        if not operation.open:
            self._authorise()
        query = dict(parse_qsl(self._scope["query_string"].decode("latin-1"), keep_blank_values=True))
        call = Call(
            self._service,
            path,
            checked(operation.query, query),
            checked(operation.body, _parsed(self._body)) if operation.body is not None else {},
        )
        return await operation.handler(call)

    def _authorise(self) -> None:
        shown = [value for name, value in self._scope["headers"] if name == b"authorization"]
        scheme, _, key = shown[0].partition(b" ") if len(shown) == 1 else (b"", b"", b"")
        key, expected = key.strip(), self._service.options.api_key.encode()
        if scheme.lower() != _SCHEME.encode() or not key or (expected and not hmac.compare_digest(key, expected)):
            raise unauthorised()

    async def _json(self, status: int, body: Any) -> None:
        await self._whole(status, _encoded(body), {"content-type": _JSON})

    async def _whole(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        if status != 204:
            headers = {"content-length": str(len(content)), **headers}
        await self._start(status, headers)
        await self._send({"type": "http.response.body", "body": content})

    async def _stream(self, events: AsyncGenerator[bytes, None], then: Then) -> None:
        await self._start(200, {"content-type": _EVENTS, "cache-control": "no-cache"})
        self._service.streams += 1
        self._watch.changed()
        try:
            async with aclosing(events):
                async for piece in events:
                    await self._send({"type": "http.response.body", "body": piece, "more_body": True})
                    await asyncio.sleep(0)  # sending alone gives nobody else a turn, nor news of a client that left
            if then == "stall":
                await asyncio.Event().wait()  # until the client has gone
            elif then == "break":
                await self._hang_up()
            else:
                await self._send({"type": "http.response.body", "body": b""})
        finally:
            self._service.streams -= 1
            self._watch.changed()

    async def _unframed(self, fault: Events) -> None:
        """Write a stream without chunks, which the server beneath has no way to do."""
        transport = self._scope["state"]["transport"]
        transport.write(b"HTTP/1.1 200 OK\r\ncontent-type: %b\r\nconnection: close\r\n\r\n" % _EVENTS.encode())
        async for piece in _scripted(fault):
            transport.write(piece)
            await asyncio.sleep(0)
        if fault.then == "stall":
            await asyncio.Event().wait()  # until the client has gone
        await self._hang_up()

    async def _start(self, status: int, headers: dict[str, str]) -> None:
        pairs = {"x-request-id": self._id, **headers}
        encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in pairs.items()]
        await self._send({"type": "http.response.start", "status": status, "headers": encoded})


async def _refuse(refused: Refused) -> Outcome:
    raise refused


async def _performed(perform: Perform) -> None:
    """Carry an operation out to its end; what it answers is of no interest."""
    try:
        outcome = await perform()
    except Refused:
        return
    if isinstance(outcome, AsyncIterator):
        async for _ in outcome:
            pass


async def _scripted(fault: Events) -> AsyncGenerator[bytes, None]:
    for piece in fault.pieces:
        if fault.pause:
            await asyncio.sleep(fault.pause)
        yield piece if isinstance(piece, bytes) else _utf8(piece if isinstance(piece, str) else event(piece))


async def _sent(events: AsyncIterator[Event], fault: Interrupted | None) -> AsyncGenerator[bytes, None]:
    """The events as they are sent; with a fault, until it lets no more text come."""
    left = fault.after if fault else -1
    async for kind, data in events:
        if fault and (kind == "last" or (kind == "text" and not left)):
            break
        left -= kind == "text"
        yield _utf8(data)
        if not left:
            break
    if fault and fault.then == "error":
        yield _utf8(event({"type": "error", "error": fault.error}))
    elif fault and fault.then == "error_event":
        yield _utf8("event: error\n" + event({"error": fault.error}))


async def _read(receive: Receive) -> tuple[bytes, bool]:
    """Return the body of a request, and whether its client has left before it was whole."""
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b"".join(parts), True
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts), False


def _raw_path(scope: Scope) -> str:
    return bytes(scope["raw_path"]).partition(b"?")[0].decode("latin-1")


def _parsed(body: bytes) -> Any:
    """Return the JSON of a body; no body is as good as an empty object (CONTRACT X18)."""
    if not body:
        return {}
    try:
        return json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise invalid([{"field": "body", "message": "must be JSON"}]) from None


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _encoded(body: Any) -> bytes:
    return json.dumps(body).encode()


def _utf8(text: str) -> bytes:
    """Return a text in UTF-8; what that cannot carry (half of a surrogate pair) becomes a question mark."""
    return text.encode("utf-8", "replace")
