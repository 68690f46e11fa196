"""Both clients behind one interface, so that one suite drives them: methods return when the thing is done.

The asynchronous client lives on an event loop in a thread of the driver; callbacks run there.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import importlib.util
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from typing import Any, Protocol, TypeVar

import cheshire_cat_api as ccat

T = TypeVar("T")
PATIENCE = 60.0  # seconds for anything that the driver itself waits for; far more than anything takes
KINDS = ["sync", *(["async"] if importlib.util.find_spec("cheshire_cat_api.async_client") else [])]


class Stream(Protocol):
    reply: ccat.Reply

    def __iter__(self) -> Iterator[str]: ...
    def __next__(self) -> str: ...
    def __enter__(self) -> Stream: ...
    def __exit__(self, *exc: object) -> None: ...


class Held:
    """A callback that was entered and waits to be released."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.release: Callable[[], object] = lambda: None


class Driver:
    """What the suite does with a client."""

    kind: str
    client: Any

    def connect(self, timeout: float | None = None, **options: Any) -> None:
        raise NotImplementedError

    def send(self, text: str, **extra: Any) -> None:
        raise NotImplementedError

    def ask(self, text: str, **options: Any) -> ccat.Reply:
        raise NotImplementedError

    def stream(self, text: str, **options: Any) -> Stream:
        raise NotImplementedError

    def events(self) -> Iterator[Any]:
        """Typed events from now on."""
        raise NotImplementedError

    def close(self, timeout: float | None = None) -> None:
        raise NotImplementedError

    def in_callback(self, name: str, *calls: tuple[str, tuple[Any, ...], dict[str, Any]]) -> Calls:
        """Let a callback, the first time, call methods of the client."""
        raise NotImplementedError

    def hold(self, name: str) -> Held:
        """Let a callback, the first time, not return until it is released."""
        raise NotImplementedError

    def post(self, text: str) -> Any:
        """One turn over HTTP."""
        raise NotImplementedError

    def finish(self) -> None:
        """The end of the test."""
        raise NotImplementedError

    @property
    def connected(self) -> bool:
        return bool(self.client.is_ws_connected)

    def on(self, name: str, callback: Callable[..., object]) -> None:
        setattr(self.client, f"on_{name}", callback)

    def note(self, *names: str) -> Notes:
        """Write down what these callbacks are told."""
        notes = Notes()
        for name in names:
            self.on(name, notes.taker(name))
        return notes


class Notes:
    """What callbacks were told, in order, and a way to wait for more."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.all: list[tuple[Any, ...]] = []

    def taker(self, name: str) -> Callable[..., None]:
        def take(*args: Any) -> None:
            with self._changed:
                self.all.append((name, *args))
                self._changed.notify_all()

        return take

    def of(self, name: str) -> list[tuple[Any, ...]]:
        with self._changed:
            return [note[1:] for note in self.all if note[0] == name]

    def wait_for(self, name: str, count: int = 1, timeout: float = PATIENCE) -> list[tuple[Any, ...]]:
        with self._changed:
            came = self._changed.wait_for(lambda: sum(note[0] == name for note in self.all) >= count, timeout)
            assert came, f"on_{name} was not called {count} times: {self.all}"
        return self.of(name)


class Calls:
    """What the calls in a callback came to."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.results: list[Any] = []

    def wait(self) -> list[Any]:
        assert self.done.wait(PATIENCE), f"the callback has not returned; so far: {self.results}"
        return self.results


class SyncDriver(Driver):
    kind = "sync"

    def __init__(self, config: ccat.Config, **options: Any) -> None:
        self.client = ccat.CatClient(config, **options)

    def connect(self, timeout: float | None = None, **options: Any) -> None:
        self.client.connect_ws(timeout=timeout, **options)

    def send(self, text: str, **extra: Any) -> None:
        self.client.send(text, **extra)

    def ask(self, text: str, **options: Any) -> ccat.Reply:
        return self.client.ask(text, **options)

    def stream(self, text: str, **options: Any) -> Stream:
        return self.client.stream(text, **options)

    def events(self) -> Iterator[Any]:
        return self.client.events()

    def close(self, timeout: float | None = None) -> None:
        self.client.close(**({} if timeout is None else {"timeout": timeout}))

    def in_callback(self, name: str, *calls: tuple[str, tuple[Any, ...], dict[str, Any]]) -> Calls:
        outcome = Calls()

        def callback(*_: Any) -> None:
            if outcome.results or outcome.done.is_set():
                return
            for method, args, kwargs in calls:
                try:
                    outcome.results.append(getattr(self.client, method)(*args, **kwargs))
                except Exception as error:
                    outcome.results.append(error)
            outcome.done.set()

        self.on(name, callback)
        return outcome

    def hold(self, name: str) -> Held:
        held, released = Held(), threading.Event()
        held.release = released.set

        def callback(*_: Any) -> None:
            held.entered.set()
            released.wait(PATIENCE)

        self.on(name, callback)
        return held

    def post(self, text: str) -> Any:
        return self.client.request("POST", "/message", json={"text": text})

    def finish(self) -> None:
        self.client.close()


class AsyncDriver(Driver):
    kind = "async"

    def __init__(self, config: ccat.Config, **options: Any) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, name="async-driver", daemon=True)
        self.thread.start()
        self.client = self.run(self._make(config, options))

    async def _make(self, config: ccat.Config, options: dict[str, Any]) -> Any:
        from cheshire_cat_api import AsyncCatClient

        return AsyncCatClient(config, **options)

    def run(self, work: Awaitable[T], timeout: float = PATIENCE) -> T:
        assert threading.current_thread() is not self.thread, "in a callback of the asynchronous client"
        future = asyncio.run_coroutine_threadsafe(_coroutine(work), self.loop)
        try:
            return future.result(timeout)
        except concurrent.futures.TimeoutError:
            if not future.done():
                future.cancel()
                raise AssertionError(f"not done within {timeout} s") from None
            raise

    def connect(self, timeout: float | None = None, **options: Any) -> None:
        self.run(self.client.connect_ws(timeout=timeout, **options))

    def send(self, text: str, **extra: Any) -> None:
        self.run(self.client.send(text, **extra))

    def ask(self, text: str, **options: Any) -> ccat.Reply:
        return self.run(self.client.ask(text, **options))

    def stream(self, text: str, **options: Any) -> Stream:
        async def begin() -> Any:
            return self.client.stream(text, **options)

        return _Driven(self, self.run(begin()))  # type: ignore[return-value]

    def events(self) -> Iterator[Any]:
        async def begin() -> Any:
            return self.client.events()

        return _Driven(self, self.run(begin()))

    def close(self, timeout: float | None = None) -> None:
        self.run(self.client.close(**({} if timeout is None else {"timeout": timeout})))

    def in_callback(self, name: str, *calls: tuple[str, tuple[Any, ...], dict[str, Any]]) -> Calls:
        outcome = Calls()

        async def callback(*_: Any) -> None:
            if outcome.results or outcome.done.is_set():
                return
            for method, args, kwargs in calls:
                try:
                    outcome.results.append(await getattr(self.client, method)(*args, **kwargs))
                except Exception as error:
                    outcome.results.append(error)
            outcome.done.set()

        self.on(name, callback)
        return outcome

    def hold(self, name: str) -> Held:
        held, released = Held(), asyncio.Event()
        held.release = lambda: self.loop.call_soon_threadsafe(released.set)

        async def callback(*_: Any) -> None:
            held.entered.set()
            await released.wait()

        self.on(name, callback)
        return held

    def post(self, text: str) -> Any:
        return self.run(self.client.request("POST", "/message", json={"text": text}))

    def finish(self) -> None:
        try:
            self.run(self.client.close())
            left = self.run(self._others())
        finally:
            self.loop.call_soon_threadsafe(self.loop.stop)
            self.thread.join()
            with contextlib.suppress(RuntimeError):
                self.loop.run_until_complete(self.loop.shutdown_asyncgens())
            self.loop.close()
        assert not left, f"tasks that outlive their client: {left}"

    async def _others(self) -> list[str]:
        for _ in range(3):  # what has been cancelled ends in the loop's next turns
            await asyncio.sleep(0)
        return [repr(task) for task in asyncio.all_tasks() if task is not asyncio.current_task()]


class _Driven:
    """An asynchronous iterator, driven from outside its loop."""

    def __init__(self, driver: AsyncDriver, inner: AsyncIterator[Any]) -> None:
        self._driver = driver
        self._inner = inner

    @property
    def reply(self) -> ccat.Reply:
        return self._inner.reply  # type: ignore[attr-defined,no-any-return]

    def __iter__(self) -> _Driven:
        return self

    def __next__(self) -> Any:
        found, value = self._driver.run(_step(self._inner))
        if not found:
            raise StopIteration
        return value

    def __enter__(self) -> _Driven:
        self._driver.run(self._inner.__aenter__())  # type: ignore[attr-defined]
        return self

    def __exit__(self, *exc: object) -> None:
        self._driver.run(self._inner.__aexit__(*exc))  # type: ignore[attr-defined]


async def _step(iterator: AsyncIterator[T]) -> tuple[bool, T | None]:
    try:
        return True, await iterator.__anext__()
    except StopAsyncIteration:
        return False, None


async def _coroutine(work: Awaitable[T]) -> T:
    return await work


Work = Coroutine[Any, Any, T]
DRIVERS: dict[str, type[Driver]] = {"sync": SyncDriver, "async": AsyncDriver}
