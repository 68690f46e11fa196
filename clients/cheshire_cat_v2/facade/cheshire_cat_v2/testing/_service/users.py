"""Who a caller is: the one with the key, or the user that a JWT names (CONTRACT §2)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any

ADMIN_ID = "bace0701-15e3-5144-97c5-47487d543032"
"""The id of whoever has the key, on every server."""
_HEAD = {"alg": "HS256", "typ": "JWT"}


@dataclass(frozen=True)
class User:
    """Somebody with a credential."""

    id: str
    name: str
    roles: tuple[str, ...] = ()

    def wire(self) -> dict[str, Any]:
        """Return what `GET /me` says."""
        return {"id": self.id, "name": self.name, "roles": list(self.roles), "custom": {}}

    @property
    def folder(self) -> str:
        """The name of the folder of their uploads."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, self.id))


ADMIN = User(ADMIN_ID, "admin", ("admin",))


def credential(headers: Mapping[str, str]) -> str:
    """Return what a request shows: the header without `Bearer `, or else the cookie; empty for nothing."""
    if "authorization" in headers:
        return headers["authorization"].replace("Bearer ", "")
    try:
        cookies = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return ""
    return cookies["access_token"].value if "access_token" in cookies else ""


def user_of(shown: str, api_key: str, secret: str, now: float) -> User | None:
    """Return whose a credential is; None for one that is not good."""
    if hmac.compare_digest(shown.encode(), api_key.encode()):
        return ADMIN
    claims = _claims(shown, secret)
    if claims is None or float(claims.get("exp", now + 1)) <= now or "username" not in claims:
        return None
    try:
        id = str(uuid.UUID(claims.get("sub")))
    except (ValueError, AttributeError, TypeError):
        return None
    return User(id, claims["username"], tuple(claims.get("roles") or ()))


def signed(user: User, secret: str, expires: float | None) -> str:
    """Return a JWT; one without an end is good for ever."""
    claims: dict[str, Any] = {"sub": user.id, "username": user.name, "roles": list(user.roles), "custom": {}}
    if expires is not None:
        claims["exp"] = int(expires)
    told = f"{_encoded(_HEAD)}.{_encoded(claims)}"
    return f"{told}.{_signature(told, secret)}"


def made(username: str, roles: Sequence[str], id: str | None) -> User:
    """Return a user; the same name has the same id."""
    return User(id or str(uuid.uuid5(uuid.NAMESPACE_DNS, username)), username, tuple(roles))


def _claims(token: str, secret: str) -> dict[str, Any] | None:
    told, _, signature = token.rpartition(".")
    head, _, body = told.partition(".")
    if not hmac.compare_digest(_signature(told, secret), signature):
        return None
    try:
        algorithm, claims = _decoded(head)["alg"], _decoded(body)
    except (ValueError, KeyError, TypeError):
        return None
    return claims if algorithm == "HS256" and isinstance(claims, dict) else None


def _signature(told: str, secret: str) -> str:
    return _plain(hmac.new(secret.encode(), told.encode(), hashlib.sha256).digest())


def _encoded(value: Mapping[str, Any]) -> str:
    return _plain(json.dumps(value, separators=(",", ":")).encode())


def _plain(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decoded(part: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
