"""The ASGI application: it reads, matches, authorises, validates, carries out, and answers (CONTRACT §3)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from cheshire_cat_v2.testing.faults import Answer, Crash, Delay, Events, Fault, Hangup, Interrupted, Then
from openapi_facade.testing.asgi import Receive, Scope, Send, Unhandled, drop, read_body, respond, unless_gone

from . import bodies
from .errors import Json, Moved, Refused, missing, nobody
from .events import event, line, new_id
from .operations import Call, Raw
from .record import Run
from .routes import Operation, find
from .runs import Agent, NotSerialisable, Performance, RunFailed, agents, result
from .state import MESSAGE, State
from .users import User, credential, user_of

_JSON = "application/json"
_EVENTS = "text/event-stream; charset=utf-8"


class Application:
    """What the harness runs. It owns nothing: all of that is in the `State`."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":  # there is no WebSocket (CONTRACT §0.1)
            await respond(scope, send, 404, _encoded({"detail": "Not Found"}))
            return
        body = await read_body(receive)
        if body is None:
            return
        self._state.bodies[id(scope["state"]["record"])] = body
        self._state.watch.changed()
        exchange = _Exchange(self._state, scope, body, send)
        # A stream that nobody reads is cancelled (CONTRACT §4).
        await unless_gone(receive, exchange.run(), lambda: exchange.goes_on)


class _Interruption(Exception):
    """The stream goes no further, by a fault."""


class _Exchange:
    """One request and its answer."""

    def __init__(self, state: State, scope: Scope, body: bytes, send: Send) -> None:
        self._state = state
        self._scope = scope
        self._body = body
        self._send = send
        self.goes_on = False
        """Whether it is carried out to its end even if its client leaves."""
        self._headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}

    async def run(self) -> None:
        """Answer, by the operation or by the fault that waits for it."""
        operation: Operation | None = None
        path: dict[str, str] = {}
        refusal: Refused | Moved | None = None
        try:
            operation, path = find(self._scope["method"], self._scope["path"], self._state.active)
        except (Refused, Moved) as problem:
            refusal = problem
        fault = self._state.fault_for(operation.name if operation else None)
        if isinstance(fault, Delay):
            await self._state.clock.wait_until(self._state.clock.now() + fault.seconds)
        elif fault is not None and not isinstance(fault, Interrupted):
            await self._replaced(fault)
            return
        try:
            if operation is None:
                raise refusal or missing()
            await self._own(operation, path, fault if isinstance(fault, Interrupted) else None)
        except Refused as problem:
            pairs = list(problem.headers.items())
            await self._whole(problem.status, _encoded({"detail": problem.detail}), _JSON, pairs)
        except Moved as moved:
            target = moved.location if "//" in moved.location else f"http://{self._headers['host']}{moved.location}"
            cookies = [("set-cookie", cookie) for cookie in moved.cookies]
            await self._whole(moved.status, b"", "", [("location", target), *cookies])

    async def _own(self, operation: Operation, path: dict[str, str], fault: Interrupted | None) -> None:
        kind = self._headers.get("content-type", "")
        body = bodies.parsed(kind, self._body) if operation.body == "json" else None
        user = user_of(
            credential(self._headers),
            self._state.options.api_key,
            self._state.options.jwt_secret,
            self._state.clock.now(),
        )
        self._scope["state"]["record"].user = user.name if user else None
        if operation.access != "open":
            if user is None:
                raise nobody()
            if operation.access == "admin" and "admin" not in user.roles:
                raise Refused(403, "Insufficient role")
        if operation.name == MESSAGE:
            assert user is not None
            await self._agent(path["slug"], user, bodies.task(body), fault)
            return
        if operation.body == "file":
            body = bodies.file_in(kind, self._body)
        form = dict(parse_qsl(self._body.decode("latin-1"))) if operation.body == "form" else {}
        query = dict(parse_qsl(self._scope["query_string"].decode("latin-1"), keep_blank_values=True))
        outcome = await operation.handler(Call(self._state, user, path, query, body, form))
        self._state.watch.changed()
        if isinstance(outcome, Raw):
            await self._whole(200, outcome.content, outcome.content_type)
        else:
            await self._whole(200, _encoded(outcome), _JSON)

    # -- runs

    async def _agent(self, slug: str, user: User, task: Json, fault: Interrupted | None) -> None:
        agent = agents(self._state).get(slug)
        if agent is None:
            raise missing(f"Agent '{slug}' not found.")
        run = Run(slug, user.name, task["messages"], task["stream"])
        self._state.runs.append(run)
        self._state.watch.changed()
        try:
            if task["stream"]:
                await self._streamed(agent, run, task["args"], fault)
            else:
                await self._answered(agent, run, task["args"])
        except BaseException:
            if run.state == "running":
                run.state = "cancelled"
            raise
        finally:
            self._state.watch.changed()

    async def _answered(self, agent: Agent, run: Run, args: Json) -> None:
        self.goes_on = True
        try:
            added = await Performance(self._state, agent, run, args, None).perform()
        except RunFailed as error:
            run.state = "failed"
            raise Unhandled(str(error)) from error
        run.state = "finished"
        self._state.watch.changed()
        await self._whole(200, _encoded(result(added, self._state, streamed=False)), _JSON)

    async def _streamed(self, agent: Agent, run: Run, args: Json, fault: Interrupted | None) -> None:
        left = fault.after if fault else -1

        async def emit(told: Json) -> None:
            nonlocal left
            if left == 0:
                raise _Interruption
            await self._piece(line(told))
            left -= told["type"] == "TEXT_MESSAGE_CONTENT"

        await self._start(200, [("content-type", _EVENTS)])
        now, libraries = int(self._state.clock.now()), self._state.options.libraries
        names = {"thread_id": "_", "run_id": new_id()}
        started = event("RUN_STARTED", now, libraries, **names, parent_run_id=None, input=None)
        await self._piece(line(started))
        try:
            try:
                added = await Performance(self._state, agent, run, args, emit).perform()
                told = result(added, self._state, streamed=True)
                if fault:
                    raise _Interruption
                last = event(
                    "RUN_FINISHED", int(self._state.clock.now()), libraries, **names, result=told, outcome=None
                )
                run.state = "finished"
            except RunFailed as error:
                if fault:
                    raise _Interruption from None
                last = event("RUN_ERROR", int(self._state.clock.now()), libraries, message=str(error), code=None)
                run.state = "failed"
        except NotSerialisable:
            run.state = "cut"
            await self._then("break")
            return
        except _Interruption:
            run.state = "cut" if fault and fault.then != "stall" else "running"
            self._state.watch.changed()
            await self._then(fault.then if fault else "end")
            return
        await self._piece(line(last))
        await self._then("end")

    # -- what goes out

    async def _replaced(self, fault: Fault) -> None:
        if isinstance(fault, Crash):
            raise Unhandled("as it was told to")
        if isinstance(fault, Events):
            await self._start(200, [("content-type", fault.content_type)])
            for piece in fault.pieces:
                data = piece.encode() if isinstance(piece, str) else piece
                await self._piece(data if isinstance(data, bytes) else line(data))
            await self._then(fault.then)
        elif isinstance(fault, Answer):
            body, headers = fault.body, {name.lower(): value for name, value in fault.headers.items()}
            plain = body is None or isinstance(body, str)
            content = (body or "").encode() if plain else _encoded(body)
            kind = headers.pop("content-type", "text/plain; charset=utf-8" if plain else _JSON)
            await self._whole(fault.status, content, kind, headers.items())
        elif isinstance(fault, Hangup):
            await self._hang_up()

    async def _piece(self, data: bytes) -> None:
        await self._send({"type": "http.response.body", "body": data, "more_body": True})
        await asyncio.sleep(0)  # sending alone gives nobody else a turn, nor news of a client that left

    async def _then(self, then: Then) -> None:
        if then == "stall":
            await asyncio.Event().wait()  # until the client has gone
        elif then == "break":
            await self._hang_up()
        else:
            await self._send({"type": "http.response.body", "body": b""})

    async def _hang_up(self) -> None:
        drop(self._scope)
        await asyncio.Event().wait()  # until it is known that the connection is closed

    async def _whole(
        self, status: int, content: bytes, content_type: str, headers: Iterable[tuple[str, str]] = ()
    ) -> None:
        kind = [("content-type", content_type)] if content_type else []
        await self._start(status, [("content-length", str(len(content))), *kind, *headers])
        await self._send({"type": "http.response.body", "body": content})

    async def _start(self, status: int, headers: Iterable[tuple[str, str]]) -> None:
        fields = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        await self._send({"type": "http.response.start", "status": status, "headers": fields})


def _encoded(body: Any) -> bytes:
    """Return JSON as the server writes it: compact, and in UTF-8."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
