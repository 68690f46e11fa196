"""What tests may look at: the requests that came in, and a way to wait for a change instead of sleeping."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Request:
    """One HTTP request or WebSocket handshake, as it arrived."""

    method: str
    """The HTTP method; "WEBSOCKET" for a handshake."""
    path: str
    """The path, percent-decoded, without the query string."""
    query: str = field(repr=False)
    """The query string, as sent. A WebSocket's token is in here."""
    headers: dict[str, str] = field(repr=False)
    """Header names in lower case; values decoded as latin-1; of several by one name, the first."""
    user: str | None = None
    """Whom the server took the caller for; None until it has decided, and where it refused."""


class Watch:
    """Counts changes, and lets other threads wait for the next one."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._version = 0

    def changed(self) -> None:
        """Say that something which a test can see is different now."""
        with self._condition:
            self._version += 1
            self._condition.notify_all()

    def wait_for(self, predicate: Callable[[], object], timeout: float) -> bool:
        """Call `predicate` now and after every change, until it is true or `timeout` seconds are over.

        It is called without any lock held, so it may itself talk to the server.
        """
        deadline = time.monotonic() + timeout
        while True:
            with self._condition:
                seen = self._version
            if predicate():
                return True
            with self._condition:
                remaining = deadline - time.monotonic()
                if not self._condition.wait_for(lambda seen=seen: self._version != seen, remaining):  # type: ignore[misc]
                    break
        return bool(predicate())
