"""A condition that needs no lock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from cheshire_cat_api.errors import WrongEventLoop, running_loop


class Signal:
    """Wakes all who wait for it, in the event loop in which it was made.

    Raises:
        WrongEventLoop: there is none.
    """

    def __init__(self) -> None:
        self._loop = running_loop()
        self._waiters: set[asyncio.Future[None]] = set()

    def check_loop(self) -> None:
        """See whether this is its event loop: in another one, nobody would be woken.

        Raises:
            WrongEventLoop: it is not.
        """
        if running_loop() is not self._loop:
            raise WrongEventLoop("the chat belongs to another event loop; make a client for each loop")

    def set(self) -> None:
        """Wake them."""
        waiters, self._waiters = self._waiters, set()
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def wait(self, timeout: float | None) -> None:
        """Until `set`, or so many seconds.

        Raises:
            WrongEventLoop: see `check_loop`.
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
