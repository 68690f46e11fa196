"""httpcore's locks: in the place of those for threads the interpreter's own are put, the others are found quickly.

httpcore wraps each lock in a class whose `__enter__` and `__exit__` are Python code. A signal's handler that raises in
the middle of those leaves the lock taken, and httpcore, which takes it again when it cleans up, waits for ever in the
very call that was interrupted. `with` on a lock of the interpreter is one step.

The names are not public (httpcore 1.0.0 to 1.0.9), and httpcore's modules are everybody's in this process: to others,
these locks are what theirs were.

For each asynchronous lock and event, httpcore asks which library's it shall be, and imports `sniffio` to know. Where
that is not installed, the interpreter looks for it through all of `sys.path` each time, several times for a request: a
third of what the request costs.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any

import httpcore as httpcore  # which loads them

PLACES = {
    "connection_pool": "ThreadLock",
    "connection": "Lock",
    "http11": "Lock",
    "http2": "Lock",
    "http_proxy": "Lock",
    "socks_proxy": "Lock",
}
"""httpcore's modules for threads, and the name of the class that each makes its locks of."""


def put_plain_locks() -> None:
    """Let httpcore make its locks of the interpreter's from now on. Where its names are others, it keeps its own."""
    for place, name in PLACES.items():
        module = sys.modules.get(f"httpcore._sync.{place}")  # SOCKS and HTTP/2 are extras
        if hasattr(module, name):
            setattr(module, name, threading.Lock)


def put_quick_detection() -> None:
    """Let httpcore look for another library than asyncio only where there can be one. It keeps its names as above."""
    module: Any = sys.modules.get("httpcore._synchronization")
    detect: Callable[[], str] | None = getattr(module, "current_async_library", None)
    if detect is None:
        return

    def current_async_library() -> str:
        # A library that runs has been imported, and sniffio with it, which it tells of itself.
        return detect() if "sniffio" in sys.modules or "trio" in sys.modules else "asyncio"

    module.current_async_library = current_async_library
