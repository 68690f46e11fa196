"""The asynchronous client against real servers: errors, retries, credentials, views, uploads, and event loops."""

from __future__ import annotations

import asyncio
import gc
import inspect
import json
import os
import threading
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.resources._saved_memories import SavedMemories
from cheshire_cat_api.testing import EmbeddedCat
from cheshire_cat_api.testing.faults import FaultProxy
from cheshire_cat_openapi.operations import API_VERSION, OPERATIONS
from openapi_facade.auth.tokens import Token
from openapi_facade.auth.turns import AsyncTurns
from unit.transport.server import STATUS, Answer, Heard, Server, response

ADMIN = {"username": "admin", "password": "admin"}


@asynccontextmanager
async def talking(answer: Answer, **options: Any) -> AsyncIterator[tuple[ccat.AsyncCatClient, Server]]:
    with Server(answer) as server:
        async with ccat.AsyncCatClient(ccat.Config(server.url, **options)) as client:
            yield client, server


SOME: dict[str, Any] = {
    "files": [("tea.txt", b"tea")],
    "body": {"url": "u"},
    "setting_body": {"name": "n", "value": {}},
}


def method_of(client: ccat.AsyncCatClient, name: str) -> Awaitable[object]:
    method = getattr(getattr(client, OPERATIONS[name].tag), name)
    required = [each for each in inspect.signature(method).parameters.values() if each.default is each.empty]
    arguments = {each.name: SOME.get(each.name, "some-id") for each in required}
    if "file" in arguments:
        arguments["file"] = ("tea.txt", b"tea")
    awaited: Awaitable[object] = method(**arguments)
    return awaited


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_each_operation_is_repeated_if_it_may_be(name: str) -> None:
    async def run() -> None:
        async with talking(lambda heard: response(503, Retry_After="0"), retries=2) as (client, server):
            with pytest.raises(ccat.ServerFailure) as caught:
                await method_of(client, name)
        assert len(server.heard) == caught.value.attempts == (3 if OPERATIONS[name].repeatable else 1)

    asyncio.run(run())


def test_what_is_cut_or_refused(dead_url: str) -> None:
    async def run() -> None:
        async with talking(lambda heard: None, retries=1) as (client, server):
            with pytest.raises(ccat.ConnectionFailed):
                await client.status.status()
            with pytest.raises(ccat.ConnectionFailed):
                await client.memory.create_memory_point("declarative", "tea")
        assert len(server.heard) == 3
        async with ccat.AsyncCatClient(ccat.Config(dead_url, retries=1)) as client:
            with pytest.raises(ccat.ConnectionFailed) as caught:
                await client.memory.create_memory_point("declarative", "tea")
        assert caught.value.attempts == 2
        assert caught.value.__context__ is None

    asyncio.run(run())


def silence(servers: list[Server]) -> Callable[[Heard], Iterator[bytes]]:
    def answer(heard: Heard) -> Iterator[bytes]:
        servers[0].done.wait()
        yield b""

    return answer


def drip(servers: list[Server]) -> Callable[[Heard], Iterator[bytes]]:
    def answer(heard: Heard) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
        while not servers[0].done.wait(0.02):
            yield b" "

    return answer


@pytest.mark.parametrize("make", [silence, drip])
def test_no_answer_takes_longer_than_its_time(make: Callable[..., Any]) -> None:
    async def run() -> None:
        servers: list[Server] = []
        async with talking(make(servers)) as (client, server):
            servers.append(server)
            began = time.monotonic()
            with pytest.raises(ccat.TimedOut):
                await client.with_options(timeout=0.3).status.status()
            assert time.monotonic() - began < 3

    asyncio.run(run())


def test_a_cancelled_call_is_cancelled() -> None:
    async def run() -> None:
        servers: list[Server] = []
        async with talking(silence(servers)) as (client, server):
            servers.append(server)
            call = asyncio.ensure_future(client.status.status())
            while not server.heard:
                await asyncio.sleep(0.001)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
            assert len(server.heard) == 1

    asyncio.run(run())


def test_a_post_right_after_a_500_works_in_every_task(cat: EmbeddedCat) -> None:
    async def run() -> None:
        async with ccat.AsyncCatClient(ccat.Config(cat.url, retries=0)) as client:

            async def task() -> None:
                for _ in range(20):
                    with pytest.raises(ccat.ServerFailure):
                        await client.settings.get_settings("(")
                    await client.memory.create_memory_point("declarative", "tea")

            await asyncio.gather(*(task() for _ in range(8)))
            assert (await client.memory.get_collections()).collections[1].vectors_count == 160

    asyncio.run(run())


GARBAGE = {
    "html": response(200, b"<html>"),
    "empty": response(200, b""),
    "cut json": response(200, b'{"a": '),
    "array": response(200, [1]),
    "undocumented": response(299, {}),
    "unknown status": response(999, b"x"),
    "not gzip": response(200, b"x", Content_Encoding="gzip"),
    "no http": b"garbage\r\n\r\n",
    "huge header": b"HTTP/1.1 200 OK\r\n" + b"a: " + b"b" * 200_000 + b"\r\n\r\n",
    "bad length": b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
}


@pytest.mark.parametrize("name", GARBAGE)
def test_whatever_the_server_sends_is_our_error(name: str) -> None:
    async def run() -> None:
        # Not in turn: an upload whose answer nobody understands may be read for half a minute.
        async with talking(lambda heard: iter([GARBAGE[name]]), retries=0, parallel_uploads=True) as (client, _):
            for operation in OPERATIONS:
                # A list of users may have any items: one that is none stays as it came.
                if operation == "read_users" and name == "array":
                    continue
                with pytest.raises(ccat.CatError) as caught:
                    await method_of(client, operation)
                assert type(caught.value).__module__ == "cheshire_cat_api.errors"
                assert caught.value.__context__ is None
                assert caught.value.__cause__ is None

    asyncio.run(run())


# --- Credentials -----------------------------------------------------------------------------------------------------


def test_an_account_logs_in_once_for_all_tasks() -> None:
    async def run() -> None:
        with EmbeddedCat(api_key="k") as cat:
            async with ccat.AsyncCatClient(ccat.Config(cat.url, **ADMIN)) as client:
                await asyncio.gather(*(client.users.read_users() for _ in range(8)))
                assert sum(each.path == "/auth/token" for each in cat.requests) == 1
                assert await client._cat_session.ws_token()
                with pytest.raises(ccat.ConfigError, match="JWT"):
                    client.as_user("alice")

    asyncio.run(run())


def test_an_ended_token_is_renewed_once_for_all_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them show the ended one, and get 403 for it."""
    monkeypatch.setattr(Token, "due", property(lambda token: False))
    tokens = iter("ab")

    def answer(heard: Heard) -> bytes:
        if heard.target == "/auth/token":
            return response(200, {"access_token": next(tokens)})
        ended = heard.headers["authorization"] == "Bearer a" and len(server.heard) > 2
        return response(403, {"detail": {"error": "Invalid Credentials"}}) if ended else response(200, STATUS)

    async def run() -> None:
        async with ccat.AsyncCatClient(ccat.Config(server.url, **ADMIN)) as client:
            await client.status.status()
            monkeypatch.setattr(Token, "ended", property(lambda token: token.text == "a"))
            answers = await asyncio.gather(*(client.status.status() for _ in range(8)))
            assert [each.version for each in answers] == [API_VERSION] * 8

    with Server(answer) as server:
        asyncio.run(run())
        assert sum(heard.target == "/auth/token" for heard in server.heard) == 2


def test_nobody_waits_longer_than_they_may_for_the_login_of_another() -> None:
    asked, go_on = threading.Event(), threading.Event()

    def answer(heard: Heard) -> bytes:
        if heard.target != "/auth/token":
            return response(200, STATUS)
        asked.set()
        go_on.wait(30)
        return response(200, {"access_token": "t"})

    async def run() -> None:
        async with talking(answer, **ADMIN) as (client, server):
            first = asyncio.ensure_future(client.status.status())
            assert await asyncio.to_thread(asked.wait, 10)
            hasty = client.with_options(timeout=0.2)
            for waits in (hasty.status.status, lambda: hasty.auth.login("user", "user")):
                began = time.monotonic()
                with pytest.raises(ccat.TimedOut, match="login of another call"):
                    await waits()
                assert time.monotonic() - began < 3
            go_on.set()
            await first
            assert (await hasty.status.status()).version == API_VERSION
            assert [each.target for each in server.heard] == ["/auth/token", "/", "/"]

    asyncio.run(run())


@pytest.mark.parametrize("moment", range(12))
def test_who_is_cancelled_while_it_waits_leaves_no_lock_behind(moment: int) -> None:
    """At whichever moment: before its turn has come, with it, or after."""

    async def run() -> None:
        turns = AsyncTurns()
        lock = turns._lock
        await lock.acquire()

        async def wait() -> None:
            await turns.run(partial(asyncio.sleep, 0), 9)

        waiting = asyncio.ensure_future(wait())
        for tick in range(12):
            if tick == 6:
                lock.release()
            if tick == moment:
                waiting.cancel()
            await asyncio.sleep(0)
        await asyncio.wait({waiting})
        assert waiting.cancelled() or moment > 6
        assert not lock.locked()

    asyncio.run(run())


def test_login_and_its_failure() -> None:
    async def run() -> None:
        with EmbeddedCat(api_key="k") as cat:
            async with ccat.AsyncCatClient(ccat.Config(cat.url)) as client:
                with pytest.raises(ccat.Forbidden):
                    await client.auth.login("admin", "teatime")
                with pytest.raises(ccat.Forbidden):
                    await client.users.read_users()
                await client.auth.login("admin", "admin")
                assert await client.users.read_users()

    asyncio.run(run())


async def coroutine() -> str:
    await asyncio.sleep(0)
    return "k"


@pytest.mark.parametrize("credential", [coroutine, lambda: "k"])
def test_a_callable_of_either_kind(credential: Any) -> None:
    async def run() -> None:
        with EmbeddedCat(api_key="k") as cat:
            async with ccat.AsyncCatClient(ccat.Config(cat.url, credential=credential)) as client:
                assert await client.users.read_users()

    asyncio.run(run())


# --- Views, endpoints, raw answers -----------------------------------------------------------------------------------


def test_views_share_the_connections_of_their_client(cat: EmbeddedCat) -> None:
    async def run() -> None:
        with FaultProxy(cat.url) as proxy:
            client = ccat.AsyncCatClient(ccat.Config(proxy.url, user_id="hatter"))
            alice = client.as_user("alice")
            await alice.status.message_with_cat("I am Alice.")
            await alice.close()
            await client.with_options(timeout=9, headers={"x-tea": "green"}).status.status()
            assert (len(proxy.connections), proxy.open_connections) == (1, 1)
            await client.close()
            proxy.wait_for(lambda: proxy.open_connections == 0)
        assert cat.history("alice")[0]["text"] == "I am Alice."
        assert cat.requests[-1].headers["x-tea"] == "green"

    asyncio.run(run())


def test_any_endpoint_and_raw_answers(cat: EmbeddedCat) -> None:
    async def run() -> None:
        async with ccat.AsyncCatClient(ccat.Config(cat.url)) as client:
            answer = await client.request("GET", "/plugins/", params={"query": "core"})
            assert answer.json()["filters"] == {"query": "core"}
            raw = await client.raw(client.plugins.get_plugin_details, "core_plugin")
            assert (raw.parsed.data.id, raw.status_code) == ("core_plugin", 200)
            with pytest.raises(ccat.InvalidArgument):
                await client.request("GET", "/a/../b")
            with pytest.raises(ccat.NotFound):
                await client.request("GET", "/custom/nothing")

    asyncio.run(run())


def test_a_transport_of_ones_own() -> None:
    async def run() -> None:
        transport = httpx.MockTransport(lambda request: httpx.Response(200, json=STATUS))
        async with ccat.AsyncCatClient(transport=transport) as client:
            assert (await client.status.status()).version == API_VERSION

    asyncio.run(run())


# --- Uploads and iterators -------------------------------------------------------------------------------------------

TEXT = " ".join(f"The hatter number {number} drinks tea." for number in range(60)).encode()


def test_an_upload_that_waits(cat: EmbeddedCat, monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> None:
        told: list[tuple[int, int | None]] = []
        async with ccat.AsyncCatClient(ccat.Config(cat.url)) as client:
            result = await client.rabbit_hole.upload_file(
                TEXT, 20, 5, name="tea.txt", wait=True, on_progress=lambda *how: told.append(how)
            )
            assert result.thoughts == 24
            assert told == [(len(TEXT), len(TEXT))]
            assert len([point async for point in client.memory.iter_points("declarative", page_size=7)]) == 24
            both = await client.rabbit_hole.upload_files([("a.txt", b"The hatter."), ("b.md", TEXT)], wait=True)
            assert both["a.txt"].thoughts == 1
            with pytest.raises(ccat.IngestionFailed):
                await client.rabbit_hole.upload_file(b"no PDF", name="x.pdf", wait=True)
            with pytest.raises(ccat.UnsupportedType):
                await client.rabbit_hole.upload_memory(b"tea", name="tea.txt")
            recalled = await client.memory.recall_memory_points("tea", 1)
            point = {
                "id": uuid.uuid4().hex,
                "page_content": "tea",
                "metadata": {},
                "vector": [1.0] * len(recalled.query.vector),
            }
            memories = {"embedder": recalled.vectors.embedder, "collections": {"declarative": [point]}}
            loaded = await client.rabbit_hole.upload_memory(json.dumps(memories).encode(), name="saved.json", wait=True)
            assert (loaded.filename, loaded.thoughts) == ("saved.json", 1)
            with pytest.raises(ccat.InvalidArgument, match="no JSON"):
                await client.rabbit_hole.upload_memory(b"tea", name="saved.json", wait=True)
            monkeypatch.setattr(SavedMemories, "check_embedder", lambda *_: None)
            point["vector"] = [1.0]
            with pytest.raises(ccat.IngestionFailed):
                await client.rabbit_hole.upload_memory(json.dumps(memories).encode(), name="saved.json", wait=True)
            with pytest.raises(ccat.InvalidArgument):
                client.memory.iter_points("declarative", 0)

    asyncio.run(run())


def test_an_upload_that_is_broken_off(cat: EmbeddedCat, tmp_path: Path) -> None:
    path = tmp_path / "tea.txt"

    def enough(sent: int, total: int | None) -> None:
        raise KeyError("enough")

    async def run() -> None:
        async with ccat.AsyncCatClient(ccat.Config(cat.url)) as client:
            with pytest.raises(KeyError, match="enough"):
                await client.rabbit_hole.upload_file(b"tea", name="tea.txt", on_progress=enough)
            path.write_bytes(b"tea!" * 100_000)
            with pytest.raises(ccat.InvalidArgument, match="shorter"):
                await client.rabbit_hole.upload_file(path, on_progress=lambda *_: os.truncate(path, 70_000))
            assert (await client.rabbit_hole.upload_file(b"tea", name="tea.txt")).filename == "tea.txt"

    asyncio.run(run())


# --- Event loops -----------------------------------------------------------------------------------------------------


def test_another_event_loop_is_told(cat: EmbeddedCat) -> None:
    client = ccat.AsyncCatClient(ccat.Config(cat.url))
    first = asyncio.new_event_loop()
    first.run_until_complete(client.status.status())

    async def elsewhere() -> None:
        for view in (client, client.as_user("alice")):
            with pytest.raises(ccat.WrongEventLoop, match=r"asyncio\.run"):
                await view.status.status()
        with pytest.raises(ccat.WrongEventLoop):
            await client.close()

    asyncio.run(elsewhere())
    first.run_until_complete(client.status.status())
    first.run_until_complete(client.close())
    first.close()

    async def again() -> None:
        async with client:
            assert (await client.status.status()).version == API_VERSION

    asyncio.run(again())


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_event_loop_that_is_gone(cat: EmbeddedCat) -> None:
    client = ccat.AsyncCatClient(ccat.Config(cat.url))
    asyncio.run(client.status.status())

    async def later() -> None:
        with pytest.raises(ccat.WrongEventLoop):
            await client.status.status()
        await client.close()
        await client.status.status()
        await client.close()

    asyncio.run(later())
    gc.collect()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
def test_a_forked_child_has_a_loop_and_connections_of_its_own(cat: EmbeddedCat) -> None:
    loop = asyncio.new_event_loop()
    client = ccat.AsyncCatClient(ccat.Config(cat.url))
    loop.run_until_complete(client.status.status())
    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if asyncio.run(client.status.status()).version == API_VERSION else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    loop.run_until_complete(client.status.status())
    loop.run_until_complete(client.close())
    loop.close()
