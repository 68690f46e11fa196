"""Fixtures of the chat's suite: a driver for each client, clocks that run fast, and proof that nothing is left."""

from __future__ import annotations

import contextlib
import gc
import os
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api import config
from cheshire_cat_api._chat import protocol, turns
from cheshire_cat_api.testing import EmbeddedCat, FaultProxy
from openapi_facade.websocket import options

from .drivers import DRIVERS, KINDS, Driver

Make = Callable[..., Driver]


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Which client."""
    return str(request.param)


@pytest.fixture
def make(kind: str, cat: EmbeddedCat) -> Iterator[Make]:
    """Make clients of one kind; fields of the Config and options of the client go by name."""
    made: list[Driver] = []

    def make(url: str | None = None, **given: Any) -> Driver:
        fields = {name: given.pop(name) for name in list(given) if name in ccat.Config.__dataclass_fields__}
        driver = DRIVERS[kind](ccat.Config(url or cat.url, **fields), **given)
        made.append(driver)
        return driver

    with contextlib.ExitStack() as stack:
        stack.callback(lambda: [driver.finish() for driver in made])
        yield make


@pytest.fixture
def chat(make: Make) -> Driver:
    """A client of the Cat."""
    return make()


@pytest.fixture
def proxy(cat: EmbeddedCat) -> Iterator[FaultProxy]:
    """A network in front of the Cat that does what it is told."""
    with FaultProxy(cat.url) as running:
        yield running


@pytest.fixture
def through(proxy: FaultProxy, make: Make) -> Callable[..., Driver]:
    """Make clients that reach the Cat through the proxy."""
    return lambda **given: make(proxy.url, **given)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the chat's clocks run faster, for clients made afterwards: `quick(quiet=0.3, ping=0.2)`."""

    def quick(
        quiet: float | None = None, ping: float | None = None, connect: float | None = None, look: float | None = None
    ) -> None:
        for module, name, value in (
            (protocol, "QUIET", quiet),
            (turns, "SILENCE", quiet),
            (protocol, "LOOK_PATIENCE", look),
        ):
            if value is not None:
                monkeypatch.setattr(module, name, value)
        if connect is not None:
            monkeypatch.setattr(config, "CONNECT_TIMEOUT", connect)
        if ping is not None:
            default(monkeypatch, options.Options, "ping_interval", ping)

    return quick


def default(monkeypatch: pytest.MonkeyPatch, kind: type, name: str, value: object) -> None:
    """Give an argument of a class another default."""
    function = kind.__init__  # type: ignore[misc]
    if name in (function.__kwdefaults__ or {}):
        monkeypatch.setitem(function.__kwdefaults__, name, value)
        return
    code = function.__code__
    names = code.co_varnames[: code.co_argcount]
    defaults = dict(zip(names[-len(function.__defaults__) :], function.__defaults__, strict=True))
    assert name in defaults
    monkeypatch.setattr(function, "__defaults__", tuple({**defaults, name: value}.values()))


@pytest.fixture
def reconnect() -> Callable[..., ccat.Reconnect]:
    """A policy that loses no time."""
    return lambda **given: ccat.Reconnect(**{"first": 0.01, "longest": 0.05, **given})


@pytest.fixture
def in_thread() -> Iterator[Callable[[Callable[[], Any]], InThread]]:
    """Do something in another thread; it has ended when the test has."""
    begun: list[InThread] = []

    def begin(work: Callable[[], Any]) -> InThread:
        begun.append(InThread(work))
        return begun[-1]

    yield begin
    for each in begun:
        each.thread.join(30)
        assert not each.thread.is_alive()


class InThread:
    """Something done in another thread, and what came of it."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._result: Any = None
        self._error: BaseException | None = None
        self._work = work
        self.thread = threading.Thread(target=self._run, name="test-worker", daemon=True)
        self.thread.start()

    def _run(self) -> None:
        try:
            self._result = self._work()
        except BaseException as error:
            self._error = error

    def result(self, timeout: float = 30.0) -> Any:
        self.thread.join(timeout)
        assert not self.thread.is_alive(), "still at work"
        if self._error is not None:
            raise self._error
        return self._result


def until(reached: Callable[[], object]) -> None:
    """Wait for what nothing tells of."""
    deadline = time.monotonic() + 30
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def chat_threads() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if each.name.startswith("cheshire-cat")]


def open_sockets() -> set[str]:
    """The sockets of this process, where the system tells."""
    found = set()
    with contextlib.suppress(OSError):
        for descriptor in os.listdir("/proc/self/fd"):
            with contextlib.suppress(OSError):
                target = os.readlink(f"/proc/self/fd/{descriptor}")
                if target.startswith("socket:"):
                    found.add(target)
    return found


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    """No thread and no socket of a client outlives the test; a socket that is dropped open warns, which is an error."""
    before = open_sockets()
    yield
    gc.collect()
    for each in chat_threads():
        each.join(10)
    assert not chat_threads()
    deadline = time.monotonic() + 5
    while (left := open_sockets() - before) and time.monotonic() < deadline:
        gc.collect()
        threading.Event().wait(0.01)
    assert not left
