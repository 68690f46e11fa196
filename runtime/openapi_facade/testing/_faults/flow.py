"""One direction of a link: how far it has come, where faults part its bytes, and the sending."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from typing import NamedTuple

from .kinds import Bytes, CutBody, Direction, Huge, Insert, Placed
from .plan import Entry, Plan, Traffic
from .tcp import sent
from .wire import BINARY, FIRST_CONTROL, TEXT, FrameHead, Head, ResponseHead, Scanner, frame_header

CHUNK = 64 * 1024


class Stop(NamedTuple):
    """A fault strikes when `offset` bytes have passed; `pending`: but not before the next one has arrived."""

    offset: int
    pending: bool
    entry: Entry


class Flow:
    """What goes to `sink`, which is set when it is connected. `moving` is cleared while the flow is frozen."""

    def __init__(self, direction: Direction, scanner: Scanner, traffic: Traffic, plan: Plan) -> None:
        self.direction: Direction = direction
        self.scanner = scanner
        self.sink: socket.socket | None = None
        self.moving = asyncio.Event()
        self.moving.set()
        self.passed = 0
        self._traffic = traffic
        self._plan = plan
        self._sending = asyncio.Lock()
        self._out = bytearray()
        self._frames = 0
        self._head: Head | None = None
        self._head_at = 0
        self._body = 0
        self._in_message = False
        self._deferred: list[Insert] = []

    def begin(self, head: Head) -> None:
        self._head, self._head_at, self._body = head, self.passed, 0

    async def complete(self, head: Head) -> None:
        self._head = None
        if isinstance(head, FrameHead):
            self._frames += 1
            if head.opcode < FIRST_CONTROL:
                self._in_message = not head.last
            while self._deferred and not self._in_message:
                await self.insert(self._deferred.pop(0))

    def stops(self, entries: Iterator[Entry], *, payload: bool) -> Iterator[Stop]:
        """Where faults strike between bytes; some of these places may have been passed already."""
        for entry in entries:
            fault = entry.fault
            if isinstance(fault, CutBody):
                if payload and isinstance(self._head, ResponseHead):
                    yield Stop(self.passed + fault.after - self._body, True, entry)
            elif not isinstance(fault, Placed):
                continue
            elif isinstance(fault.when, Bytes):
                if fault.when.direction == self.direction:
                    pending = fault.when.edge == "before"
                    yield Stop(fault.when.n - pending, pending, entry)
            elif fault.when and fault.when.edge == "at" and self._head and fault.when.meets(self._head, self.direction):
                yield Stop(self._head_at + self._head.size // 2, False, entry)

    def take(self, data: memoryview, *, payload: bool) -> None:
        """Collect bytes, to be sent by the next `flush`."""
        self._out += data
        self.passed += len(data)
        if payload:
            self._body += len(data)

    async def flush(self) -> None:
        """Send what has been collected. It is counted first: who has received it finds it counted."""
        if (self._traffic.bytes, self._traffic.frames) != (self.passed, self._frames):
            await self.moving.wait()
            with self._plan.changed:
                self._traffic.bytes, self._traffic.frames = self.passed, self._frames
                self._plan.changed.notify_all()
        if self._out:
            data = bytes(self._out)
            self._out.clear()
            await self.send(data)

    async def send(self, data: bytes) -> None:
        await self.moving.wait()
        assert self.sink is not None, "nothing passes before both sides are connected"
        async with self._sending:
            await asyncio.get_running_loop().sock_sendall(self.sink, data)

    async def settle(self) -> None:
        """Wait until what `send` was given has left, where the system tells."""
        if self.sink is not None:
            await sent(self.sink)

    async def finish(self) -> None:
        """Pass on that the source has ended."""
        await self.flush()
        await self.moving.wait()
        if self.sink is not None:
            self.sink.shutdown(socket.SHUT_WR)

    async def insert(self, insert: Insert) -> None:
        """Send a frame of the proxy's own; a data frame only once no message is half sent."""
        frame = insert.frame
        opcode = insert.opcode
        if opcode is None:
            opcode = BINARY if isinstance(frame, bytes) else TEXT
        if self._in_message and opcode < FIRST_CONTROL:
            self._deferred.append(insert)
            return
        await self.flush()
        if isinstance(frame, Huge):
            await self._insert_huge(opcode, frame)
        else:
            payload = frame.encode() if isinstance(frame, str) else frame
            await self.send(frame_header(opcode, len(payload)) + payload)

    async def _insert_huge(self, opcode: int, frame: Huge) -> None:
        filling = frame.size - len(frame.opening) - len(frame.closing)
        opening, closing = (frame.opening, frame.closing) if filling >= 0 else (b"x" * frame.size, b"")
        await self.send(frame_header(opcode, frame.size) + opening)
        while filling > 0:
            await self.send(b"x" * min(filling, CHUNK))
            filling -= CHUNK
        await self.send(closing)
