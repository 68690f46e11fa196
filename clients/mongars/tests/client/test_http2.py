"""HTTP/2, with a server that speaks it over TLS: calls share a connection, and have what those of HTTP/1.1 have."""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
import ssl
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from h2 import events
from h2.config import H2Configuration
from h2.connection import H2Connection

from mongars_client import APIConnectionError, APITimeoutError, ConfigError, ServerError
from openapi_facade.testing.asgi import Scope

from .kinds import PATIENCE, Kind
from .server import HELD, PASSWORD, Reply, Scripted

CERTS = Path(__file__).parents[1] / "data" / "certs"
LIST = "/api/v1/user/list"
KEY = "k3y-of-a-gateway"


class Server:
    """`Scripted` over HTTP/2, in a thread of its own; who does not speak that is told so with 505."""

    def __init__(self) -> None:
        self.script = Scripted()
        self.versions: list[str | None] = []
        """What was agreed upon, of each connection."""
        self._loop = asyncio.new_event_loop()
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(CERTS / "server.pem")
        self._tls.set_alpn_protocols(["h2", "http/1.1"])
        self.thread = threading.Thread(target=self._loop.run_forever)
        self._tasks: set[asyncio.Task[None]] = set()

    def __enter__(self) -> Server:
        self.thread.start()
        started = asyncio.run_coroutine_threadsafe(self._start(), self._loop)
        self.url = f"https://localhost:{started.result(PATIENCE)}"
        return self

    def __exit__(self, *error: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(PATIENCE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self.thread.join(PATIENCE)
        self._loop.close()

    async def _start(self) -> int:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0, ssl=self._tls)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def _stop(self) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        version = writer.get_extra_info("ssl_object").selected_alpn_protocol()
        self.versions.append(version)
        with contextlib.suppress(OSError, asyncio.CancelledError):
            if version == "h2":
                await self._speak(reader, writer)
            else:
                await reader.readuntil(b"\r\n\r\n")
                writer.write(b"HTTP/1.1 505 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                await writer.drain()
        self._tasks.discard(task)
        writer.transport.abort()

    async def _speak(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = H2Connection(H2Configuration(client_side=False))
        connection.initiate_connection()
        bodies: dict[int, tuple[Any, bytearray]] = {}
        while True:
            writer.write(connection.data_to_send())
            data = await reader.read(65536)
            if not data:
                return
            for event in connection.receive_data(data):
                if isinstance(event, events.RequestReceived):
                    bodies[event.stream_id] = event.headers, bytearray()
                elif isinstance(event, events.DataReceived):
                    bodies[event.stream_id][1].extend(event.data)
                elif isinstance(event, events.StreamEnded):
                    headers, body = bodies.pop(event.stream_id)
                    answer = self._answer(connection, writer, event.stream_id, headers, bytes(body))
                    task = asyncio.ensure_future(answer)
                    self._tasks.add(task)
                    task.add_done_callback(self._tasks.discard)

    async def _answer(
        self, connection: H2Connection, writer: asyncio.StreamWriter, stream: int, headers: Any, body: bytes
    ) -> None:
        fields = {bytes(name): bytes(value) for name, value in headers}
        scope: Scope = {
            "type": "http",
            "method": fields[b":method"].decode(),
            "path": fields[b":path"].decode().partition("?")[0],
            "headers": list(fields.items()),
            "client": writer.get_extra_info("peername"),
        }
        received = iter([{"type": "http.request", "body": body}])

        async def receive() -> Any:
            return next(received)

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                more = [(name.lower(), value) for name, value in message.get("headers", ())]
                connection.send_headers(stream, [(b":status", str(message["status"]).encode()), *more])
            else:
                connection.send_data(stream, message["body"], end_stream=not message.get("more_body"))
            writer.write(connection.data_to_send())

        await self.script(scope, receive, send)


@pytest.fixture
def secure() -> Iterator[Server]:
    """A fresh server."""
    with Server() as running:
        yield running


@pytest.fixture
def client(kind: Kind, secure: Server) -> Any:
    """A client that speaks HTTP/2."""
    made = kind.client(secure, verify=str(CERTS / "ca.pem"), http2=True)
    kind.run(made.users.list())
    return made


def test_calls_share_a_connection(kind: Kind, secure: Server, client: Any) -> None:
    results = kind.together([client.users.list] * 8)
    assert [each.users for each in results] == [["adm", "u1"]] * 8
    assert kind.run(client.conversation.chat("hi")).response == "words"
    # One of the main thread, and one of the others.
    assert secure.versions == ["h2"] * (1 if kind.asynchronous else 2)


def test_without_it_http_1_1_is_spoken(kind: Kind, secure: Server) -> None:
    with pytest.raises(ServerError, match="505"):
        kind.run(kind.client(secure, verify=str(CERTS / "ca.pem")).users.list())
    assert secure.versions == ["http/1.1"]


def test_a_500_leaves_the_connection_to_the_others(kind: Kind, secure: Server, client: Any) -> None:
    secure.script.replies[LIST].append(Reply(500, b"Internal Server Error"))
    with pytest.raises(ServerError):
        kind.run(client.users.list())
    kind.run(client.users.list())
    assert secure.versions == ["h2"]


def test_a_call_ends_in_time_and_the_next_one_is_answered(kind: Kind, secure: Server, client: Any) -> None:
    secure.script.replies[LIST].append(HELD)
    with pytest.raises(APITimeoutError):
        kind.run(client.with_options(timeout=0.5, max_retries=0).users.list())
    assert kind.run(client.users.list()).users == ["adm", "u1"]


def test_closing_ends_all_calls_of_a_connection(kind: Kind, secure: Server, client: Any) -> None:
    secure.script.replies[LIST].extend([HELD] * 3)
    before = len(secure.script.bodies)

    async def close_later() -> None:
        while len(secure.script.bodies) < before + 3:
            await asyncio.sleep(0.001)
        await client.close()

    def close() -> None:
        assert secure.script.watch.wait_for(lambda: len(secure.script.bodies) >= before + 3, PATIENCE)
        client.close()

    *ended, _ = kind.together([client.users.list] * 3 + [close_later if kind.asynchronous else close])
    assert [type(each) for each in ended] == [APIConnectionError] * 3
    assert kind.run(client.users.list()).users == ["adm", "u1"]


def test_what_packs_headers_logs_no_token(kind: Kind, secure: Server) -> None:
    text, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(text), root.level
    handler.addFilter(lambda record: record.thread != secure.thread.ident)  # the server logs what it reads
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        client = kind.client(secure, verify=str(CERTS / "ca.pem"), http2=True)
        kind.run(client.with_options(headers={"X-Api-Key": KEY}).users.list())
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    logged = [each for each in text.getvalue().splitlines() if "authorization" in each]
    assert logged
    assert secure.script.tokens[0] not in text.getvalue()
    assert secure.script.tokens[0][:60] not in text.getvalue()
    assert PASSWORD not in text.getvalue()
    assert "x-api-key" in text.getvalue().lower()
    assert KEY not in text.getvalue()


def test_without_its_package_the_error_says_what_to_install(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "h2", None)
    with pytest.raises(ConfigError, match=r'pip install "mongars-client\[http2\]"'):
        kind.client("https://localhost:1", http2=True)


def test_a_transport_of_the_callers_speaks_what_it_likes(kind: Kind) -> None:
    import httpx

    with pytest.raises(ConfigError, match="http2: given beside a transport"):
        kind.client("https://localhost:1", http2=True, transport=httpx.MockTransport(lambda _: httpx.Response(200)))
