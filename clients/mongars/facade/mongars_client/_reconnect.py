"""When an event socket connects again by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mongars_client._failures import error_of
from mongars_client.errors import MonGARSError
from openapi_facade.failure import translated
from openapi_facade.websocket import backoff


@dataclass(frozen=True)
class Reconnect(backoff.Reconnect):
    """How an event socket connects again by itself after its connection was lost, with a new ticket each time.

    Each wait is drawn between 0 and a bound that doubles from `first` to `longest`.

    Args:
        attempts: how often, after one loss.
        total: seconds, after one loss, after which no attempt begins.
        first: seconds, the bound of the first wait.
        longest: seconds, the bound of the longest wait.
        on_give_up: called with the last error when all attempts have failed, as a callback is.
    """

    on_give_up: Callable[[MonGARSError], object] | None = None

    def __post_init__(self) -> None:
        translated(super().__post_init__, error_of)()
