"""Runs callbacks in order on a thread of their own, so that a slow one delays neither pongs nor replies."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import Final

from openapi_facade.api import Api
from openapi_facade.locks import Monitor
from openapi_facade.websocket.events import Event, Failed, source_of
from openapi_facade.websocket.mailbox import Mailbox
from openapi_facade.websocket.protocol import Heeded, Sink, anybody

NO_THREAD = "no thread can be had for the callbacks, which wait until there is one"
OVER: Final[deque[Event]] = deque([Failed(RuntimeError("no more events"))])
"""What stands for the end: it is never handed over."""


class Dispatcher:
    """Makes the calls that `sink` gives for each event, one after the other. What one raises is an event, `Failed`.

    The thread lives while there is something to hand over or `hold` says that more may come.

    Args:
        api: of the client.
        sink: gives the calls.
        heeded: see `Heeded`.
        droppable: kinds of what frames mean (`Protocol.droppable`).
    """

    def __init__(self, api: Api, sink: Sink, heeded: Heeded = anybody, droppable: tuple[type, ...] = ()) -> None:
        self._api = api
        self._sink = sink
        self._heeded = heeded
        self._droppable = droppable
        self._changed = Monitor()
        self._mailbox: Mailbox[Event] = Mailbox(api.logger, droppable)
        self._thread: threading.Thread | None = None
        self._holds = 0
        self._busy = False

    def after_fork(self) -> None:
        """Forget, in a forked child, what the parent's thread hands over."""
        self._changed.after_fork()
        self._mailbox = Mailbox(self._api.logger, self._droppable)
        self._thread, self._holds, self._busy = None, 0, False

    def hold(self) -> None:
        """More events will come: keep the thread."""
        with self._changed.lock:
            self._holds += 1

    def release(self) -> None:
        """Undo one `hold`; after the last, the thread ends when nothing is left to hand over."""
        with self._changed.lock:
            self._holds -= 1
            self._changed.notify_all()

    def put(self, *events: Event) -> None:
        """Queue events; never blocks. When too much is queued, frames are dropped that may be."""
        with self._changed.lock:
            self._mailbox.put(*events)
            if self._thread is None:
                # A daemon: a callback that never returns must not keep the interpreter alive.
                thread = threading.Thread(target=self._run, name=f"{self._api.threads}-callbacks", daemon=True)
                try:
                    thread.start()
                except RuntimeError as error:
                    self._api.logger.error("%s: %s", NO_THREAD, error)
                else:
                    self._thread = thread
            self._changed.notify_all()

    @property
    def wants_frames(self) -> bool:
        """Whether anybody listens to frames, or may by the time when what stands before them was handled."""
        return self._busy or bool(self._mailbox) or self._heeded(False)

    @property
    def in_callback(self) -> bool:
        """Whether this is the callbacks' own thread."""
        return threading.current_thread() is self._thread

    def drain(self, deadline: float) -> bool:
        """Wait until every event was handed over, and no longer than `deadline` on the monotonic clock. False: that.

        A callback that waits for itself would wait for ever, so on the callbacks' own thread this returns at once.
        """
        if self.in_callback:
            return True
        if not self._changed.wait_for(lambda: not self._mailbox and not self._busy, deadline - time.monotonic()):
            return False
        thread = self._thread
        if thread is not None and not self._holds:
            thread.join(max(0.0, deadline - time.monotonic()))
        return True

    def _run(self) -> None:
        while (events := self._changed.wait_for(self._next)) is not OVER:
            while events:
                self._hand_over(events.popleft())  # and forget it: a reply may be large

    def _next(self) -> deque[Event] | None:
        """The next events, or `OVER`; None: there are none yet. Under the lock."""
        if self._busy:
            self._busy = False
            self._changed.notify_all()
        if self._mailbox:
            self._busy = True
            return self._mailbox.take()
        if self._holds:
            return None
        self._thread = None
        return OVER

    def _hand_over(self, event: Event) -> None:
        calls = self._sink(event)
        source = source_of(event)
        while source is None or not source.silenced:
            try:
                call = next(calls, None)
                if call is None:
                    return
                call()
            except Exception as error:
                if isinstance(event, Failed):
                    self._api.logger.exception("on_error itself failed")
                else:
                    self._hand_over(Failed(error))
            except BaseException:  # sys.exit() in a thread would end the callbacks, not the program
                self._api.logger.exception("a callback cannot end the program: ignored")
