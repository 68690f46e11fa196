"""A server of raw bytes on loopback: each request is answered by a function of the test's."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, BinaryIO, cast

import cheshire_cat_api as ccat
from cheshire_cat_openapi.operations import API_VERSION

REASONS = {200: "OK", 307: "Temporary Redirect", 403: "Forbidden", 429: "Too Many Requests", 503: "Unavailable"}
STATUS = {"status": "We're all mad here, dear!", "version": API_VERSION}


@dataclass(frozen=True)
class Heard:
    """One request."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    connection: int
    """Which connection it came over, from 1."""


Answer = Callable[[Heard], "bytes | Iterator[bytes] | None"]
"""None: cut the connection; an iterator: send its items one by one, then cut; an empty one: only wait."""


def response(status: int, body: object = b"", **headers: str) -> bytes:
    """A whole response; what is no bytes is sent as JSON. Names of headers with _ for -."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Whatever')}", f"Content-Length: {len(content)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + content


class Server:
    """Listens on a free port; `heard` has the requests so far, in order.

    Args:
        answer: what to do about each.
        tls: a context, to speak https.
    """

    def __init__(self, answer: Answer, tls: ssl.SSLContext | None = None) -> None:
        self.answer = answer
        self.heard: list[Heard] = []
        self.connections = 0
        self.done = threading.Event()
        """Set at the end; an answer that waits for something waits for this."""
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self._open: set[socket.socket] = set()

    @property
    def port(self) -> int:
        return cast("int", self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self) -> Server:
        self._spawn(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.done.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)

    def _spawn(self, run: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=run, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                self._spawn(self._serve, connection, self.connections)

    def _serve(self, connection: socket.socket, number: int) -> None:
        self._open.add(connection)
        with contextlib.suppress(OSError, ssl.SSLError, ValueError):
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            stream = connection.makefile("rb")
            while (heard := read(cast("BinaryIO", stream), number)) is not None:
                self.heard.append(heard)
                answer = self.answer(heard)
                if not isinstance(answer, bytes):
                    for piece in answer or ():
                        connection.sendall(piece)
                    break
                connection.sendall(answer)
            stream.close()
        self._open.discard(connection)
        connection.close()


@contextlib.contextmanager
def talking(answer: Answer, **options: Any) -> Iterator[tuple[ccat.CatClient, Server]]:
    """A client, with options of its Config, of a server that answers so."""
    with Server(answer) as server, ccat.CatClient(ccat.Config(server.url, **options)) as client:
        yield client, server


def read(stream: BinaryIO, number: int) -> Heard | None:
    """One request; None at the end."""
    first = stream.readline().decode("latin-1").split()
    if len(first) != 3:
        return None
    headers: dict[str, str] = {}
    while line := stream.readline().decode("latin-1").strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    if headers.get("transfer-encoding") == "chunked":
        body = b"".join(_chunks(stream))
    else:
        body = stream.read(int(headers.get("content-length", "0")))
    return Heard(first[0], first[1], headers, body, number)


def reset(connection: socket.socket) -> None:
    """End a connection with a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while size := int(stream.readline(), 16):
        yield stream.read(size)
        stream.readline()
    stream.readline()
