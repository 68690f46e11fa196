"""Taking turns within a time: what a session does one at a time, such as logging in. For threads, and for tasks."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from openapi_facade.failure import Failure
from openapi_facade.forks import renew_after_fork
from openapi_facade.locks import Claim, Mutex
from openapi_facade.transport.lifetime import TooLate

if TYPE_CHECKING:
    import asyncio

T = TypeVar("T")


class Turns:
    """The kind for threads; a forked child, in which nobody would give the turn back, begins anew."""

    def __init__(self) -> None:
        self._mutex = Mutex()
        renew_after_fork(self)

    def run(self, work: Callable[[], T], seconds: float | None) -> T:
        """Run something when nobody else does.

        Raises:
            TooLate: somebody does for so many seconds.
        """
        claim = Claim()
        try:
            if not self._mutex.take(claim, seconds):
                raise TooLate
            return work()
        finally:
            claim.over = True
            self._mutex.released()

    def after_fork(self) -> None:
        self._mutex = Mutex()


class AsyncTurns:
    """The kind for tasks, of each event loop by itself."""

    def __init__(self) -> None:
        self._locks: tuple[asyncio.AbstractEventLoop, asyncio.Lock] | None = None

    async def run(self, work: Callable[[], Awaitable[T]], seconds: float | None) -> T:
        """Run something when nobody else does.

        Raises:
            TooLate: somebody does for so many seconds.
        """
        lock = self._lock
        await _acquire(lock, seconds)
        try:
            return await work()
        finally:
            lock.release()

    @property
    def _lock(self) -> asyncio.Lock:
        import asyncio  # here, so that nobody loads it who has no use for it

        loop = asyncio.get_running_loop()
        if self._locks is None or self._locks[0] is not loop:
            self._locks = loop, asyncio.Lock()
        return self._locks[1]


async def _acquire(lock: asyncio.Lock, seconds: float | None) -> None:
    import asyncio

    turn = asyncio.ensure_future(lock.acquire())
    try:
        await asyncio.wait({turn}, timeout=seconds)
    except asyncio.CancelledError:
        if not turn.cancel():  # the turn has come as well
            lock.release()
        raise
    if turn.cancel():
        raise TooLate


def value_of(given: Any) -> Any:
    """Return what a callable of the caller's gave.

    Raises:
        Failure: config: it has to be awaited.
    """
    if not inspect.isawaitable(given):
        return given
    if inspect.iscoroutine(given):
        given.close()
    raise Failure(
        "config", "credential: a coroutine function works with the asynchronous client only; give a plain one"
    )


async def async_value_of(given: Any) -> Any:
    """Return what a callable of the caller's gave, which may have to be awaited."""
    return await given if inspect.isawaitable(given) else given
