"""Interrupts at chosen places, where a signal's handler could raise them."""

from __future__ import annotations

import sys
import threading
from types import FrameType, TracebackType
from typing import Any

NOT_OURS = ("/logging/", "importlib", "/_pytest/")
"""Where Python itself does not survive an interrupt: the lock of a log's handler, of a module's import, stays taken."""
FINALIZERS = ("__del__", "_remove", "remove", "_commit_removals")
"""What these raise is ignored."""


class Interrupt:
    """Raise KeyboardInterrupt at one of the places where Python runs the handlers of signals.

    Those are the beginnings of functions and the ends of calls of C code; between, no handler runs, so that `with lock`
    of the interpreter is one step here, as it is there. (Loops, the third kind of place, call something as well.)

    Args:
        at: which of the places, from 1 on.
    """

    def __init__(self, at: int) -> None:
        self._left = at
        self.raised = False

    def __enter__(self) -> Interrupt:
        sys.setprofile(self._look)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool:
        sys.setprofile(None)
        return isinstance(error, KeyboardInterrupt)

    def _look(self, frame: FrameType, event: str, _: Any) -> None:
        if event not in ("call", "c_return") or self.raised:
            return
        code = frame.f_code
        if code is Interrupt.__exit__.__code__ or any(part in code.co_filename for part in NOT_OURS):
            return
        if code.co_name in FINALIZERS or _starts_a_thread(frame):
            return
        self._left -= 1
        if self._left == 0:
            self.raised = True
            raise KeyboardInterrupt


def _starts_a_thread(frame: FrameType | None) -> bool:
    """Whether this is within `Thread.start`, an interrupt in which can keep the new thread waiting for ever."""
    while frame is not None and frame.f_code.co_filename == threading.__file__:
        if frame.f_code is threading.Thread.start.__code__:
            return True
        frame = frame.f_back
    return False
