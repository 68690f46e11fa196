"""One connection of a client, joined to one of the server: what passes, and the faults that strike it.

A link lives on the event loop of its proxy and owns both sockets. Each direction is a flow with a pump of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from itertools import chain
from typing import Any

from .flow import CHUNK, Flow
from .kinds import Answer, Cut, CutBody, Delay, Direction, Edge, Freeze, Insert, Placed
from .plan import Connection, Entry, Fired, Plan
from .tcp import Address, no_delay, reset
from .wire import Data, Event, Head, RequestHead, RequestScanner, ResponseHead, ResponseScanner, Start, http_response


class _Halt(Exception):
    """The link has ended: the pump that finds out stops here."""


class Link:
    """`run` until both sides have closed, a fault ends it, or `end` does; after `dismiss`, at once.

    shut: set when the end has reached both sockets.
    """

    def __init__(self, client: socket.socket, servers: Sequence[tuple[int, Address]], record: Connection, plan: Plan):
        self.record = record
        self.shut = asyncio.Event()
        self._plan = plan
        self._servers = servers
        self._loop = asyncio.get_running_loop()
        self._over: asyncio.Future[str] = self._loop.create_future()
        self._dismissed: asyncio.Future[None] = self._loop.create_future()
        self._mistake: Exception | None = None
        self._own: list[Entry] = []
        self._request: RequestHead | None = None
        self._answer: Answer | None = None
        self._asked: deque[RequestHead] = deque()
        self._sides = [client]  # and the server, once connected
        self._to_server = Flow("to_server", RequestScanner(), record.to_server, plan)
        self._to_client = Flow("to_client", ResponseScanner(self._asked), record.to_client, plan)
        self._to_client.sink = client

    # -- life

    async def run(self) -> None:
        work = asyncio.ensure_future(self._work())
        try:
            await asyncio.wait((work, self._over), return_when=asyncio.FIRST_COMPLETED)
            await _cancel(work)
            self.end("closed")
            how = self._over.result()
            self._shut(how)
            if how == "fin":
                await self._drain()
            if self._mistake is not None:
                raise self._mistake
        finally:
            for side in self._sides:
                side.close()
            self.shut.set()

    def end(self, how: str, entry: Entry | None = None) -> None:
        """End the link, in one of the ways that `Connection.ended` lists; one that has ended stays as it is."""
        if self._over.done():
            return
        self._over.set_result(how)
        with self._plan.changed:
            self.record.ended = how
            if entry is not None:
                self._plan.fired.append(Fired(entry.fault, self.record))
            self._plan.changed.notify_all()

    def dismiss(self) -> None:
        """End the link, and do not wait for the two sides to close theirs."""
        self.end("stopped")
        if not self._dismissed.done():
            self._dismissed.set_result(None)

    def freeze(self, direction: Direction | None = None) -> None:
        for flow in (self._to_server, self._to_client):
            if direction in (None, flow.direction):
                flow.moving.clear()

    def thaw(self) -> None:
        self._to_server.moving.set()
        self._to_client.moving.set()

    async def _work(self) -> None:
        await self._guard(self._connect(), "unreachable")
        if not self._over.done():
            client, server = self._sides
            to_server, to_client = self._pump(client, self._to_server), self._pump(server, self._to_client)
            await asyncio.gather(self._guard(to_server, "reset"), self._guard(to_client, "reset"))

    async def _guard(self, step: Awaitable[None], failure: str) -> None:
        try:
            await step
        except _Halt:
            pass
        except OSError:
            self.end(failure)
        except Exception as error:  # a mistake of the proxy's own: it is to be raised by its stop()
            self._mistake = error
            self.end("failed")

    async def _connect(self) -> None:
        for entry in self._struck(lambda placed: placed.when is None):
            await self._strike(entry, self._to_client)
        for family, address in self._servers:
            server = socket.socket(family)
            server.setblocking(False)
            self._sides.append(server)
            try:
                await self._loop.sock_connect(server, address)
            except OSError:
                self._sides.remove(server)
                server.close()
            else:
                self._to_server.sink = server
                no_delay(server)
                return
        raise ConnectionRefusedError("nobody listens at the server's address")

    def _shut(self, how: str) -> None:
        if how == "fin":
            for side in self._sides:
                with contextlib.suppress(OSError):  # it is gone already
                    side.shutdown(socket.SHUT_WR)
        elif how in ("rst", "reset", "unreachable"):
            for side in self._sides:
                reset(side)
        else:
            for side in self._sides:
                side.close()
        self.shut.set()

    async def _drain(self) -> None:
        """Read what still comes, until both sides have closed: closing before that would turn the FIN into a reset."""

        async def drain(side: socket.socket) -> None:
            with contextlib.suppress(OSError):
                while await self._loop.sock_recv(side, CHUNK):
                    pass

        draining = asyncio.gather(*map(drain, self._sides))
        await asyncio.wait((draining, self._dismissed), return_when=asyncio.FIRST_COMPLETED)
        await _cancel(draining)

    # -- what passes

    async def _pump(self, source: socket.socket, flow: Flow) -> None:
        while data := await self._loop.sock_recv(source, CHUNK):
            for event in flow.scanner.feed(data):
                await self._pass(flow, event)
            await flow.flush()
        for event in flow.scanner.finish():
            await self._pass(flow, event)
        await flow.finish()

    async def _pass(self, flow: Flow, event: Event) -> None:
        if isinstance(event, Data):
            if flow is self._to_client or self._answer is None:
                await self._forward(flow, event.data, payload=event.payload)
        elif isinstance(event, Start):
            flow.begin(event.head)
            if isinstance(event.head, RequestHead):
                self._meet(event.head)
            elif isinstance(event.head, ResponseHead) and event.head.status == 101:
                self._to_server.scanner.upgraded = True
            await self._at_edge(flow, event.head, "before")
            if isinstance(event.head, RequestHead) and not self._take_over():
                self._asked.append(event.head)
        else:
            await flow.complete(event.head)
            if isinstance(event.head, RequestHead) and self._answer is not None:
                await self._respond(self._answer, event.head)
            await self._at_edge(flow, event.head, "after")

    async def _forward(self, flow: Flow, data: bytes, *, payload: bool) -> None:
        rest = memoryview(data)
        while rest:
            stops = list(flow.stops(self._entries(), payload=payload))
            for stop in stops:
                if stop.pending and stop.offset == flow.passed:
                    await self._strike(stop.entry, flow)
            ahead = [stop for stop in stops if stop.offset > flow.passed]
            size = min([len(rest), *(stop.offset - flow.passed for stop in ahead)])
            flow.take(rest[:size], payload=payload)
            rest = rest[size:]
            for stop in ahead:
                if not stop.pending and stop.offset == flow.passed:
                    await self._strike(stop.entry, flow)

    def _meet(self, request: RequestHead) -> None:
        """A request has arrived: note it, and let the random policies choose what happens to it."""
        self._request = request
        with self._plan.changed:
            self.record.requests.append((request.method, request.path))
            self._plan.changed.notify_all()
        number = self.record.number, len(self.record.requests)
        picks = (policy.pick(*number, websocket=request.websocket) for policy in self._plan.policies)
        self._own = [Entry(fault, 1) for fault in picks if fault is not None]

    # -- what goes wrong

    def _entries(self) -> Iterator[Entry]:
        waiting = chain(self._own, self._plan.entries())
        return (entry for entry in waiting if entry.left != 0 and entry.fault.concerns(self._request))

    def _struck(self, here: Callable[[Placed], bool]) -> list[Entry]:
        return [entry for entry in self._entries() if isinstance(entry.fault, Placed) and here(entry.fault)]

    async def _at_edge(self, flow: Flow, head: Head, edge: Edge) -> None:
        def here(fault: Placed) -> bool:
            return fault.when is not None and fault.when.edge == edge and fault.when.meets(head, flow.direction)

        for entry in self._struck(here):
            await self._strike(entry, flow)

    async def _strike(self, entry: Entry, flow: Flow) -> None:
        if not entry.claim():
            return
        fault = entry.fault
        await flow.flush()
        if isinstance(fault, (Cut, CutBody)):
            if fault.by == "rst":
                await flow.settle()
            self.end(fault.by, entry)
            raise _Halt
        if isinstance(fault, Freeze):
            self.freeze(fault.direction)
        self._plan.note_fired(fault, self.record)
        if isinstance(fault, Delay):
            await asyncio.sleep(fault.seconds)
        elif isinstance(fault, Insert):
            await flow.insert(fault)

    def _take_over(self) -> bool:
        """Whether a fault answers the request that has just begun, in the server's place."""
        for entry in self._entries():
            if isinstance(entry.fault, Answer) and entry.claim():
                self._answer = entry.fault
                self._plan.note_fired(entry.fault, self.record)
                return True
        return False

    async def _respond(self, answer: Answer, request: RequestHead) -> None:
        headers = dict(answer.headers or {})
        if answer.retry_after is not None:
            headers["Retry-After"] = str(answer.retry_after)
        if request.websocket:
            headers["Connection"] = "close"
        body = answer.body.encode() if isinstance(answer.body, str) else answer.body
        await self._to_client.send(http_response(answer.status, headers, body, to=request))
        self._answer = None
        if request.websocket:
            self.end("fin")
            raise _Halt


async def _cancel(work: asyncio.Future[Any]) -> None:
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
