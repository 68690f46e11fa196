"""The ASGI application: it finds the operation, reads, authorises, validates, carries out, answers (CONTRACT §1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from mongars_client.testing.faults import Answer, Crash, Delay, Fault, Hangup
from openapi_facade.testing.asgi import Receive, Scope, Send, Unhandled, drop, read_body
from openapi_facade.testing.replies import JSON, encoded, replacement, send_whole

from .bodies import body_in, form_in
from .errors import Refused
from .operations import Call, Page
from .routes import Moved, Operation, find
from .socket_endpoint import SocketEndpoint
from .state import Caller, Service
from .validation import body_of, form_of, query_of

_NOBODY = Caller("", is_admin=False)


class Application:
    """What the harness runs. It owns no state: all of that is in the `Service`."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._sockets = SocketEndpoint(service)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._sockets(scope, receive, send)
        else:
            await _Exchange(self._service, scope, receive, send).run()


class _Exchange:
    """One request and its answer."""

    def __init__(self, service: Service, scope: Scope, receive: Receive, send: Send) -> None:
        self._service = service
        self._scope = scope
        self._receive = receive
        self._send = send
        self._headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}

    async def run(self) -> None:
        """Answer, by the operation or by the fault that waits for it."""
        operation: Operation | None = None
        refusal: Refused | Moved | None = None
        try:
            operation = find(self._scope["method"], self._scope["path"])
        except (Refused, Moved) as problem:
            refusal = problem
        fault = self._service.fault_for(operation.name if operation else None)
        due = self._service.due(fault)
        if isinstance(fault, Hangup) and not fault.performed:
            await self._hang_up()
            return
        if (body := await self._read()) is None:
            return
        await self._service.clock.wait_until(due)
        if operation is not None:
            await self._carry_out(operation, body, fault)
        elif fault is not None and not isinstance(fault, Delay):
            await self._replaced(fault)
        elif isinstance(refusal, Moved):
            await self._redirected(refusal.path)
        elif refusal is not None:
            await self._refused(refusal)

    async def _carry_out(self, operation: Operation, body: bytes, fault: Fault | None) -> None:
        if isinstance(fault, Crash) or (isinstance(fault, Answer) and not fault.performed):
            await self._replaced(fault)
            return
        refused: Refused | None = None
        outcome: Any = None
        try:
            outcome = await self._outcome(operation, body)
        except Refused as problem:
            refused = problem
        if fault is not None and not isinstance(fault, Delay):
            await self._replaced(fault)
        elif refused is not None:
            await self._refused(refused)
        elif isinstance(outcome, Page):
            await self._whole(200, outcome.content.encode(), outcome.content_type)
        else:
            await self._whole(operation.status, encoded(outcome))

    async def _outcome(self, operation: Operation, body: bytes) -> Any:
        """Check a request in the order of the server, and carry it out."""
        got = self._parsed(operation, body)
        caller = _NOBODY
        if operation.access != "open":
            caller = self._caller()
            self._scope["state"]["record"].user = caller.name
        if operation.access == "admin":
            self._service.admit(caller)
        if operation.is_paced:
            self._service.begin(caller)
        query = dict(parse_qsl(self._scope["query_string"].decode("latin-1"), keep_blank_values=True))
        made = {} if operation.body is None else (form_of if operation.is_form else body_of)(operation.body, got)
        return await operation.handler(Call(self._service, caller, made, query_of(operation.query, query)))

    def _caller(self) -> Caller:
        try:
            return self._service.caller(self._headers.get("authorization"))
        except KeyError:
            raise Unhandled("a token without exp") from None

    def _parsed(self, operation: Operation, body: bytes) -> Any:
        content_type = self._headers.get("content-type", "")
        if operation.body is None:
            return None
        if operation.is_form:
            return form_in(content_type, body)
        return body_in(content_type, body)

    async def _read(self) -> bytes | None:
        """Return the body of the request; None if its client has left before it was whole."""
        body = await read_body(self._receive)
        if body is not None:
            self._service.bodies[id(self._scope["state"]["record"])] = body
        return body

    async def _replaced(self, fault: Fault) -> None:
        if isinstance(fault, Crash):
            raise Unhandled("as it was told to")
        if isinstance(fault, Answer):
            status, content, content_type, headers = replacement(fault)
            await self._whole(status, content, content_type, headers)
        else:
            await self._hang_up()

    async def _hang_up(self) -> None:
        drop(self._scope)
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def _redirected(self, path: str) -> None:
        query = self._scope["query_string"].decode("latin-1")
        location = f"http://{self._headers['host']}{path}{'?' * bool(query)}{query}"
        await self._whole(307, b"", "", {"location": location})

    async def _refused(self, problem: Refused) -> None:
        await self._whole(problem.status, encoded({"detail": problem.detail}), headers=problem.headers)

    async def _whole(
        self, status: int, content: bytes, content_type: str = JSON, headers: Mapping[str, str] | None = None
    ) -> None:
        self._service.counted[self._scope["method"], self._scope["path"], status] += 1
        await send_whole(self._send, status, content, content_type, headers)
