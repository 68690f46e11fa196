"""What only the asynchronous client can show: many users on one loop, cancelling, and the loop left alone."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.testing import EmbeddedCat, FaultProxy
from cheshire_cat_api.testing.faults import Cut, Freeze, OnRequest, OnResponse

from .raw import RawServer, text

T = TypeVar("T")
SAID = "Curiouser and curiouser! è 😺\nDone."


def run(work: Callable[[], Awaitable[T]]) -> T:
    """Run on a fresh loop; no task may be left at its end, and nothing may have been complained of."""
    complaints: list[dict[str, Any]] = []

    async def main() -> T:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda loop, context: complaints.append(context))
        result = await asyncio.wait_for(work(), 100)
        for _ in range(3):
            await asyncio.sleep(0)
        assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []
        return result

    result = asyncio.run(main())
    gc.collect()
    assert complaints == []
    return result


def test_without_its_library_the_chat_says_what_to_install() -> None:
    code = (
        "import asyncio, sys, cheshire_cat_api as ccat\n"
        "sys.modules['websockets'] = None\n"
        "async def main():\n"
        "    await ccat.AsyncCatClient().ask('anybody?')\n"
        "try:\n"
        "    asyncio.run(main())\n"
        "except ccat.ConfigError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert "cheshire-cat-api[async]" in done.stdout


def test_a_thousand_users(cat: EmbeddedCat) -> None:
    """A thousand chats, each with a connection of its own, on one loop and without a thread of ours."""
    users = 1000

    async def work() -> None:
        first = ccat.AsyncCatClient(ccat.Config(cat.url, user_id="user-0"))
        clients = [first, *(first.as_user(f"user-{number}") for number in range(1, users))]
        limit = asyncio.Semaphore(50)  # handshakes at once; one process serves both ends here

        async def connect(client: ccat.AsyncCatClient) -> None:
            async with limit:
                await client.connect_ws(60)

        await asyncio.gather(*map(connect, clients))
        assert all(client.is_ws_connected for client in clients)
        assert sum(cat.sockets(f"user-{number}") for number in range(0, users, 100)) == 10
        threads = [thread for thread in threading.enumerate() if thread.name.startswith("cheshire-cat")]
        assert threads == []
        replies = await asyncio.gather(
            *(client.ask(f"[dict] {number}", timeout=60) for number, client in enumerate(clients))
        )
        assert {reply.text for reply in replies} == {"fast reply output"}
        assert [reply.raw["user_id"] for reply in replies] == [f"user-{number}" for number in range(users)]
        await asyncio.gather(*(client.close() for client in clients))

    run(work)
    assert len(cat.prompts()) == users


def test_the_loop_goes_on_while_a_chat_waits(cat: EmbeddedCat) -> None:
    async def work() -> None:
        async with ccat.AsyncCatClient(ccat.Config(cat.url)) as client:
            longest = 0.0

            async def beat() -> None:
                nonlocal longest
                while True:
                    begin = time.monotonic()
                    await asyncio.sleep(0.01)
                    longest = max(longest, time.monotonic() - begin)

            beating = asyncio.ensure_future(beat())
            await client.ask("[wait:0.5]")
            beating.cancel()
            assert longest < 0.4

    run(work)


@pytest.mark.parametrize("by", ["fin", "rst"])
def test_the_loop_goes_on_while_the_connection_ends(cat: EmbeddedCat, by: str) -> None:
    """An ask that finds the connection ended before the reading task does must not spin."""

    async def work(proxy: FaultProxy) -> None:
        longest = 0.0

        async def beat() -> None:
            nonlocal longest
            while True:
                begin = time.monotonic()
                await asyncio.sleep(0.01)
                longest = max(longest, time.monotonic() - begin)

        beating = asyncio.ensure_future(beat())
        for _ in range(5):
            proxy.add(Cut(by=by, when=OnResponse("after")))  # type: ignore[arg-type]
            async with ccat.AsyncCatClient(ccat.Config(proxy.url)) as client:
                with contextlib.suppress(ccat.ConnectionLost, ccat.ConnectionFailed):
                    assert (await client.ask("hello", timeout=1.5)).text == SAID
        beating.cancel()
        assert longest < 0.7

    with FaultProxy(cat.url) as proxy:
        run(lambda: work(proxy))


@pytest.mark.parametrize("delay", [0.0, 0.00005, 0.0001, 0.001])
def test_a_cancelled_ask_is_cancelled(cat: EmbeddedCat, delay: float) -> None:
    """At whatever moment; `asyncio.wait_for(client.ask(…), seconds)` relies on it."""

    async def work() -> None:
        async with ccat.AsyncCatClient(ccat.Config(cat.url)) as client:
            await client.connect_ws(10)
            for number in range(20):
                asking = asyncio.ensure_future(client.ask(f"{number} [dict]"))
                await asyncio.sleep(delay * number / 10)
                if asking.done():
                    continue
                asking.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await asking

    run(work)


def test_a_cancelled_ask_leaves_the_client_usable(cat: EmbeddedCat) -> None:
    async def work() -> None:
        async with ccat.AsyncCatClient(ccat.Config(cat.url)) as client:
            await client.connect_ws(10)
            for delay in (0.0, 0.001, 0.02, 0.1):
                asking = asyncio.ensure_future(client.ask(f"cancelled {delay} [slow:0.1]"))
                await asyncio.sleep(delay)
                asking.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await asking
                reply = await client.ask(f"after {delay}", timeout=20)
                assert reply.raw["why"]["input"] == f"after {delay}"

    run(work)
    prompts = cat.prompts()
    assert len(prompts) == len(set(prompts))


def test_a_large_prompt_that_is_cancelled_is_not_taken_for_the_next(cat: EmbeddedCat) -> None:
    """What has been written is on its way, whether or not somebody waits for it."""

    async def work(proxy: FaultProxy) -> None:
        async with ccat.AsyncCatClient(ccat.Config(proxy.url)) as client:
            await client.connect_ws(10)
            proxy.freeze_all("to_server")
            asking = asyncio.ensure_future(client.ask("large [dict]" + "x" * 8_000_000))
            assert client._cat_own_chat is not None
            while not client._cat_own_chat.conversation.turns.busy:
                await asyncio.sleep(0)
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            proxy.thaw()
            reply = await client.ask("after", timeout=30)
            assert reply.text == SAID
            assert reply.raw["why"]["input"] == "after"

    with FaultProxy(cat.url) as proxy:
        run(lambda: work(proxy))


def test_an_answer_that_is_left_before_it_is_asked_for_is_forgotten(cat: EmbeddedCat) -> None:
    async def work() -> None:
        async with ccat.AsyncCatClient(ccat.Config(cat.url)) as client:
            stream = client.stream("left at once [slow:0.02]", timeout=60)
            first = asyncio.ensure_future(stream.__anext__())
            await asyncio.sleep(0)  # it has begun to connect
            stream.close()
            with pytest.raises(StopAsyncIteration):
                await first
            assert client._cat_own_chat is not None
            assert not client._cat_own_chat.conversation.turns.asked

    run(work)


def test_two_tasks_that_begin_one_answer_ask_once(cat: EmbeddedCat) -> None:
    async def work() -> None:
        async with ccat.AsyncCatClient(ccat.Config(cat.url)) as client:
            stream = client.stream("once", timeout=60)
            first, second = await asyncio.gather(stream.__anext__(), stream.__anext__(), return_exceptions=True)
            assert isinstance(first, str)
            assert isinstance(second, RuntimeError)
            assert first + "".join([token async for token in stream]) == stream.reply.text == SAID

    run(work)
    assert cat.prompts() == ["once"]


def test_wait_for_around_connect_and_close(cat: EmbeddedCat) -> None:
    async def work(proxy: FaultProxy) -> None:
        proxy.add(Freeze(when=OnRequest("before"), times=2))
        client = ccat.AsyncCatClient(ccat.Config(proxy.url))
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(client.connect_ws(20), 0.2)
        begin = time.monotonic()
        await client.close()
        assert time.monotonic() - begin < 2.5
        await client.connect_ws()
        await asyncio.sleep(0)
        await client.close()

    with FaultProxy(cat.url) as proxy:
        run(lambda: work(proxy))


def test_async_with_and_async_for(cat: EmbeddedCat) -> None:
    async def work() -> None:
        async with ccat.AsyncCatClient(ccat.Config(cat.url)) as client:
            async with client.stream("hello") as stream:
                tokens = [token async for token in stream]
            assert "".join(tokens) == stream.reply.text == SAID
            async for _ in client.stream("left early [slow:0.02]"):
                break
            events = client.events()
            assert (await client.ask("[dict]")).text == "fast reply output"
            kinds = [type(await events.__anext__())]
            assert kinds[0] in (ccat.Token, ccat.Reply)

    run(work)


@pytest.mark.parametrize("plain", [True, False], ids=["plain", "async"])
def test_callbacks_may_be_plain_or_async(cat: EmbeddedCat, plain: bool) -> None:
    async def work() -> list[tuple[Any, ...]]:
        told: list[tuple[Any, ...]] = []

        def taker(name: str) -> Callable[..., Any]:
            async def take(*args: Any) -> None:
                await asyncio.sleep(0)
                told.append((name, *args))

            return (lambda *args: told.append((name, *args))) if plain else take

        client = ccat.AsyncCatClient(
            ccat.Config(cat.url), on_open=taker("open"), on_close=taker("close"), on_message=taker("message")
        )
        async with client:
            await client.ask("[dict]")
        return told

    told = run(work)
    assert [note[0] for note in told] == ["open", "message", "close"]
    assert told[-1] == ("close", 1000, "")


def test_a_cancellation_in_a_callback_costs_no_event() -> None:
    """Such as of something that the callback waits for: it ends the callbacks' task, and the next event begins one."""

    async def work() -> None:
        told: list[str] = []

        async def on_message(frame: str) -> None:
            told.append(frame)
            if len(told) == 2:
                waited_for = asyncio.get_running_loop().create_future()
                waited_for.cancel()
                await waited_for

        client = ccat.AsyncCatClient(ccat.Config(server.url), on_message=on_message)
        await client.connect_ws(10)
        await client.close(0.2)
        assert told == [str(number) for number in range(50)]

    with RawServer(first=b"".join(text(str(number)) for number in range(50))) as server:
        run(work)


def test_another_loop_is_refused_in_words(cat: EmbeddedCat) -> None:
    async def ask(client: ccat.AsyncCatClient) -> str:
        return (await client.ask("[dict]")).text

    client = ccat.AsyncCatClient(ccat.Config(cat.url))
    loop = asyncio.new_event_loop()
    try:
        assert loop.run_until_complete(ask(client)) == "fast reply output"
        with pytest.raises(ccat.WrongEventLoop):
            asyncio.run(ask(client))
        loop.run_until_complete(client.close())
    finally:
        loop.close()
    assert asyncio.run(_and_close(client)) == "fast reply output"


async def _and_close(client: ccat.AsyncCatClient) -> str:
    try:
        return (await client.ask("[dict]")).text
    finally:
        await client.close()


def test_a_forgotten_client_leaves_no_task(cat: EmbeddedCat) -> None:
    async def work() -> None:
        client = ccat.AsyncCatClient(ccat.Config(cat.url))
        await client.connect_ws(10)
        del client
        gc.collect()
        for _ in range(100):
            if len(asyncio.all_tasks()) == 1 or not cat.sockets():
                break
            await asyncio.sleep(0.02)

    run(work)
    assert cat.wait_for(lambda: cat.sockets() == 0)
