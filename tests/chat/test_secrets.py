"""The token of the chat stands in a request line that a server can tell again: it is in no error, callback or log."""

from __future__ import annotations

import logging
import pickle
import socket
import threading
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import websocket

import cheshire_cat_api as ccat

from .conftest import Make
from .raw import RawServer, text

TOKEN = "tok&7f/3a9c"
WRITTEN = ("7f/3a9c", "7f%2F3a9c")


class Refusing:
    """A server that answers each handshake with something made of its request line, and hangs up."""

    def __init__(self, answer: Callable[[str], str]) -> None:
        self._answer = answer

    def __enter__(self) -> Refusing:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join(10)
        self._listener.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def _run(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            with client:
                client.settimeout(10)
                head = b""
                while b"\r\n\r\n" not in head:
                    head += client.recv(65_536) or b"\r\n\r\n"
                client.sendall(self._answer(head.split(b"\r\n", 1)[0].decode()).encode())


ECHOES: dict[str, Callable[[str], str]] = {
    "body": lambda line: f"HTTP/1.1 400 Bad Request\r\nContent-Length: {len(line)}\r\n\r\n{line}",
    "reason": lambda line: f"HTTP/1.1 500 {line}\r\nContent-Length: 0\r\n\r\n",
    "header": lambda line: f"HTTP/1.1 403 Forbidden\r\nX-Line: {line}\r\nContent-Length: 0\r\n\r\n",
    "status": lambda line: f"HTTP/1.1 {line} no\r\n\r\n",
    "status word": lambda line: f"HTTP/1.1 {line.split()[1]} no\r\n\r\n",
    "line": lambda line: f"{line}\r\n\r\n",
    "version": lambda line: f"{line.split()[1]} 200 OK\r\n\r\n",
    "accept": lambda line: (
        f"HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {line}\r\n\r\n"
    ),
    "upgrade": lambda line: f"HTTP/1.1 101 Switching\r\nUpgrade: {line}\r\nConnection: Upgrade\r\n\r\n",
    "protocol": lambda line: f"HTTP/1.1 101 Switching\r\n{line}: {line}\r\n\r\n",
    "no header": lambda line: f"HTTP/1.1 101 Switching\r\n{line}\r\n\r\n",
    "redirect": lambda line: f"HTTP/1.1 307 Go\r\nLocation: {line.split()[1]}\r\nContent-Length: 0\r\n\r\n",
}


def seen_of(error: BaseException) -> Iterator[str]:
    """All that can be seen of an error: its words, its pickle, and the locals of the client's frames."""
    waiting: list[BaseException | None] = [error]
    while waiting:
        each = waiting.pop()
        if each is None:
            continue
        waiting += [each.__cause__, each.__context__]
        yield f"{each} {each!r} {vars(each)!r}"
        for frame, _ in traceback.walk_tb(each.__traceback__):
            if "/tests/" not in frame.f_code.co_filename:
                yield from map(repr, frame.f_locals.values())
    if isinstance(error, ccat.CatError):
        yield repr(pickle.dumps(error))


def assert_unseen(texts: list[str]) -> None:
    assert [each for each in texts if any(form in each for form in WRITTEN)] == []


@pytest.fixture
def all_logs(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """All that is logged, at DEBUG, with websocket-client's trace on."""
    caplog.set_level(logging.DEBUG)
    websocket.enableTrace(True, handler=logging.NullHandler())
    yield caplog
    websocket.enableTrace(False)


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    """But what the embedded Cat logs, which is the server."""
    records = [each for each in caplog.records if not each.name.startswith("uvicorn")]
    return [logging.Formatter().format(each) for each in records]


@pytest.mark.parametrize("name", ECHOES)
def test_a_server_that_tells_the_request_line_in_its_refusal(
    name: str, make: Make, all_logs: pytest.LogCaptureFixture
) -> None:
    with Refusing(ECHOES[name]) as server:
        chat = make(server.url, auth_key_ws=TOKEN)
        notes = chat.note("error", "close")
        with pytest.raises(ccat.CatError) as caught:
            chat.connect(20)
        ((told,),) = notes.wait_for("error")
        with pytest.raises(ccat.CatError) as asked:
            chat.ask("tea?", timeout=20)
        chat.close()
    texts = [*seen_of(caught.value), *seen_of(told), *seen_of(asked.value), *logged(all_logs)]
    texts += [repr(chat.client), repr(vars(chat.client)), repr(vars(chat.client._cat_chat))]
    assert_unseen(texts)
    if chat.kind == "sync":
        assert any("?token=***" in each for each in logged(all_logs)), "the trace is not what it was"


def closing(code: int, reason: str) -> bytes:
    payload = code.to_bytes(2, "big") + reason.encode()
    return b"\x88" + bytes([len(payload)]) + payload


@pytest.mark.parametrize("code", [1000, 1008, 1011])
@pytest.mark.parametrize("form", ["tok&7f/3a9c", "tok%267f%2F3a9c"])
def test_a_close_reason_that_names_the_token(
    code: int, form: str, make: Make, all_logs: pytest.LogCaptureFixture
) -> None:
    go = threading.Event()

    def serve(client: socket.socket) -> None:
        go.wait(30)
        client.sendall(closing(code, f"bad token={form}"))

    with RawServer(serve) as server:
        chat = make(server.url, auth_key_ws=TOKEN)
        notes = chat.note("error", "close")
        chat.connect(20)
        go.set()
        ((told_code, reason),) = notes.wait_for("close")
        assert (told_code, reason) == (code, "bad token=***")
        errors = [error for (error,) in notes.of("error")]
        assert len(errors) == (code != 1000)
        with pytest.raises(ccat.CatError) as sent:
            chat.send("late")
        chat.close()
    assert_unseen([text for error in [*errors, sent.value] for text in seen_of(error)] + logged(all_logs))


@pytest.mark.parametrize("way", ["ask", "stream"])
def test_a_turn_whose_error_names_the_token(way: str, make: Make, all_logs: pytest.LogCaptureFixture) -> None:
    frame = '{"type": "error", "name": "Refused%s", "description": "GET /ws/user?token=%s"}'

    def serve(client: socket.socket) -> None:
        client.recv(65_536)
        client.sendall(text('{"type": "chat_token", "content": "The token is tok&7f/3a9c."}'))
        client.sendall(text(frame % (TOKEN, "tok%267f%2F3a9c")))

    with RawServer(serve) as server:
        chat = make(server.url, auth_key_ws=TOKEN)
        with pytest.raises(ccat.TurnFailed) as caught:
            chat.ask("tea?", timeout=30) if way == "ask" else list(chat.stream("tea?", timeout=30))
        chat.close()
    assert caught.value.name == "Refused***"
    assert caught.value.description == "GET /ws/user?token=***"
    assert caught.value.partial == "The token is ***."
    assert_unseen([*seen_of(caught.value), *logged(all_logs)])


def test_a_lost_turn_whose_beginning_names_the_token(make: Make) -> None:
    def serve(client: socket.socket) -> None:
        client.recv(65_536)
        client.sendall(text('{"type": "chat_token", "content": "The token is tok&7f/3a9c."}'))
        client.sendall(closing(1008, f"token={TOKEN}"))

    with RawServer(serve) as server:
        chat = make(server.url, auth_key_ws=TOKEN)
        with pytest.raises(ccat.ConnectionLost) as caught:
            chat.ask("tea?", timeout=5)
        chat.close()
    assert (caught.value.reason, caught.value.partial) == ("token=***", "The token is ***.")
    assert_unseen([*seen_of(caught.value)])


def test_what_the_server_says_in_frames_is_handed_over_as_it_is(make: Make) -> None:
    """Those are data, for the program that asked for them."""
    said = '{"type": "notification", "content": "the token is tok&7f/3a9c"}'
    with RawServer(first=text(said)) as server:
        chat = make(server.url, auth_key_ws=TOKEN)
        notes = chat.note("message")
        chat.connect(20)
        assert notes.wait_for("message") == [(said,)]
        chat.close()


def test_the_password_of_a_login_in_the_chat(make: Make, all_logs: pytest.LogCaptureFixture) -> None:
    with Refusing(lambda line: f"HTTP/1.1 403 Forbidden\r\nContent-Length: {len(line)}\r\n\r\n{line}") as server:
        chat = make(server.url, username="alice", password=TOKEN)
        notes = chat.note("error")
        with pytest.raises(ccat.Forbidden) as caught:
            chat.connect(20)
        ((told,),) = notes.wait_for("error")
        chat.close()
    assert_unseen([*seen_of(caught.value), *seen_of(told), *logged(all_logs)])


def test_the_log_of_others_is_left_alone(all_logs: pytest.LogCaptureFixture, make: Make) -> None:
    """A socket that the program opens by itself with websocket-client."""
    with Refusing(ECHOES["body"]) as server:
        chat = make(server.url, auth_key_ws=TOKEN)
        with pytest.raises(ccat.CatError):
            chat.connect(20)
        chat.close()
        all_logs.clear()
        other: Any = websocket.WebSocket()
        with pytest.raises(websocket.WebSocketException):
            other.connect(f"{server.url.replace('http', 'ws')}/?token={TOKEN}", timeout=10)
        other.shutdown()
    assert any(f"token={TOKEN}" in each for each in logged(all_logs))
