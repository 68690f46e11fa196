"""What has become of a connection, and of those that follow it."""

from __future__ import annotations

import enum
from typing import Protocol

from openapi_facade.websocket.events import Source


class State(enum.Enum):
    """From connecting to the end."""

    CONNECTING = "connecting"
    OPEN = "connected"
    WAITING = "reconnecting"
    ENDED = "closed"


class Stateful(Protocol):
    """What opens connections, over threads or tasks."""

    state: State
    source: Source
