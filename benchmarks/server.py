"""The server of the benchmarks: what a Cat would say, precomputed, in a process of its own.

    python -m benchmarks.server        prints its port, and ends when its standard input does

It is asyncio on bare bytes, writes whole floods at once and throws uploads away, so that it is never what is measured;
its limits are rows of the table. A prompt is an order:

    tokens N        N tokens, then the reply
    think MS N      the same after so many milliseconds
    reply N         a reply with N bytes of text
    parts P N       the same in frames of P bytes
    forever         a token every millisecond, without end
    vanish          the connection is cut, and its user is not let in again

A user whose name begins with `mute` gets no answer to the handshake. Who opens the event socket of monGARS is told many
chats at once. A frame with a `type` is one of the thread chat's, whose order is its `content`.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys

from benchmarks import canned, wire
from benchmarks.limits import many_files

_SPACE = memoryview(bytearray(256 * 1024))  # one for all: what it takes is used before the next read
_gone: set[str] = set()
_listeners = itertools.count(1)


class Connection(asyncio.BufferedProtocol):
    """One client: HTTP until it asks for a WebSocket."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport
        self._input = bytearray()
        self._left = 0  # bytes of an upload still to come
        self._answer = b""
        self._user: str | None = None
        self._open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        self._open = False

    def get_buffer(self, size: int) -> memoryview:
        return _SPACE

    def buffer_updated(self, size: int) -> None:
        if self._left > size:
            self._left -= size
            return
        self._input += _SPACE[:size]
        if self._left:
            del self._input[: self._left]
            self._left = 0
            self._transport.write(self._answer)
        while self._frame() if self._open else self._request():
            pass

    def _request(self) -> bool:
        head, found, _ = self._input.partition(b"\r\n\r\n")
        if not found:
            return False
        del self._input[: len(head) + 4]
        first, *lines = bytes(head).split(b"\r\n")
        path = first.split(b" ")[1].decode()
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines)}
        if b"upgrade" in headers:
            return self._upgrade(path, headers[b"sec-websocket-key"])
        self._answer = canned.PAGES[path.partition("?")[0]]
        size = int(headers.get(b"content-length", 0))
        if size > len(self._input):
            self._left = size - len(self._input)
            self._input.clear()
            return False
        del self._input[:size]
        self._transport.write(self._answer)
        return True

    def _upgrade(self, path: str, key: bytes) -> bool:
        self._user = path.rpartition("/")[2].partition("?")[0]
        if self._user in _gone:
            self._transport.abort()
        elif not self._user.startswith("mute"):
            self._transport.write(wire.accepted(key))
            self._open = True
            if path.startswith(canned.EVENTS):
                self._transport.write(canned.events(next(_listeners)))
        return self._open

    def _frame(self) -> bool:
        taken = wire.take_frame(self._input)
        if taken is None:
            return False
        opcode, payload = taken
        if opcode == wire.TEXT:
            said = json.loads(payload)
            if "type" in said:
                self._converse(said)
            else:
                self._obey(said["text"], *said["text"].split())
        elif opcode == wire.PING:
            self._transport.write(wire.frame(wire.PONG, payload))
        elif opcode == wire.CLOSE:
            self._transport.write(wire.frame(wire.CLOSE, payload))
            self._transport.close()
            self._open = False
        return self._open

    def _obey(self, prompt: str, order: str, *numbers: str) -> None:
        if order == "tokens":
            self._flood(prompt, int(numbers[0]))
        elif order == "think":
            asyncio.get_running_loop().call_later(int(numbers[0]) / 1000, self._flood, prompt, int(numbers[1]))
        elif order == "reply":
            self._transport.write(canned.reply_frame(prompt, int(numbers[0])))
        elif order == "parts":
            self._transport.write(canned.reply_in_parts(prompt, int(numbers[1]), int(numbers[0])))
        elif order == "forever":
            self._token()
        elif order == "vanish":
            _gone.add(str(self._user))
            self._transport.abort()
        else:
            raise ValueError(prompt)

    def _converse(self, said: dict[str, str]) -> None:
        if said["type"] == "message":
            self._transport.write(canned.deltas(said["thread_id"], int(said["content"].removeprefix("tokens "))))
        else:
            self._transport.write(canned.unknown(said["type"]))

    def _flood(self, prompt: str, count: int) -> None:
        if self._open:
            self._transport.write(canned.token_frames(count) + canned.reply_frame(prompt, 200))

    def _token(self) -> None:
        if self._open:
            self._transport.write(canned.token_frames(1))
            asyncio.get_running_loop().call_later(0.001, self._token)


async def main() -> None:
    """Serve until standard input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Connection, "127.0.0.1", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    many_files()
    asyncio.run(main())
