"""When to try again: full jitter, bounded in attempts and in time."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from openapi_facade.failure import Failure


@dataclass(frozen=True)
class Reconnect:
    """How a WebSocket connects again by itself after its connection was lost.

    Each wait is drawn between 0 and a bound that doubles from `first` to `longest`.

    Args:
        attempts: how often, after one loss.
        total: seconds, after one loss, after which no attempt begins.
        first: seconds, the bound of the first wait.
        longest: seconds, the bound of the longest wait.
        on_give_up: called with the last error when all attempts have failed, on the callbacks' thread.

    Raises:
        Failure: config: one is no number, or too small.
    """

    attempts: int = 10
    total: float = 300.0
    first: float = 0.5
    longest: float = 30.0
    on_give_up: Callable[[Any], object] | None = None

    def __post_init__(self) -> None:
        if isinstance(self.attempts, bool) or not isinstance(self.attempts, int) or self.attempts < 0:
            raise Failure("config", f"attempts: {self.attempts!r}; give 0 or more")
        for name in ("total", "first", "longest"):
            seconds = getattr(self, name)
            if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds < float("inf"):
                raise Failure("config", f"{name}: {seconds!r}; give seconds")

    def waits(self, draw: Callable[[], float] = random.random) -> Iterator[float]:
        """Seconds to wait before each attempt."""
        bound = self.first
        for _ in range(self.attempts):
            yield draw() * bound
            bound = min(2 * bound, self.longest)


def again_at_once() -> Iterator[float]:
    """Seconds before each further attempt where the first may well succeed: the connection had just ended."""
    return chain((0.0,), Reconnect().waits())


def until_up() -> Iterator[float]:
    """Seconds before each further attempt to reach a server that is still starting, without an end."""
    return Reconnect(attempts=sys.maxsize, first=0.1, longest=2.0).waits()


def worth_another_try(code: int | None, status: int | None) -> bool:
    """Whether connecting again can help: after a close code, or a handshake's HTTP status; both None: no answer."""
    if status is not None:
        return status in (408, 425, 429) or status >= 500  # 403 stays 403: the key or the user is wrong
    return code is None or code in (1001, 1006, 1011, 1012, 1013)
