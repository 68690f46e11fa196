"""What comes out of a client where something is missing around it is one of our errors, or nothing at all."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.testing import EmbeddedCat
from openapi_facade.transport.deadline import shut_down

# --- No event loop ---------------------------------------------------------------------------------------------------

AWAITED: dict[str, Callable[[ccat.AsyncCatClient], Any]] = {
    "call": lambda client: client.status.status(),
    "request": lambda client: client.request("GET", "/"),
    "login": lambda client: client.auth.login("admin", "admin"),
    "upload": lambda client: client.rabbit_hole.upload_file(b"tea", name="tea.txt", wait=True),
    "pages": lambda client: anext(client.memory.iter_points("episodic")),
    "connect_ws": lambda client: client.connect_ws(timeout=5),
    "ask": lambda client: client.ask("tea"),
    "stream": lambda client: anext(client.stream("tea")),
    "events": lambda client: anext(client.events()),
}


async def given(make: Callable[[ccat.AsyncCatClient], Any], client: ccat.AsyncCatClient) -> Any:
    return await make(client)


def step(work: Coroutine[Any, Any, Any]) -> None:
    """Run a coroutine as something else than asyncio would begin to."""
    with contextlib.closing(work):
        work.send(None)


@pytest.mark.parametrize("name", AWAITED)
@pytest.mark.parametrize("login", [{}, {"username": "admin", "password": "admin"}], ids=["open", "account"])
def test_without_an_event_loop_of_asyncio(name: str, login: Any) -> None:
    """Trio and curio look like this to us."""
    client = ccat.AsyncCatClient(ccat.Config(**login))
    with pytest.raises(ccat.WrongEventLoop, match="asyncio"):
        step(given(AWAITED[name], client))


def test_what_was_opened_in_one_event_loop_is_not_read_in_another(cat: EmbeddedCat) -> None:
    """Nobody would wake the reader there."""
    here, there = asyncio.new_event_loop(), asyncio.new_event_loop()
    client = ccat.AsyncCatClient(ccat.Config(cat.url))
    try:
        here.run_until_complete(client.connect_ws(timeout=5))

        async def events() -> Any:
            return client.events()

        heard = here.run_until_complete(events())
        here.run_until_complete(client.status.status())
        for work in (lambda: anext(heard), lambda: client.ask("tea"), lambda: client.status.status()):
            with pytest.raises(ccat.WrongEventLoop):
                there.run_until_complete(asyncio.wait_for(given(lambda _, work=work: work(), client), 5))  # type: ignore[misc]
        here.run_until_complete(client.close())
    finally:
        here.close()
        there.close()


# --- Other sockets ---------------------------------------------------------------------------------------------------


def test_a_socket_that_is_none_of_the_standard_library_is_shut_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """As eventlet's, which wraps one, and puts its class in the place of `socket.socket`."""

    class Green:
        def __init__(self, real: socket.socket) -> None:
            self.shutdown = real.shutdown

    here, there = socket.socketpair()
    with here, there:
        monkeypatch.setattr(socket, "socket", Green)
        shut_down(Green(here))  # type: ignore[arg-type]
        shut_down(Green(here))  # type: ignore[arg-type]
        assert there.recv(1) == b""


# --- The end of the interpreter --------------------------------------------------------------------------------------

BEGINNING = """
import asyncio, atexit, sys, threading
import cheshire_cat_api as ccat
config = ccat.Config(sys.argv[1])
"""
IN_A_LOOP = """
async def run():
    client = ccat.AsyncCatClient(config)
    stream = client.stream("tea")
    await client.status.status()
    await anext(stream)
    sys.kept = [client, stream]
"""
LEFT = {
    "idle": "client = ccat.CatClient(config); client.status.status()",
    "connected": "client = ccat.CatClient(config); client.connect_ws(timeout=5)",
    "connecting": "client = ccat.CatClient(config); client.connect_ws()",
    "streaming": "client = ccat.CatClient(config); stream = client.stream('tea'); next(stream)",
    "a cycle": "client = ccat.CatClient(config); stream = client.stream('tea'); next(stream); "
    "sys.kept = [client, stream]; sys.kept.append(sys.kept)",
    "in a thread": "client = ccat.CatClient(config)\n"
    "threading.Thread(target=lambda: [client.status.status() for _ in range(10000)], daemon=True).start()",
    "a view": "sys.kept = ccat.CatClient(config).as_user('alice'); sys.kept.connect_ws(timeout=5)",
    "a call at the end": "client = ccat.CatClient(config); atexit.register(client.status.status)",
    "an old client": "from cheshire_cat_api.api_client import ApiClient\n"
    "from cheshire_cat_api.configuration import Configuration\n"
    "from cheshire_cat_api.api.status_api import StatusApi\n"
    "sys.kept = ApiClient(Configuration(host=sys.argv[1])); StatusApi(sys.kept).home()",
    "awaited": IN_A_LOOP + "asyncio.run(run())",
    "in a loop that is left": IN_A_LOOP + "asyncio.new_event_loop().run_until_complete(run())",
}

UNREAD = ("streaming", "a cycle", "in a loop that is left")
"""In which an answer was still to be read: that is told, in one line."""

LATE = """
class Late:
    def __init__(self, client):
        self.client, self.expected = client, ccat.ConnectionFailed

    def __del__(self):
        for late in (lambda: self.client.ask("tea"), lambda: self.client.status.status(), lambda: self.client.send("")):
            try:
                late()
            except self.expected:
                continue
            print("sent")
        self.client.close()

client = ccat.CatClient(config)
client.status.status()
client.ask("tea")
late = Late(client)
"""


def test_a_finalizer_at_the_end_of_the_interpreter_is_told(cat: EmbeddedCat) -> None:
    """No thread, no lock and no import can be relied upon then."""
    ended = subprocess.run(
        [sys.executable, "-c", BEGINNING + LATE, cat.url], capture_output=True, text=True, timeout=60, check=False
    )
    assert (ended.stdout, ended.stderr, ended.returncode) == ("", "", 0)


UNUSED = """
class Late:
    def __init__(self):
        self.client, self.other = ccat.CatClient(config), ccat.AsyncCatClient(config)
        self.itself = self

    def __del__(self):
        client = self.client
        late = {
            "status": lambda: client.status.status(), "view": lambda: client.with_options(timeout=3).llm,
            "chat": lambda: client.ask("tea"), "request": lambda: client.request("GET", "/"),
            "awaited": lambda: self.other.plugins,
        }
        for name, work in late.items():
            try:
                work()
            except ccat.CatError as error:
                assert isinstance(error, ccat.ConnectionFailed), error
            else:
                print(name, "was sent")
        client.close()
        print("told")

sys.modules["late"] = Late()
"""


def test_nor_is_a_client_that_was_never_used(cat: EmbeddedCat) -> None:
    """Nothing that it imports on first use can be imported then, its errors neither."""
    ended = subprocess.run(
        [sys.executable, "-c", BEGINNING + UNUSED, cat.url], capture_output=True, text=True, timeout=60, check=False
    )
    assert (ended.stdout, ended.stderr, ended.returncode) == ("told\n", "", 0)


@pytest.mark.parametrize("name", LEFT)
def test_the_end_of_the_interpreter_is_silent(name: str, cat: EmbeddedCat) -> None:
    program = BEGINNING + LEFT[name]
    ended = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", program, cat.url],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    told = ["the program ends while a chat is connected"] if name in UNREAD else []
    assert [line.partition(":")[0] for line in ended.stderr.splitlines()] == told
    assert ended.returncode == 0
