"""Runs callbacks in order in a task of their own, so that a slow one delays neither pongs nor replies."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from inspect import isawaitable

from openapi_facade.api import Api
from openapi_facade.websocket.events import Event, Failed, source_of
from openapi_facade.websocket.mailbox import Mailbox
from openapi_facade.websocket.protocol import Call, Heeded, Sink


class AsyncDispatcher:
    """Makes the calls that `sink` gives for each event, and awaits them, in a task that lives while there are events.

    What one raises is an event, `Failed`.

    Args:
        api: of the client.
        sink: gives the calls.
        heeded: see `Heeded`.
        droppable: kinds of what frames mean (`Protocol.droppable`).
    """

    def __init__(self, api: Api, sink: Sink, heeded: Heeded, droppable: tuple[type, ...] = ()) -> None:
        self._api = api
        self._sink = sink
        self.heeded = heeded
        self._mailbox: Mailbox[Event] = Mailbox(api.logger, droppable)
        self._taken: deque[Event] = deque()
        self._task: asyncio.Task[None] | None = None

    @property
    def wants_frames(self) -> bool:
        """Whether anybody listens to frames, or may by the time when what stands before them was handled."""
        return not self.is_idle or self.heeded(False)

    def put(self, *events: Event) -> None:
        """Queue events; when too much is queued, frames are dropped that may be."""
        self._mailbox.put(*events)
        if self.is_idle:
            self._task = asyncio.get_running_loop().create_task(self._run(), name=f"{self._api.threads}-callbacks")

    @property
    def in_callback(self) -> bool:
        """Whether this is the callbacks' own task."""
        return self._task is not None and self._task is asyncio.current_task()

    async def drain(self, deadline: float) -> bool:
        """Wait until every event was handed over; False: not by `deadline`. In a callback, return at once."""
        task = self._task
        if task is None or self.in_callback:
            return True
        loop = asyncio.get_running_loop()
        await asyncio.wait((task,), timeout=max(0.0, deadline - loop.time()))
        return task.done()

    def cancel(self) -> None:
        """Hand over nothing more."""
        if self._task is not None:
            self._task.cancel()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being handed over."""
        return self._task is None or self._task.done()

    async def _run(self) -> None:
        while self._taken or self._mailbox:
            self._taken = self._taken or self._mailbox.take()
            while self._taken:
                await self._hand_over(self._taken.popleft())
            await asyncio.sleep(0)  # a callback need not wait for anything: others have their turn of the loop here

    async def _hand_over(self, event: Event) -> None:
        await self._make(self._sink(event), event)

    async def _make(self, calls: Iterator[Call], event: Event) -> None:
        source = source_of(event)
        while source is None or not source.silenced:
            try:
                call = next(calls, None)
                if call is None:
                    return
                result = call()
                if isawaitable(result):
                    await result
            except Exception as error:
                if isinstance(event, Failed):
                    self._api.logger.exception("on_error itself failed")
                else:
                    await self._hand_over(Failed(error))
            except BaseException:  # such as a cancellation, which ends this task: it costs the others no call
                await self._make(calls, event)
                raise
