"""From a client's first call until `close()`: what waits meanwhile, and how all of it is ended at once.

Shared by the calls and the connections of a client and its views. What ends it touches no descriptor that another
thread uses: its number could be another file's by the time that thread looks again.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn, Protocol, TypeVar

import httpx

from openapi_facade.locks import Outcome

if TYPE_CHECKING:
    import asyncio

T = TypeVar("T")

CLOSED = "the client was closed meanwhile"
PATIENCE = 1.0
"""Seconds that an asynchronous `close` gives to what it has ended; it takes a turn or two of the event loop."""


class TooLate(Exception):
    """It was not done in time."""


class Waiting(Protocol):
    """Something that waits, or is waited for: a connection, a task, a future."""

    def cancel(self) -> object:
        """End it, from any thread and however often."""


class _Lifetime:
    """What both kinds have.

    Args:
        within: another one, with which this one ends too.
        name: of the client, which names threads.
    """

    def __init__(self, within: _Lifetime | None = None, name: str = "") -> None:
        self.over = False
        self._name: str = name or (within._name if within is not None else "openapi-facade")
        self.pid = os.getpid()
        """The process in which it began."""
        # Weakly, so that a forgotten client's connections end with it. Each step is one of the interpreter's: there is
        # no lock that an interrupt or a fork could leave taken.
        self._waiting: weakref.WeakValueDictionary[int, Waiting] = weakref.WeakValueDictionary()
        self._within = within
        if within is not None:
            within.add(self)

    @property
    def ours(self) -> bool:
        """Whether it began in this process: after a fork, its connections are the parent's."""
        return self.pid == os.getpid()

    def add(self, waiting: Waiting) -> None:
        """Have this ended with the rest; at once, where that has been."""
        self._waiting[id(waiting)] = waiting
        if self.over:
            waiting.cancel()

    def discard(self, waiting: Waiting) -> None:
        """It has ended by itself."""
        self._waiting.pop(id(waiting), None)

    def check(self) -> None:
        """Raise what a call raises that was running when the client was closed.

        Raises:
            CloseError: it is over, or another process's.
        """
        if not self.ours:
            raise httpx.CloseError("this process was forked in the middle of the call")
        if self.over:
            raise httpx.CloseError(CLOSED)

    def cancel(self) -> None:
        """End it, and all that waits."""
        self.over = True
        for waiting in self._all():
            waiting.cancel()
        if self._within is not None:
            self._within.discard(self)

    def _all(self) -> list[Waiting]:
        return [waiting for known in self._waiting.valuerefs() if (waiting := known()) is not None]


class Lifetime(_Lifetime):
    """The kind for threads."""

    def sleep(self, seconds: float) -> None:
        """Wait.

        Raises:
            CloseError: it is over.
        """
        with suppress(TooLate):
            self._result(_Awaited[None](), seconds)

    def aside(self, work: Callable[[], T], unwanted: Callable[[T], object], seconds: float | None) -> T:
        """Have something done that only the system can end, such as resolving a name, on a thread that can be left.

        Args:
            work: what.
            unwanted: takes a result that nobody waits for any longer.
            seconds: to wait at most.

        Raises:
            CloseError: it is over.
            TooLate: it took too long.
        """
        self.check()
        awaited = _Awaited[T]()

        def run() -> None:
            try:
                result = work()
            except BaseException as error:
                awaited.settle(partial(_raise, error))
            else:
                if not awaited.settle(lambda: result):
                    unwanted(result)

        try:
            try:
                threading.Thread(target=run, name=f"{self._name}-connect", daemon=True).start()
            except RuntimeError:  # there are no more threads, as at the end of the interpreter
                run()
            return self._result(awaited, seconds)
        except BaseException:
            given = None if awaited.settle(_closed) else awaited.wait(0)
            if given is not None:  # it has come after all
                with suppress(Exception):
                    unwanted(given())
            raise

    def _result(self, awaited: _Awaited[T], seconds: float | None) -> T:
        self.add(awaited)
        try:
            given = awaited.wait(seconds)
        finally:
            self.discard(awaited)
        if given is None:
            raise TooLate
        awaited.forget()
        try:
            return given()
        finally:
            del given  # of an error's frames, none may know it: only the collector would free both


class _Awaited(Outcome[T]):
    """An outcome that can be ended."""

    def cancel(self) -> None:
        """End the waiting: the client was closed."""
        self.settle(_closed)


def _closed() -> NoReturn:
    raise httpx.CloseError(CLOSED)


def _raise(error: BaseException) -> NoReturn:
    try:
        raise error
    finally:
        del error  # which would keep this frame, and it the error, until the collector comes


class AsyncLifetime(_Lifetime):
    """The kind for an event loop."""

    async def sleep(self, seconds: float) -> None:
        """Wait.

        Raises:
            CloseError: it is over.
        """
        import asyncio  # here, so that nobody loads it who has no use for it

        await self.aside(asyncio.sleep(seconds))

    async def aside(self, work: Coroutine[Any, Any, T], unwanted: Callable[[T], Awaitable[object]] | None = None) -> T:
        """Have something done in a task of its own, which can be ended without ending the caller's.

        Args:
            work: what.
            unwanted: takes a result that nobody waits for any longer.

        Raises:
            CloseError: it is over.
        """
        import asyncio

        task = asyncio.ensure_future(work)
        self.add(task)
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError:
            if not task.cancel() and unwanted and not task.cancelled() and task.exception() is None:
                await unwanted(task.result())
            raise
        finally:
            self.discard(task)
        if task.cancelled():
            raise httpx.CloseError(CLOSED)
        try:
            return task.result()
        finally:
            del task  # which keeps the error, in whose traceback this frame is

    async def aclose(self) -> None:
        """End it, and wait until everything has ended."""
        import asyncio

        ending = self._all()
        self.cancel()
        closing: set[asyncio.Future[Any]] = {asyncio.ensure_future(_ended(each)) for each in ending}
        if closing:
            await asyncio.wait(closing, timeout=PATIENCE)


async def _ended(waiting: Any) -> None:
    """Wait for the end of a task, a connection or another lifetime."""
    import asyncio

    if isinstance(waiting, asyncio.Task):
        await asyncio.wait({waiting})
    else:
        await waiting.aclose()
