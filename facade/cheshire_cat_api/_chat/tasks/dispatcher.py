"""Runs callbacks in order in a task of their own, so that a slow one delays neither pongs nor replies."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable

from cheshire_cat_api._chat.events import Event, Failed
from cheshire_cat_api._chat.mailbox import Mailbox

logger = logging.getLogger("cheshire_cat_api")


class AsyncDispatcher:
    """Awaits the sink for one event after the other, in a task that lives while there are events."""

    def __init__(self, sink: Callable[[Event], Awaitable[None]], heeded: Callable[[], bool]) -> None:
        self._sink = sink
        self._heeded = heeded
        self._mailbox: Mailbox[Event] = Mailbox()
        self._taken: deque[Event] = deque()
        self._task: asyncio.Task[None] | None = None

    @property
    def wants_frames(self) -> bool:
        """Whether anybody listens to frames, or may by the time when what stands before them was handled."""
        return not self._idle or self._heeded()

    def put(self, *events: Event) -> None:
        """Queue events; when too much is queued, tokens are dropped."""
        self._mailbox.put(*events)
        if self._idle:
            self._task = asyncio.get_running_loop().create_task(self._run(), name="cheshire-cat-callbacks")

    async def drain(self, deadline: float) -> None:
        """Wait until every event was handed over; in a callback, return at once."""
        task = self._task
        if task is not None and task is not asyncio.current_task():
            loop = asyncio.get_running_loop()
            await asyncio.wait((task,), timeout=max(0.0, deadline - loop.time()))

    def cancel(self) -> None:
        """Hand over nothing more."""
        if self._task is not None:
            self._task.cancel()

    @property
    def _idle(self) -> bool:
        return self._task is None or self._task.done()

    async def _run(self) -> None:
        while self._taken or self._mailbox:
            self._taken = self._taken or self._mailbox.take()
            while self._taken:
                await self._hand_over(self._taken.popleft())
            await asyncio.sleep(0)  # a callback need not wait for anything: others have their turn of the loop here

    async def _hand_over(self, event: Event) -> None:
        try:
            await self._sink(event)
        except Exception as error:
            if isinstance(event, Failed):
                logger.exception("on_error itself failed")
            else:
                await self._hand_over(Failed(error))
