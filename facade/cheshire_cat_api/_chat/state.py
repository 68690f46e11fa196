"""What has become of a link."""

from __future__ import annotations

import enum


class State(enum.Enum):
    """From connecting to the end."""

    CONNECTING = "connecting"
    OPEN = "connected"
    WAITING = "reconnecting"
    ENDED = "closed"
