"""How a connection behaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cheshire_cat_api.errors import ConfigError
from openapi_facade.redaction import Redactor

if TYPE_CHECKING:
    from cheshire_cat_api._chat.backoff import Reconnect


MAX_MESSAGE = 256 * 1024 * 1024


@dataclass(frozen=True)
class Options:
    """What a connection is opened with.

    Args:
        connect_timeout: seconds for connecting and the handshake together.
        ping_interval: seconds of silence before we ask whether the server lives, and again before we give it up.
        max_message: bytes of a message from the server, beyond which the connection is ended.
        extra: further options of the WebSocket library, such as those of TLS and of a proxy.
        redactor: what all errors and reasons of the chat pass.
    """

    connect_timeout: float = 5.0
    ping_interval: float = 20.0
    max_message: int = MAX_MESSAGE
    extra: Mapping[str, Any] = field(default_factory=dict, repr=False)
    redactor: Redactor = field(default_factory=Redactor, repr=False)


def checked_policy(reconnect: object) -> Reconnect | None:
    """What `reconnect=` comes to; None: never.

    Raises:
        ConfigError: it is no policy.
    """
    if reconnect is False or reconnect is None:
        return None
    from cheshire_cat_api._chat.backoff import Reconnect  # loaded only where it is asked for

    if reconnect is True:
        return Reconnect()
    if not isinstance(reconnect, Reconnect):
        raise ConfigError(f"reconnect: {reconnect!r}; give True, False or a Reconnect")
    return reconnect


def checked_limit(max_message: object) -> int:
    """A number of bytes.

    Raises:
        ConfigError: it is none.
    """
    if isinstance(max_message, bool) or not isinstance(max_message, int) or max_message < 1:
        raise ConfigError(f"max_message: {max_message!r}; give a number of bytes")
    return max_message
