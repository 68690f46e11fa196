"""What must be there for anything to be done: an interpreter that goes on, and an event loop of asyncio."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from openapi_facade.failure import Failure

if TYPE_CHECKING:
    import asyncio


def check_interpreter() -> None:
    """See whether anything can still be done: a `__del__` may be called when no thread and no import works any more.

    Raises:
        Failure: connection: nothing can.
    """
    if sys.is_finalizing():
        raise Failure(
            "connection", "the interpreter is ending, and nothing was sent; use atexit in the place of __del__"
        )


def running_loop() -> asyncio.AbstractEventLoop:
    """Return the event loop of asyncio that runs here.

    Raises:
        Failure: event loop: there is none.
    """
    import asyncio  # here, so that nobody loads it who has no use for it

    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        problem = (
            "the asynchronous client works in an event loop of asyncio, and none runs here: use it in asyncio.run(…), "
            "or the synchronous one, which needs none; under trio, in threads (trio.to_thread.run_sync)"
        )
    raise Failure("event loop", problem)
