"""What passes on a connection, told apart without holding it back: HTTP/1.1 messages, then WebSocket frames.

A scanner is fed bytes as they arrive and yields events: a head, the bytes themselves, an end. All `Data` of a scanner,
joined, are the bytes that it was fed. Only heads are collected before they are passed on. What is not HTTP becomes
`Data` without a head.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import NamedTuple

_LARGEST_HEAD = 256 * 1024
_REQUEST_LINE = re.compile(rb"([!-~]+) ([!-~]+) HTTP/1\.[01]")
_STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([1-9][0-9][0-9])(?: .*)?")
CONTINUATION, TEXT, BINARY, FIRST_CONTROL = 0x0, 0x1, 0x2, 0x8


@dataclass(frozen=True)
class RequestHead:
    """A request's method, its path without the query, and the bytes of its head."""

    method: str
    path: str
    websocket: bool
    size: int


@dataclass(frozen=True)
class ResponseHead:
    """The status of a final response, and the bytes of its head."""

    status: int
    size: int


@dataclass(frozen=True)
class FrameHead:
    """A WebSocket frame: its number in its direction (from 1), and the bytes of the whole of it, header included."""

    number: int
    opcode: int
    last: bool
    size: int


Head = RequestHead | ResponseHead | FrameHead


class Start(NamedTuple):
    """Something begins: the bytes that follow, until `End`, are its own."""

    head: Head


class Data(NamedTuple):
    """Bytes; `payload`: they are of a message's body, and not its framing."""

    data: bytes
    payload: bool = False


class End(NamedTuple):
    """What began has passed as a whole."""

    head: Head


Event = Start | Data | End
# A step of parsing yields None where it needs more bytes than have arrived.
_Steps = Generator[Event | None, None, None]


class _NotHttp(Exception):
    """The bytes do not parse: from here on they are passed as they are."""


class Scanner:
    """One direction of a connection. `upgraded`: the next bytes are WebSocket frames (set when the 101 passes)."""

    def __init__(self) -> None:
        self.upgraded = False
        self._buffer = bytearray()
        self._open: Head | None = None
        self._steps = self._run()

    def feed(self, data: bytes) -> Iterator[Event]:
        """The events that these bytes complete."""
        self._buffer += data
        for event in self._steps:
            if event is None:
                return
            yield event

    def finish(self) -> Iterator[Event]:
        """The events of what was still held when the other side ended: part of a head, or the end of a body that only
        the connection's end delimits."""
        if self._buffer:
            yield Data(bytes(self._buffer))
            self._buffer.clear()
        if self._open is not None:
            yield End(self._open)
            self._open = None

    def _run(self) -> _Steps:
        try:
            while True:
                yield from self._need(1)
                if self.upgraded:
                    yield from self._frames()
                yield from self._message()
        except _NotHttp:
            yield from self._rest(payload=False)

    def _message(self) -> _Steps:
        raise NotImplementedError

    # -- pieces that all messages are made of

    def _need(self, count: int) -> Generator[None, None, None]:
        while len(self._buffer) < count:
            yield None

    def _take(self, count: int) -> bytes:
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken

    def _until(self, mark: bytes) -> Generator[None, None, bytes]:
        """The bytes up to and including `mark`, once they are all there."""
        searched = 0
        while (found := self._buffer.find(mark, searched)) < 0:
            if len(self._buffer) > _LARGEST_HEAD:
                raise _NotHttp
            searched = max(0, len(self._buffer) - len(mark) + 1)
            yield None
        return self._take(found + len(mark))

    def _exactly(self, count: int, *, payload: bool) -> _Steps:
        while count:
            yield from self._need(1)
            data = self._take(min(count, len(self._buffer)))
            count -= len(data)
            yield Data(data, payload)

    def _rest(self, *, payload: bool) -> _Steps:
        while True:
            yield from self._need(1)
            yield Data(self._take(len(self._buffer)), payload)

    def _chunked(self) -> _Steps:
        size, line = -1, b""
        while size:
            line = yield from self._until(b"\r\n")
            try:
                size = int(line.split(b";")[0], 16)
            except ValueError:
                yield Data(line)
                raise _NotHttp from None
            yield Data(line)
            if size:
                yield from self._exactly(size, payload=True)
                yield from self._exactly(2, payload=False)
        while line != b"\r\n":  # the trailers
            line = yield from self._until(b"\r\n")
            yield Data(line)

    def _body(self, fields: dict[bytes, bytes]) -> _Steps:
        if b"chunked" in fields.get(b"transfer-encoding", b"").lower():
            yield from self._chunked()
        else:
            yield from self._exactly(int(fields.get(b"content-length", b"0")), payload=True)

    def _frames(self) -> _Steps:
        number = 0
        while True:
            yield from self._need(2)
            masked, length = self._buffer[1] & 0x80, self._buffer[1] & 0x7F
            extra = {126: 2, 127: 8}.get(length, 0)
            yield from self._need(2 + extra)
            if extra:
                length = int.from_bytes(self._buffer[2 : 2 + extra], "big")
            number += 1
            size = 2 + extra + (4 if masked else 0) + length
            head = FrameHead(number, opcode=self._buffer[0] & 0x0F, last=bool(self._buffer[0] & 0x80), size=size)
            yield Start(head)
            yield from self._exactly(size, payload=True)
            yield End(head)


class RequestScanner(Scanner):
    """What a client sends."""

    def _message(self) -> _Steps:
        raw = yield from self._until(b"\r\n\r\n")
        line, fields = _split(raw)
        match = _REQUEST_LINE.fullmatch(line)
        if match is None or not _sound(fields):
            yield Data(raw)
            raise _NotHttp
        path = match[2].split(b"?")[0].decode("ascii")
        websocket = fields.get(b"upgrade", b"").lower() == b"websocket"
        head = RequestHead(match[1].decode("ascii"), path, websocket, len(raw))
        yield Start(head)
        yield Data(raw)
        yield from self._body(fields)
        yield End(head)


class ResponseScanner(Scanner):
    """What a server sends. `asked` holds the requests that it has yet to answer: to a HEAD there is no body."""

    def __init__(self, asked: deque[RequestHead]) -> None:
        super().__init__()
        self._asked = asked

    def _message(self) -> _Steps:
        raw = yield from self._until(b"\r\n\r\n")
        line, fields = _split(raw)
        match = _STATUS_LINE.fullmatch(line)
        if match is None or not _sound(fields):
            yield Data(raw)
            raise _NotHttp
        status = int(match[1])
        if status < 200 and status != 101:
            yield Data(raw)  # an interim response: the final one follows
            return
        request = self._asked.popleft() if self._asked else None
        head = ResponseHead(status, len(raw))
        yield Start(head)
        yield Data(raw)
        if status == 101:
            self.upgraded = True
        elif (request is not None and request.method == "HEAD") or status in (204, 304):
            pass
        elif b"transfer-encoding" in fields or b"content-length" in fields:
            yield from self._body(fields)
        else:
            self._open = head
            yield from self._rest(payload=True)
        yield End(head)


def _split(raw: bytes) -> tuple[bytes, dict[bytes, bytes]]:
    """A head's first line, and its fields by their names in lower case."""
    line, *lines = raw[:-4].split(b"\r\n")
    pairs = (field.partition(b":") for field in lines)
    return line, {name.strip().lower(): value.strip() for name, _, value in pairs}


def _sound(fields: dict[bytes, bytes]) -> bool:
    return fields.get(b"content-length", b"0").isdigit()


def frame_header(opcode: int, size: int) -> bytes:
    """The header of an unmasked frame that is whole in itself, with a payload of `size` bytes."""
    first = 0x80 | opcode
    if size < 126:
        return bytes((first, size))
    if size < 1 << 16:
        return bytes((first, 126)) + size.to_bytes(2, "big")
    return bytes((first, 127)) + size.to_bytes(8, "big")


def http_response(status: int, headers: Mapping[str, str], body: bytes, *, to: RequestHead) -> bytes:
    """A whole response with a Content-Length; to a HEAD, and with a status that allows none, without its body."""
    phrase = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else ""
    bodiless = status in (204, 304)
    fields = dict(headers) if bodiless else {"Content-Length": str(len(body)), **headers}
    lines = [f"HTTP/1.1 {status} {phrase}", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1") + (b"" if bodiless or to.method == "HEAD" else body)
