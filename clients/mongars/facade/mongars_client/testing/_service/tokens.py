"""Tokens and tickets: how they are made, and what is wrong with one (CONTRACT §2)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from .errors import invalid_token

LIFE = 3600.0
"""Seconds for which a token is good."""
SKEW = 300
"""Seconds by which a ticket may come from the future, or too late."""


def signed(claims: Mapping[str, Any], secret: bytes) -> str:
    """Return a JWT with these claims, by HS256."""
    parts = [
        _b64(json.dumps(part, separators=(",", ":")).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims)
    ]
    text = ".".join(parts)
    return f"{text}.{_b64(_mac(text, secret))}"


def verified(token: str, secret: bytes, now: float) -> Mapping[str, Any]:
    """Return the claims of a JWT. Raises `Refused` for one that is none, or is not ours, or is over.

    A KeyError is that of a token without `exp`, which the server does not foresee.
    """
    text, _, signature = token.rpartition(".")
    header, _, payload = text.partition(".")
    try:
        json.loads(_unb64(header))
        claims = json.loads(_unb64(payload))
        given = _unb64(signature)
    except ValueError:
        raise invalid_token("missing subject") from None
    if not hmac.compare_digest(given, _mac(text, secret)):
        raise invalid_token("Token verification failed: Signature verification failed.")
    if not isinstance(claims, dict) or not claims.get("sub"):
        raise invalid_token("missing subject")
    if int(claims["exp"]) < int(now):
        raise invalid_token("Token verification failed: Signature has expired.")
    return claims


def ticket_for(user: str, issued: float, secret: bytes) -> str:
    """Return a ticket of a user: `<b64 user>.<unix seconds>.<b64 HMAC-SHA256>`."""
    text = f"{_b64(user.encode())}.{int(issued)}"
    return f"{text}.{_b64(_mac(text, secret))}"


def user_of(ticket: str, secret: bytes, now: float, ttl: int) -> str | None:
    """Return whose ticket it is; None for one that is none, or is not ours, or is not of this time."""
    text, _, signature = ticket.rpartition(".")
    user, _, issued = text.partition(".")
    try:
        if not hmac.compare_digest(_unb64(signature), _mac(text, secret)):
            return None
        age = now - int(issued)
        return _unb64(user).decode() if -SKEW <= age <= ttl + SKEW else None
    except ValueError:
        return None


def _mac(text: str, secret: bytes) -> bytes:
    return hmac.new(secret, text.encode("utf-8", "surrogateescape"), hashlib.sha256).digest()


def _b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _unb64(text: str) -> bytes:
    """Return what was encoded. Raises ValueError for a text that is not base64."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
