"""A condition that needs no lock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from openapi_facade.api import Api
from openapi_facade.failure import Failure, translated
from openapi_facade.interpreter import running_loop


class Signal:
    """Wakes all who wait for it, in the event loop in which it was made.

    Args:
        api: of the client, whose errors are raised.
        what: belongs to its event loop, in words: `chat`.

    Raises:
        Failure: event loop, translated: there is none.
    """

    def __init__(self, api: Api, what: str) -> None:
        self._api = api
        self._what = what
        self._loop = self._running_loop()
        self._waiters: set[asyncio.Future[None]] = set()

    def check_loop(self) -> None:
        """See whether this is its event loop: in another one, nobody would be woken.

        Raises:
            Failure: event loop, translated: it is not.
        """
        if self._running_loop() is not self._loop:
            words = f"the {self._what} belongs to another event loop; make a client for each loop"
            raise self._api.translate(Failure("event loop", words))

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        return translated(running_loop, self._api.translate)()

    def set(self) -> None:
        """Wake them."""
        waiters, self._waiters = self._waiters, set()
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def wait(self, timeout: float | None) -> None:
        """Until `set`, or so many seconds.

        Raises:
            Failure: event loop, translated: see `check_loop`.
        """
        self.check_loop()
        if timeout is not None and timeout <= 0:
            return
        loop = self._loop
        waiter = loop.create_future()
        self._waiters.add(waiter)
        timer = None if timeout is None else loop.call_later(timeout, _wake, waiter)
        try:
            await waiter
        finally:
            self._waiters.discard(waiter)
            if timer is not None:
                timer.cancel()

    async def wait_for(self, predicate: Callable[[], object], deadline: float) -> None:
        """Until `predicate`, or `deadline` on the loop's clock."""
        loop = self._loop
        while not predicate() and loop.time() < deadline:
            await self.wait(deadline - loop.time() if deadline != float("inf") else None)


def _wake(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)
