"""Uploads over either client, and a Cat whose reading can be held."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.testing._cat import rabbit_hole

PATIENCE = 60.0  # seconds; far more than anything takes
TEXT = " ".join(f"The hatter number {number} drinks tea with the march hare." for number in range(60)).encode()


@pytest.fixture(params=["sync", "async"])
def kind(request: pytest.FixtureRequest) -> str:
    """Which client."""
    return str(request.param)


class Uploader:
    """A client, or a view of one, on an event loop of its own where it needs one."""

    def __init__(self, client: Any, loop: asyncio.AbstractEventLoop | None) -> None:
        self.client = client
        self._loop = loop

    def __call__(self, method: str, *args: Any, **keywords: Any) -> Any:
        """Call a method of its `rabbit_hole`."""
        return self.begin(method, *args, **keywords).result(PATIENCE)

    def begin(self, method: str, *args: Any, **keywords: Any) -> Future[Any]:
        """The same, in a task or thread of its own."""
        return self._begin(lambda: getattr(self.client.rabbit_hole, method)(*args, **keywords))

    def connect(self) -> None:
        """Open its chat."""
        self._begin(lambda: self.client.connect_ws(timeout=10)).result(PATIENCE)

    def begin_connecting(self) -> None:
        """Begin to open it."""
        self._begin(lambda: self.client.connect_ws()).result(PATIENCE)

    def close(self) -> None:
        """Close it."""
        self._begin(lambda: self.client.close()).result(PATIENCE)

    def view(self, make: Callable[[Any], Any]) -> Uploader:
        """A view of the client."""
        return Uploader(make(self.client), self._loop)

    def _begin(self, call: Callable[[], Any]) -> Future[Any]:
        if self._loop is not None:
            return asyncio.run_coroutine_threadsafe(_awaited(call), self._loop)
        future: Future[Any] = Future()

        def run() -> None:
            try:
                future.set_result(call())
            except BaseException as error:
                future.set_exception(error)

        threading.Thread(target=run, daemon=True).start()
        return future


async def _awaited(call: Callable[[], Any]) -> Any:
    return await call()


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop on a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def uploader(kind: str, request: pytest.FixtureRequest) -> Iterator[Callable[..., Uploader]]:
    """Make clients of one kind, with these fields of a Config."""
    loop = request.getfixturevalue("loop") if kind == "async" else None
    with contextlib.ExitStack() as stack:

        def make(url: str, **fields: Any) -> Uploader:
            kind = ccat.CatClient if loop is None else ccat.AsyncCatClient
            made = Uploader(kind(ccat.Config(url, **fields)), loop)
            stack.callback(made.close)
            return made

        yield make


class Gate:
    """Holds the Cat before it says of an upload that it has been read; open at first.

    Attributes:
        let_through: how many pass even where it is closed.
        reached: the names of the uploads that have come to it, in order.
        fails: whether they fail here.
    """

    def __init__(self) -> None:
        self.open = threading.Event()
        self.open.set()
        self.let_through = 0
        self.reached: list[str] = []
        self.fails = False
        self.changed = threading.Condition()

    def wait_for(self, count: int) -> None:
        """Until so many have come."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.reached) >= count, PATIENCE)

    async def pass_through(self, content: str) -> None:
        if not content.startswith("Finished"):
            return
        with self.changed:
            self.reached.append(content.split(",")[0].removeprefix("Finished reading "))
            number = len(self.reached)
            self.changed.notify_all()
        while not self.open.is_set() and number > self.let_through:
            await asyncio.sleep(0.005)
        if self.fails:
            raise ValueError("the gate is broken")


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """Holds each upload at its end."""
    gate, notify = Gate(), rabbit_hole._notify

    async def held(cat: Any, user_id: str, content: str) -> None:
        await gate.pass_through(content)
        await notify(cat, user_id, content)

    monkeypatch.setattr(rabbit_hole, "_notify", held)
    yield gate
    gate.open.set()
