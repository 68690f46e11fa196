"""A server that answers each request with the bytes a test gives it, for what no Cat and no embedded Cat ever says."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from types import TracebackType
from typing import BinaryIO, NamedTuple

REASONS = {200: "OK", 201: "Created", 302: "Found", 307: "Temporary Redirect", 400: "Bad Request", 401: "Unauthorized"}


def response(status: int, body: bytes | str | object = b"", *headers: str, length: int | None = None) -> bytes:
    """A whole HTTP response; a body that is no text is sent as JSON. `length`: what it claims, if not the truth."""
    kind = "application/json"
    if isinstance(body, bytes | str):
        kind = "text/html" if str(body).startswith("<") else "text/plain"
        content = body.encode() if isinstance(body, str) else body
    else:
        content = json.dumps(body).encode()
    size = len(content) if length is None else length
    head = (f"HTTP/1.1 {status} {REASONS.get(status, 'Whatever')}", f"Content-Type: {kind}", f"Content-Length: {size}")
    # The stub closes after each answer; without saying so, a second call could meet a connection that is just closing.
    return "\r\n".join([*head, "Connection: close", *headers, "", ""]).encode() + content


class Heard(NamedTuple):
    """One request as it came over the wire."""

    method: str
    target: str
    headers: dict[str, bytes]
    """Names in lower case, values as bytes."""
    body: bytes


class Stub:
    """Listens on loopback, answers every request with the same bytes, and then closes the connection.

    Args:
        answer: the bytes; None closes the connection without a word.
    """

    def __init__(self, answer: bytes | None) -> None:
        self.heard: list[Heard] = []
        stub = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                request = read_request(self.rfile)
                if request is None:
                    return
                stub.heard.append(request)
                if answer is not None:
                    self.wfile.write(answer)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), name="stub", daemon=True)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Stub:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def read_request(stream: BinaryIO) -> Heard | None:
    """One request, its body whole; None where the other side sent nothing."""
    first = stream.readline().decode("latin-1").split()
    if len(first) != 3:
        return None
    headers = dict(read_headers(stream))
    if headers.get("transfer-encoding") == b"chunked":
        body = b"".join(read_chunks(stream))
    else:
        body = stream.read(int(headers.get("content-length", b"0")))
    return Heard(first[0], first[1], headers, body)


def read_headers(stream: BinaryIO) -> Iterator[tuple[str, bytes]]:
    """Headers to the empty line."""
    while (line := stream.readline().rstrip(b"\r\n")) != b"":
        name, _, value = line.partition(b":")
        yield name.decode("latin-1").lower(), value.strip()


def read_chunks(stream: BinaryIO) -> Iterator[bytes]:
    """The pieces of a chunked body."""
    while size := int(stream.readline(), 16):
        yield stream.read(size)
        stream.readline()
    stream.readline()
