"""JSON Web Tokens as far as a client looks into them: whether it is one, and when it ends. Nothing is verified here."""

from __future__ import annotations

import base64
import json
import sys
import time
from dataclasses import dataclass, field
from typing import Any

MARGIN = 60.0
"""Seconds before its end at which a token is renewed; a short-lived one in the last fifth of its life."""

LAG = 3.0
"""Seconds by which a token can end earlier than it seems: the server tells its time in whole ones, up to two late."""


def is_jwt(credential: str) -> bool:
    """Tell whether it is one: three parts, of which the first two hold JSON."""
    parts = credential.split(".")
    return len(parts) == 3 and isinstance(_decoded(parts[0]), dict) and isinstance(_decoded(parts[1]), dict)


def payload_of(credential: str) -> dict[str, Any]:
    """Return what is in a JWT; nothing, where it is none."""
    return _decoded(credential.split(".")[1]) if is_jwt(credential) else {}


@dataclass(frozen=True)
class Token:
    """A JWT that was obtained, and when it ends by the clock of this machine; None: never, as far as one can see."""

    text: str = field(repr=False)
    ends: float | None
    renew_at: float | None

    @classmethod
    def received(cls, text: str, server_time: float | None) -> Token:
        """A token that the server has just made.

        Args:
            text: the JWT.
            server_time: the server's clock, in seconds since 1970, for where it goes differently from ours.
        """
        now = time.time()
        issued = now if server_time is None else server_time
        parts = text.split(".")
        payload = _decoded(parts[1]) if len(parts) == 3 else None
        end = payload.get("exp") if isinstance(payload, dict) else None
        if not isinstance(end, int | float) or isinstance(end, bool) or abs(end) > sys.float_info.max:
            return cls(text, None, None)
        life = end - issued
        return cls(text, now + life, now + life - min(MARGIN, max(0.0, life / 5)))

    @property
    def ended(self) -> bool:
        """Whether the server refuses it by now."""
        return self.ends is not None and time.time() >= self.ends - LAG

    @property
    def due(self) -> bool:
        """Whether it is time to renew it."""
        return self.renew_at is not None and time.time() >= self.renew_at


def _decoded(part: str) -> Any:
    try:
        return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, RecursionError):
        return None
