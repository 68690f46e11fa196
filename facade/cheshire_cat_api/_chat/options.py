"""How a connection behaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Options:
    """What a connection is opened with.

    Args:
        connect_timeout: seconds for connecting and the handshake together.
        ping_interval: seconds of silence before we ask whether the server lives, and again before we give it up.
        max_message: bytes of a message from the server, beyond which the connection is ended.
        extra: further options of the WebSocket library, such as those of TLS and of a proxy.
    """

    connect_timeout: float = 5.0
    ping_interval: float = 20.0
    max_message: int = 256 * 1024 * 1024
    extra: Mapping[str, Any] = field(default_factory=dict)
