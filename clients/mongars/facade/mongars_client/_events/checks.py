"""What an event socket is made with, looked through."""

from __future__ import annotations

from mongars_client._failures import error_of
from mongars_client._reconnect import Reconnect
from openapi_facade.failure import Failure, translated
from openapi_facade.websocket import options


def _policy(reconnect: object) -> Reconnect | None:
    return options.checked_policy(reconnect, lambda: Reconnect)


def _origin(origin: object) -> str | None:
    if origin is None:
        return None
    if not isinstance(origin, str) or not origin or not origin.isascii() or not origin.isprintable() or " " in origin:
        raise Failure("config", f"origin: {origin!r}; give an address, such as 'http://localhost:8000/'")
    return origin


def _ping_timeout(seconds: object) -> float:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds <= options.YEAR:
        raise Failure("config", f"ping_timeout: {seconds!r}; give seconds, more than 20 for a server as it is")
    return float(seconds)


checked_policy = translated(_policy, error_of)
checked_origin = translated(_origin, error_of)
checked_ping_timeout = translated(_ping_timeout, error_of)
checked_seconds = translated(options.checked_seconds, error_of)
