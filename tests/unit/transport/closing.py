"""Calls that are in the middle of something when their client is closed, and what is left of them."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import logging
import os
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpcore
import pytest

import cheshire_cat_api as ccat
from openapi_facade.auth.turns import AsyncTurns, Turns

from .server import STATUS, Heard, Server, response

CERTS = Path(__file__).parent / "certs"
CLOSED = "the client was closed"
WAIT = 20.0  # seconds after which something that was to happen at once has not
TIMEOUT = (120, 120)  # of the calls, which must not end by it

Call = Callable[[Any], Any]


@dataclass
class Scene:
    """A call that is in the middle of something."""

    config: ccat.Config
    port: int
    reached: threading.Semaphore
    """Released by each call when it is there."""
    call: Call = field(default=lambda client: client.status.status())
    calls: int = 1
    over: threading.Event = field(default_factory=threading.Event)
    """Set at the end; what waits on the other side waits for this."""


@contextlib.contextmanager
def silent(prelude: bytes, tls: ssl.SSLContext | None = None, **options: Any) -> Iterator[Scene]:
    """A server that hears a request, and begins its answer so."""
    reached = threading.Semaphore(0)

    def answer(heard: Heard) -> Iterator[bytes]:
        yield prelude
        reached.release()
        server.done.wait(WAIT)

    with Server(answer, tls) as server:
        yield Scene(ccat.Config(server.url, verify=CERTS / "ca.pem", timeout=TIMEOUT, **options), server.port, reached)


@contextlib.contextmanager
def listening(serve: Callable[[socket.socket, threading.Semaphore, threading.Event], None]) -> Iterator[Scene]:
    """A server whose first connection is served so."""
    reached, over = threading.Semaphore(0), threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def run() -> None:
            with contextlib.suppress(OSError):
                connection, _ = listener.accept()
                with connection:
                    serve(connection, reached, over)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        port = listener.getsockname()[1]
        yield Scene(ccat.Config(f"http://127.0.0.1:{port}", timeout=TIMEOUT), port, reached)
        over.set()
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(WAIT)


@contextlib.contextmanager
def resolving() -> Iterator[Scene]:
    reached, over = threading.Semaphore(0), threading.Event()
    resolve = socket.getaddrinfo

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host not in ("slow.invalid", b"slow.invalid"):
            return resolve(host, *args, **kwargs)
        reached.release()
        over.wait(3 * WAIT)
        raise socket.gaierror("no such name")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", getaddrinfo)
        config = ccat.Config("http://slow.invalid:1865", timeout=TIMEOUT, retries=0)
        yield Scene(config, 1865, reached, over=over)
        over.set()


@contextlib.contextmanager
def connecting() -> Iterator[Scene]:
    """A server whose queue is full: nobody is let in, and nobody is refused."""
    reached = threading.Semaphore(0)
    connect, async_connect = httpcore.SyncBackend.connect_tcp, httpcore.AnyIOBackend.connect_tcp

    def connect_tcp(backend: Any, *args: Any, **kwargs: Any) -> Any:
        reached.release()
        return connect(backend, *args, **kwargs)

    async def async_connect_tcp(backend: Any, *args: Any, **kwargs: Any) -> Any:
        reached.release()
        return await async_connect(backend, *args, **kwargs)

    with contextlib.ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(httpcore.SyncBackend, "connect_tcp", connect_tcp)
        patch.setattr(httpcore.AnyIOBackend, "connect_tcp", async_connect_tcp)
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        port = listener.getsockname()[1]
        yield Scene(ccat.Config(f"http://127.0.0.1:{port}", timeout=TIMEOUT), port, reached)


@contextlib.contextmanager
def handshaking() -> Iterator[Scene]:
    def serve(connection: socket.socket, reached: threading.Semaphore, over: threading.Event) -> None:
        connection.recv(1)
        reached.release()
        over.wait(WAIT)

    with listening(serve) as scene:
        scene.config = ccat.Config(f"https://127.0.0.1:{scene.port}", timeout=TIMEOUT)
        yield scene


@contextlib.contextmanager
def handshaking_for_ever() -> Iterator[Scene]:
    """The same, however many come."""
    with socket.create_server(("127.0.0.1", 0), backlog=1000) as listener:
        reached = threading.Semaphore(0)
        accepted: list[socket.socket] = []

        def run() -> None:
            with contextlib.suppress(OSError):
                while True:
                    accepted.append(listener.accept()[0])
                    reached.release()

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        port = listener.getsockname()[1]
        yield Scene(ccat.Config(f"https://127.0.0.1:{port}", verify=CERTS / "ca.pem", timeout=TIMEOUT), port, reached)
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(WAIT)
        for connection in accepted:
            connection.close()


@contextlib.contextmanager
def uploading() -> Iterator[Scene]:
    def serve(connection: socket.socket, reached: threading.Semaphore, over: threading.Event) -> None:
        connection.recv(1)
        reached.release()
        over.wait(WAIT)

    with listening(serve) as scene:
        scene.call = lambda client: client.rabbit_hole.upload_file(io.BytesIO(bytes(64 << 20)), name="tea.txt")
        yield scene


@contextlib.contextmanager
def retrying() -> Iterator[Scene]:
    reached = threading.Semaphore(0)

    class Told(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if "trying again" in record.getMessage():
                reached.release()

    logger, told = logging.getLogger("cheshire_cat_api"), Told()
    logger.addHandler(told)
    try:
        with Server(lambda heard: response(503, Retry_After="50")) as server:
            yield Scene(ccat.Config(server.url, retries=3, timeout=TIMEOUT), server.port, reached)
    finally:
        logger.removeHandler(told)


@contextlib.contextmanager
def logging_in() -> Iterator[Scene]:
    """Three calls, of which one logs in for all."""
    reached = threading.Semaphore(0)
    run, async_run = Turns.run, AsyncTurns.run

    def entered(turns: Turns, work: Any, seconds: float) -> Any:
        reached.release()
        return run(turns, work, seconds)

    async def async_entered(turns: AsyncTurns, work: Any, seconds: float) -> Any:
        reached.release()
        return await async_run(turns, work, seconds)

    def answer(heard: Heard) -> Iterator[bytes]:
        reached.release()
        server.done.wait(WAIT)
        yield b""

    with Server(answer) as server, pytest.MonkeyPatch.context() as patch:
        patch.setattr(Turns, "run", entered)
        patch.setattr(AsyncTurns, "run", async_entered)
        config = ccat.Config(server.url, username="admin", password="admin", timeout=TIMEOUT)
        yield Scene(config, server.port, reached, calls=3)


@contextlib.contextmanager
def ingesting() -> Iterator[Scene]:
    """An upload that is waited for, and never read."""
    reached = threading.Semaphore(0)
    point = {"id": 32 * "0", "page_content": "tea", "metadata": {}, "vector": [0.25]}
    saved = json.dumps({"embedder": "E", "collections": {"declarative": [point]}}).encode()

    def answer(heard: Heard) -> bytes:
        if heard.target.endswith("/points?limit=1&offset=" + 32 * "0"):
            if any(each.target == "/rabbithole/memory" for each in server.heard):
                reached.release()
            return response(200, {"points": [], "next_offset": None})
        return response(200, {**STATUS, "filename": "tea.json", "content_type": "", "info": ""})

    with Server(answer) as server:
        scene = Scene(ccat.Config(server.url), server.port, reached)
        scene.call = lambda client: client.rabbit_hole.upload_memory(saved, name="tea.json", wait=True)
        yield scene


def tls_of_the_server() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTS / "server.pem")
    return context


SCENES: dict[str, Callable[[], contextlib.AbstractContextManager[Scene]]] = {
    "resolving": resolving,
    "connecting": connecting,
    "handshaking": handshaking,
    "uploading": uploading,
    "status line": lambda: silent(b""),
    "status line, https": lambda: silent(b"", tls_of_the_server()),
    "headers": lambda: silent(b"HTTP/1.1 200 OK\r\nX-Cat: "),
    "body": lambda: silent(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"),
    "body, https": lambda: silent(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", tls_of_the_server()),
    "body to the end": lambda: silent(b'HTTP/1.1 200 OK\r\n\r\n{"status": "fine", "version": "1"}'),
    "retrying": retrying,
    "logging in": logging_in,
    "ingesting": ingesting,
}


def sockets_to(port: int) -> int:
    """How many descriptors of this process are connections to a port, by the system's own tables."""
    return held(connections_to(port))


def connections_to(port: int) -> set[str]:
    """The connections to a port that have not ended on both sides, by the system's own names."""
    inodes = set()
    for table in ("/proc/self/net/tcp", "/proc/self/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            fields = line.split()
            if int(fields[2].rpartition(":")[2], 16) == port:
                inodes.add(f"socket:[{fields[9]}]")
    return inodes


def held(inodes: set[str]) -> int:
    """How many descriptors of this process are these connections, ended or not."""
    found = 0
    for descriptor in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError):
            found += os.readlink(f"/proc/self/fd/{descriptor}") in inodes
    return found


on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the system's own tables")


class Threads:
    """Calls, each in a thread of its own."""

    def __init__(self, call: Call, client: Any, count: int) -> None:
        self.outcomes: list[BaseException | None] = []
        self._threads = [threading.Thread(target=self._run, args=(call, client), daemon=True) for _ in range(count)]
        for thread in self._threads:
            thread.start()

    def _run(self, call: Call, client: Any) -> None:
        try:
            call(client)
            self.outcomes.append(None)
        except BaseException as error:
            self.outcomes.append(error)

    def join(self) -> list[BaseException | None]:
        for thread in self._threads:
            thread.join(WAIT)
        assert not any(thread.is_alive() for thread in self._threads)
        return self.outcomes


def closed(outcomes: list[Any], count: int = 1) -> None:
    assert len(outcomes) == count
    for outcome in outcomes:
        assert type(outcome) is ccat.ConnectionFailed, repr(outcome)
        assert CLOSED in str(outcome)


async def there(scene: Scene, count: int) -> None:
    for _ in range(count):
        assert await asyncio.to_thread(scene.reached.acquire, timeout=WAIT)
