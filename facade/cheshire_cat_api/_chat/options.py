"""What a chat is made with, looked through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cheshire_cat_api.errors import from_failure
from openapi_facade.failure import translated
from openapi_facade.websocket import options

if TYPE_CHECKING:
    from cheshire_cat_api._chat.reconnect import Reconnect

MAX_MESSAGE = options.MAX_MESSAGE

checked_limit = translated(options.checked_limit, from_failure)
checked_seconds = translated(options.checked_seconds, from_failure)


def checked_policy(reconnect: object) -> Reconnect | None:
    """What `reconnect=` comes to; None: never.

    Raises:
        ConfigError: it is no policy.
    """
    return translated(options.checked_policy, from_failure)(reconnect, _policies)


def _policies() -> type[Reconnect]:
    from cheshire_cat_api._chat.reconnect import Reconnect  # loaded only where it is asked for

    return Reconnect
