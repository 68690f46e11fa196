"""No call outlasts its time, wherever the server loses it: while it accepts, reads, begins to answer, or answers."""

from __future__ import annotations

import asyncio
import contextlib
import io
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpcore
import httpx
import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.config import checked_timeout
from cheshire_cat_openapi.operations import API_VERSION
from openapi_facade.transport import deadline
from openapi_facade.transport.call import Call
from openapi_facade.transport.request import Request

from .server import STATUS, Heard, Server, response, talking

GZIP = (
    b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 100000\r\n\r\n"
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"
)
"""Followed by blocks in which there is nothing."""

CERTS = Path(__file__).parent / "certs"
BEGINNINGS = {
    "nothing": (b"", b"H"),
    "status line": (b"HTTP/1.1 200 ", b"O"),
    "header": (b"HTTP/1.1 200 OK\r\nX-Cat: ", b"="),
    "headers": (b"HTTP/1.1 200 OK\r\n", b"A:b\r\n"),
    "informational": (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "body": (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b" "),
    "chunks": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "compressed": (GZIP, b"\x00\x00\x00\xff\xff"),
    "500": (b"HTTP/1.1 500 No\r\nContent-Length: 100000\r\n\r\n", b" "),
}


@contextlib.contextmanager
def dripping(first: bytes, drop: bytes) -> Iterator[Server]:
    """A server that begins its answers so, and goes on so without end."""

    def answer(heard: Heard) -> Iterator[bytes]:
        yield first
        while not server.done.wait(0.02):
            yield drop

    with Server(answer) as server:
        yield server


@contextlib.contextmanager
def listening(serve: Callable[[socket.socket, threading.Event], None]) -> Iterator[int]:
    """A port whose first connection is served so, until the event is set."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def run() -> None:
            with contextlib.suppress(OSError):
                connection, _ = listener.accept()
                with connection:
                    serve(connection, over)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            over.set()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(10)


@contextlib.contextmanager
def in_time(seconds: float = 3) -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_an_answer_in_drips(beginning: str) -> None:
    with dripping(*BEGINNINGS[beginning]) as server, ccat.CatClient(ccat.Config(server.url, timeout=0.3)) as client:
        with in_time(), pytest.raises(ccat.TimedOut):
            client.status.status()
        with in_time(), pytest.raises(ccat.TimedOut):
            client.memory.create_memory_point("declarative", "tea")


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_an_answer_in_drips_awaited(beginning: str) -> None:
    async def run() -> None:
        with dripping(*BEGINNINGS[beginning]) as server:
            async with ccat.AsyncCatClient(ccat.Config(server.url, timeout=0.3)) as client:
                with in_time(), pytest.raises(ccat.TimedOut):
                    await client.status.status()
                with in_time(), pytest.raises(ccat.TimedOut):
                    await client.memory.create_memory_point("declarative", "tea")

    asyncio.run(run())


def tls_of_the_server() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTS / "server.pem")
    return context


@pytest.mark.parametrize("tls", [None, tls_of_the_server()], ids=["http", "https"])
def test_closing_ends_the_calls_of_other_threads(tls: ssl.SSLContext | None) -> None:
    """At once, and without another attempt, which would open what was just closed."""
    arrived = threading.Event()

    def answer(heard: Heard) -> Iterator[bytes]:
        arrived.set()
        server.done.wait()
        yield b""

    failed: list[ccat.CatError] = []
    with Server(answer, tls) as server:
        client = ccat.CatClient(ccat.Config(server.url, verify=CERTS / "ca.pem", retries=3))

        def run() -> None:
            with pytest.raises(ccat.ConnectionFailed) as caught:
                client.status.status()
            failed.append(caught.value)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        assert arrived.wait(10)
        client.close()
        thread.join(10)
        assert [str(error) for error in failed] == ["GET /: the connection broke: the client was closed meanwhile"]
        assert server.connections == 1


def test_closing_ends_the_calls_of_other_tasks() -> None:
    async def run() -> None:
        arrived = threading.Event()

        def answer(heard: Heard) -> Iterator[bytes]:
            arrived.set()
            server.done.wait()
            yield b""

        with Server(answer) as server:
            client = ccat.AsyncCatClient(ccat.Config(server.url, retries=3))
            call = asyncio.ensure_future(client.status.status())
            assert await asyncio.to_thread(arrived.wait, 10)
            await client.close()
            with in_time(), pytest.raises(ccat.ConnectionFailed):
                await call
            assert server.connections == 1

    asyncio.run(run())


def test_an_upload_has_its_time_for_the_answer_when_it_has_been_sent() -> None:
    """It takes as long as it takes to send it; what the server says then does not."""

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            time.sleep(0.05)
            return super().read(4)

    upload: dict[str, Any] = {"file": Slow(b"The hatter drinks tea." * 2), "name": "tea.txt"}
    with dripping(*BEGINNINGS["headers"]) as server, ccat.CatClient(ccat.Config(server.url, timeout=0.3)) as client:
        began = time.monotonic()
        with in_time(), pytest.raises(ccat.TimedOut, match=r"no whole answer"):
            client.rabbit_hole.upload_file(**upload)
        assert time.monotonic() - began > 0.5 + 0.3  # eleven reads of the file, and the time of an answer
    taken = response(200, {"filename": "tea.txt", "content_type": "", "info": ""})
    with talking(lambda heard: taken, timeout=0.3) as (client, server):
        assert client.rabbit_hole.upload_file(**upload).filename == "tea.txt"


def test_the_time_of_an_upload_begins_anew_with_what_is_sent() -> None:
    """A proxy is asked for the way first, and answers: the file comes after that."""
    call = Call("upload_file")
    request = Request("POST", httpx.URL("http://cat"), [], b"", upload=True)
    call.begin(request, checked_timeout((1, 1)), 0)
    due = call.answer_due()
    assert call.answer_due() == due
    call.sending()
    time.sleep(0.001)
    assert call.answer_due() > due


@pytest.mark.parametrize("awaited", [False, True])
def test_a_server_that_reads_in_drips(awaited: bool) -> None:
    def serve(connection: socket.socket, over: threading.Event) -> None:
        while not over.wait(0.02) and connection.recv(256 * 1024):
            pass

    body = b"tea " * 15_000_000  # nearly 5 s long
    with listening(serve) as port:
        config = ccat.Config(f"http://127.0.0.1:{port}", timeout=0.4)

        def run() -> None:
            with ccat.CatClient(config) as client:
                client.request("POST", "/custom/tea", content=body)

        async def run_awaited() -> None:
            async with ccat.AsyncCatClient(config) as client:
                await client.request("POST", "/custom/tea", content=body)

        with in_time(), pytest.raises(ccat.TimedOut):
            asyncio.run(run_awaited()) if awaited else run()


@pytest.mark.parametrize("awaited", [False, True])
def test_a_handshake_that_never_ends(awaited: bool) -> None:
    """The record says that there are 16000 bytes to come, and they come one by one."""

    def serve(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(b"\x16\x03\x03\x3e\x80\x02")
        while not over.wait(0.02):
            connection.sendall(b"\x00")

    with listening(serve) as port:
        config = ccat.Config(f"https://127.0.0.1:{port}", timeout=0.3, retries=0)

        def run() -> None:
            with ccat.CatClient(config) as client:
                client.status.status()

        async def run_awaited() -> None:
            async with ccat.AsyncCatClient(config) as client:
                await client.status.status()

        with in_time(), pytest.raises(ccat.ConnectionFailed):
            asyncio.run(run_awaited()) if awaited else run()


def test_the_addresses_of_a_name_share_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nine that do not answer, and one that does."""
    tried: list[tuple[str, float]] = []
    connect = httpcore.SyncBackend.connect_tcp

    def connect_tcp(backend: Any, host: str, port: int, timeout: float, *args: Any) -> Any:
        tried.append((host, timeout))
        if host != "127.0.0.1":
            time.sleep(timeout)
            raise httpcore.ConnectTimeout
        return connect(backend, host, port, timeout, *args)

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect_tcp)
    names = [f"192.0.2.{number}" for number in range(1, 10)]
    with Server(lambda heard: response(200, STATUS)) as server:
        for answering in ([*names, "127.0.0.1"], names):
            monkeypatch.setattr(deadline, "_addresses", lambda host, port, found=answering: [*found])
            tried.clear()
            config = ccat.Config(server.url, timeout=(0.5, 5), retries=0)
            with ccat.CatClient(config) as client, in_time(2):
                if "127.0.0.1" in answering:
                    assert client.status.status().version == API_VERSION
                else:
                    with pytest.raises(ccat.TimedOut, match="no connection"):
                        client.status.status()
            assert [host for host, _ in tried] == answering
            assert sum(share for _, share in tried[:9]) <= 0.5


def test_a_name_that_is_none() -> None:
    with pytest.raises(httpcore.ConnectError):
        deadline._addresses("no-such-host.invalid", 80)
    with pytest.raises(httpcore.ConnectError):
        deadline._addresses("x" * 70, 80)
    assert deadline._addresses("::1", 80) == ["::1"]
    assert deadline._addresses("127.0.0.1", 80) == ["127.0.0.1"]
