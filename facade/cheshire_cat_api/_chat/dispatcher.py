"""Runs callbacks in order on a thread of their own, so that a slow one delays neither pongs nor replies."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable

from cheshire_cat_api._chat.events import Event, Failed, Frame

logger = logging.getLogger("cheshire_cat_api")

MAX_QUEUED = 16 * 1024 * 1024  # characters of waiting frames; beyond it tokens are dropped, nothing else


class Dispatcher:
    """Hands events to `sink`, one after the other. An exception of the sink comes back to it once, as `Failed`.

    The thread lives while there is something to hand over or `hold` says that more may come.
    """

    def __init__(self, sink: Callable[[Event], None]) -> None:
        self._sink = sink
        self._changed = threading.Condition()
        self._queue: deque[Event] = deque()
        self._queued = 0
        self._dropping = False
        self._thread: threading.Thread | None = None
        self._held = False
        self._busy = False

    def hold(self) -> None:
        """More events will come: keep the thread."""
        with self._changed:
            self._held = True

    def release(self) -> None:
        """No more will come: the thread ends when the queue is empty."""
        with self._changed:
            self._held = False
            self._changed.notify_all()

    def put(self, event: Event) -> None:
        """Queue an event; never blocks. When the queue is full, a token is dropped."""
        size = len(event.text) if isinstance(event, Frame) else 0
        with self._changed:
            if self._queued + size > MAX_QUEUED and isinstance(event, Frame) and is_token(event.text):
                if not self._dropping:
                    self._dropping = True
                    logger.warning("on_message is slower than the Cat: tokens are dropped, replies are not")
                return
            self._queue.append(event)
            self._queued += size
            if self._thread is None:
                # A daemon: a callback that never returns must not keep the interpreter alive.
                self._thread = threading.Thread(target=self._run, name="cheshire-cat-callbacks", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def is_current_thread(self) -> bool:
        """Whether the caller is a callback."""
        return threading.current_thread() is self._thread

    def drain(self, deadline: float) -> bool:
        """Wait until every event was handed over, until `deadline` on the monotonic clock at most.

        A callback that waits for itself would wait for ever, so on the callbacks' own thread this returns at once.
        """
        with self._changed:
            while (self._queue or self._busy) and not self.is_current_thread():
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                self._changed.wait(left)
        return True

    def _run(self) -> None:
        while True:
            with self._changed:
                self._busy = False
                self._changed.notify_all()
                while not self._queue and self._held:
                    self._changed.wait()
                if not self._queue:
                    self._thread = None
                    return
                event = self._queue.popleft()
                if isinstance(event, Frame):
                    self._queued -= len(event.text)
                if self._dropping and not self._queue:
                    self._dropping = False
                self._busy = True
            self._hand_over(event)

    def _hand_over(self, event: Event) -> None:
        try:
            self._sink(event)
        except Exception as error:
            if isinstance(event, Failed):
                logger.exception("on_error itself failed")
                return
            self._hand_over(Failed(error))


def is_token(text: str) -> bool:
    """Whether a frame is one token of an answer, judged without reading it whole."""
    return '"chat_token"' in text[:60] or '"chat_token"' in text[-60:]
