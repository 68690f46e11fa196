"""close() beside running calls: wherever they are, they end at once, as closed, and no descriptor stays behind."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import threading
import time
from typing import Any

import httpcore
import httpx
import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.resources.status import Status
from cheshire_cat_openapi.operations import API_VERSION

from .closing import (
    CLOSED,
    SCENES,
    WAIT,
    Call,
    Threads,
    closed,
    connections_to,
    handshaking_for_ever,
    held,
    on_linux,
    resolving,
    silent,
    sockets_to,
    there,
)
from .server import STATUS, Server, response


@on_linux
@pytest.mark.parametrize("name", SCENES)
def test_close_ends_a_call_wherever_it_is(name: str) -> None:
    with SCENES[name]() as scene:
        client = ccat.CatClient(scene.config)
        running = Threads(scene.call, client, scene.calls)
        for _ in range(scene.calls + (scene.calls > 1)):
            assert scene.reached.acquire(timeout=WAIT)
        client.close()
        closed(running.join(), scene.calls)
        if name != "connecting":  # which the system gives up in its own time
            assert sockets_to(scene.port) == 0


@on_linux
@pytest.mark.parametrize("name", SCENES)
def test_close_ends_a_call_wherever_it_is_awaited(name: str) -> None:
    async def run() -> None:
        before = sockets_to(scene.port)
        client = ccat.AsyncCatClient(scene.config)
        running = [asyncio.ensure_future(scene.call(client)) for _ in range(scene.calls)]
        await there(scene, scene.calls + (scene.calls > 1))
        await client.close()
        assert sockets_to(scene.port) == before
        closed(await asyncio.wait_for(asyncio.gather(*running, return_exceptions=True), WAIT), scene.calls)
        assert sockets_to(scene.port) == before
        scene.over.set()  # or the loop waits for the name

    with SCENES[name]() as scene:
        asyncio.run(run())


# --- Descriptors -----------------------------------------------------------------------------------------------------


@on_linux
def test_a_descriptor_is_closed_by_the_thread_that_uses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another file would have its number by the time when that thread reads again."""
    leave = threading.Event()
    connect = httpcore.SyncBackend.connect_tcp

    def connect_tcp(backend: Any, *args: Any) -> Any:
        stream: Any = connect(backend, *args)
        read = stream.read

        def slowly(*args: Any) -> bytes:
            try:
                return read(*args)
            finally:
                leave.wait(WAIT)

        stream.read = slowly
        return stream

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect_tcp)
    with silent(b"") as scene:
        client = ccat.CatClient(scene.config)
        running = Threads(scene.call, client, 1)
        assert scene.reached.acquire(timeout=WAIT)
        connections = connections_to(scene.port)
        client.close()
        client.close()
        assert held(connections) == 1
        leave.set()
        closed(running.join())
        assert held(connections) == 0


@on_linux
def test_a_thread_that_is_between_two_reads_does_not_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a callback, here: the descriptor is closed at once then, and not used again."""
    sent, go_on = threading.Event(), threading.Event()

    def progress(done: int, total: int | None) -> None:
        sent.set()
        go_on.wait(WAIT)

    with silent(b"") as scene:
        client = ccat.CatClient(scene.config)
        running = Threads(
            lambda client: client.rabbit_hole.upload_file(bytes(1 << 20), name="tea.txt", on_progress=progress),
            client,
            1,
        )
        assert sent.wait(WAIT)
        client.close()
        assert sockets_to(scene.port) == 0
        go_on.set()
        closed(running.join())


@on_linux
def test_a_hundred_clients_that_are_closed_in_the_middle_leave_no_socket() -> None:
    async def run() -> None:
        for _ in range(100):
            client = ccat.AsyncCatClient(scene.config)
            running = [asyncio.ensure_future(scene.call(client)) for _ in range(2)]
            await there(scene, 2)
            await client.close()
            kept.extend(running)  # with what the calls hold, so that nothing is left to the collector
        assert sockets_to(scene.port) == 0
        closed(await asyncio.gather(*kept, return_exceptions=True), 200)

    kept: list[asyncio.Future[Any]] = []
    with handshaking_for_ever() as scene:
        asyncio.run(run())


# --- Who closes, and how ---------------------------------------------------------------------------------------------


def by_exception(client: ccat.CatClient) -> None:
    with contextlib.suppress(KeyError), client:
        raise KeyError


def from_threads(client: ccat.CatClient) -> None:
    assert Threads(lambda client: client.close(), client, 8).join() == [None] * 8


@pytest.mark.parametrize(
    "close",
    [
        by_exception,
        from_threads,
        lambda client: [client.close() for _ in range(3)],
        lambda client: client.with_options(timeout=9)._cat_made_from.close(),
    ],
    ids=["an exception", "threads", "thrice", "from a view"],
)
def test_the_calls_of_views_end_with_the_client(close: Call) -> None:
    with silent(b"") as scene:
        client = ccat.CatClient(scene.config)
        views = [client, client.as_user("alice"), client.with_options(retries=2)]
        running = [Threads(scene.call, view, 1) for view in views]
        for _ in views:
            assert scene.reached.acquire(timeout=WAIT)
        views[1].close()
        close(client)
        for each in running:
            closed(each.join())


def test_the_calls_of_views_end_with_the_client_awaited() -> None:
    async def run() -> None:
        with contextlib.suppress(KeyError):
            async with ccat.AsyncCatClient(scene.config) as client:
                views = [client, client.as_user("alice"), client.with_options(retries=2)]
                running = [asyncio.ensure_future(scene.call(view)) for view in views]
                await there(scene, 3)
                await views[1].close()
                raise KeyError
        closed(await asyncio.wait_for(asyncio.gather(*running, return_exceptions=True), WAIT), 3)
        await asyncio.gather(*(client.close() for _ in range(5)))

    with silent(b"") as scene:
        asyncio.run(run())


def test_a_call_may_close_the_client_itself() -> None:
    """In a callback of its own."""
    with Server(lambda heard: response(200, STATUS)) as server:
        client = ccat.CatClient(ccat.Config(server.url))
        with pytest.raises(ccat.ConnectionFailed, match=CLOSED):
            client.rabbit_hole.upload_file(bytes(1 << 20), name="a.txt", on_progress=lambda *_: client.close())
        assert client.status.status().version == API_VERSION  # and can be used again
        client.close()


def test_a_call_may_close_the_client_itself_awaited() -> None:
    async def credential() -> str:
        await client.close()
        return "meow"

    async def run() -> None:
        with pytest.raises(ccat.ConnectionFailed, match=CLOSED):
            await client.status.status()

    with Server(lambda heard: response(200, STATUS)) as server:
        client = ccat.AsyncCatClient(ccat.Config(server.url, credential=credential))
        asyncio.run(run())


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no such signal")
def test_a_handler_of_signals_may_close_the_client() -> None:
    """In the very thread that waits for the answer."""
    with silent(b"") as scene:
        client = ccat.CatClient(scene.config)
        before = signal.signal(signal.SIGALRM, lambda *_: client.close())

        def when_it_waits() -> None:
            scene.reached.acquire(timeout=WAIT)
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGALRM)

        thread = threading.Thread(target=when_it_waits)
        thread.start()
        try:
            with pytest.raises(ccat.ConnectionFailed, match=CLOSED):
                scene.call(client)
        finally:
            thread.join()
            signal.signal(signal.SIGALRM, before)


def test_who_waits_for_a_connection_is_told_too() -> None:
    with silent(b"") as scene, ccat.CatClient(scene.config) as client:
        alone = client._cat_session.alone()
        running = Threads(lambda _: Status(alone).status(), client, 3)
        assert scene.reached.acquire(timeout=WAIT)
        pool: Any = next(iter(alone._pool._made.values()))
        ends = time.monotonic() + WAIT
        while len(pool._requests) < 3 and time.monotonic() < ends:
            time.sleep(0.01)
        client.close()
        closed(running.join(), 3)


def test_what_ended_with_the_client_opens_no_connection_afterwards() -> None:
    with silent(b"", retries=3) as scene:
        client = ccat.CatClient(scene.config)
        running = Threads(scene.call, client, 4)
        for _ in range(4):
            assert scene.reached.acquire(timeout=WAIT)
        client.close()
        closed(running.join(), 4)
        assert not scene.reached.acquire(blocking=False)


def test_a_transport_of_the_callers_is_not_shut_down_but_not_asked_again() -> None:
    asked, go_on = threading.Semaphore(0), threading.Event()

    class Mine(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            asked.release()
            go_on.wait(WAIT)
            return httpx.Response(503)

    client = ccat.CatClient(ccat.Config(retries=3), transport=Mine())
    running = Threads(lambda client: client.status.status(), client, 1)
    assert asked.acquire(timeout=WAIT)
    client.close()
    go_on.set()
    closed(running.join())
    assert not asked.acquire(blocking=False)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
def test_a_forked_child_that_closes_leaves_the_parents_calls_alone() -> None:
    """Also what it inherits in the middle of a call: to shut it down would end the parent's connection."""
    children: list[int] = []

    def progress(done: int, total: int | None) -> None:
        if children:
            return
        children.append(os.fork())
        if children[0] == 0:
            signal.alarm(10)
            client.close()

    taken = {"filename": "tea.txt", "content_type": "", "info": ""}
    with Server(lambda heard: response(200, taken)) as server:
        client = ccat.CatClient(ccat.Config(server.url, retries=0))
        try:
            answer = client.rabbit_hole.upload_file(bytes(1 << 20), name="tea.txt", on_progress=progress)
        except ccat.ConnectionFailed:  # the child, whose connection this is not
            os._exit(0 if children == [0] else 1)
        except BaseException:
            os._exit(2)
        if children == [0]:
            os._exit(3)
        assert os.waitpid(children[0], 0)[1] == 0
        assert answer.filename == "tea.txt"
        client.close()


def test_a_name_that_is_not_resolved_in_time() -> None:
    with resolving() as scene, ccat.CatClient(scene.config) as client:
        with pytest.raises(ccat.TimedOut):
            client.with_options(timeout=0.2).status.status()
        assert scene.reached.acquire(blocking=False)


@on_linux
def test_a_connection_that_comes_after_close_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for it any longer; a thread of ours has it in hand."""
    connecting, connected = threading.Event(), threading.Event()
    opened: list[Any] = []
    connect = httpcore.SyncBackend.connect_tcp

    def connect_tcp(backend: Any, *args: Any) -> Any:
        connecting.set()
        connected.wait(WAIT)
        opened.append(connect(backend, *args))
        return opened[-1]

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect_tcp)
    with silent(b"") as scene:
        client = ccat.CatClient(scene.config)
        running = Threads(scene.call, client, 1)
        assert connecting.wait(WAIT)
        late = [thread for thread in threading.enumerate() if thread.name == "cheshire-cat-connect"]
        client.close()
        closed(running.join())
        connected.set()
        for thread in late:
            thread.join(WAIT)
        assert [stream.get_extra_info("socket").fileno() for stream in opened] == [-1]


@on_linux
def test_a_connection_that_comes_although_it_was_cancelled_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cancellation that comes when the connection is there already is swallowed by some versions of its makers."""
    connect = httpcore.AnyIOBackend.connect_tcp

    async def connect_tcp(backend: Any, *args: Any, **kwargs: Any) -> Any:
        stream = await connect(backend, *args, **kwargs)
        with contextlib.suppress(asyncio.CancelledError):
            connected.set()
            await asyncio.Event().wait()
        return stream

    async def run() -> None:
        client = ccat.AsyncCatClient(scene.config)
        running = asyncio.ensure_future(scene.call(client))
        await asyncio.wait_for(connected.wait(), WAIT)
        await client.close()
        assert sockets_to(scene.port) == 0
        closed(await asyncio.gather(running, return_exceptions=True))

    connected = asyncio.Event()
    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", connect_tcp)
    with handshaking_for_ever() as scene:
        asyncio.run(run())
