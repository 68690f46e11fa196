"""Who is asking: API keys (one for HTTP, one for the WebSocket), JSON Web Tokens, and the user's id (CONTRACT §2)."""

from __future__ import annotations

import json
import time
from typing import Any

import jwt
from jwt.algorithms import HMACAlgorithm

from .users import User, Users, allows

TOKEN_LIFETIME = 24 * 60 * 60
"""Seconds for which a token is good: the real Cat's default."""

DEFAULT_USER = "user"


class _AnyLengthHMAC(HMACAlgorithm):
    """HS256 that takes short secrets without a warning: the Cat's default secret has six bytes (CONTRACT §2)."""

    def check_key_length(self, key: Any) -> None:
        return None


def _signer() -> jwt.PyJWS:
    signer = jwt.PyJWS()
    signer.unregister_algorithm("HS256")
    signer.register_algorithm("HS256", _AnyLengthHMAC(HMACAlgorithm.SHA256))
    return signer


_SIGNER = _signer()


def issue_token(user: User, secret: str) -> str:
    """A signed token with the claims that the Cat puts in: `sub`, `username`, `permissions`, `exp`."""
    claims = {
        "sub": user["id"],
        "username": user["username"],
        "permissions": user["permissions"],
        "exp": int(time.time()) + TOKEN_LIFETIME,
    }
    payload = json.dumps(claims, separators=(",", ":")).encode()
    return _SIGNER.encode(payload, secret, algorithm="HS256", headers={"typ": "JWT"})


def _looks_like_token(credential: str) -> bool:
    try:
        jwt.decode(credential, options={"verify_signature": False})
    except jwt.InvalidTokenError:
        return False
    return True


def _claims(token: str, secret: str) -> dict[str, Any] | None:
    """The claims of a token whose signature and dates are good."""
    try:
        claims = json.loads(_SIGNER.decode(token, secret, algorithms=["HS256"]))
    except (jwt.InvalidTokenError, ValueError):
        return None
    return claims if isinstance(claims, dict) and _in_force(claims, time.time()) else None


def _in_force(claims: dict[str, Any], now: float) -> bool:
    """Whether the token's dates allow its use now; a date that is no number forbids it."""
    try:
        return int(claims.get("exp", now + 1)) > now and int(claims.get("nbf", 0)) <= now
    except (TypeError, ValueError):
        return False


class Gate:
    """Decides who may pass. Answers with the user's id, or None where the Cat says "Invalid Credentials"."""

    def __init__(self, users: Users, api_key: str, ws_key: str, jwt_secret: str) -> None:
        self._users = users
        self._api_key = api_key
        self._ws_key = ws_key
        self._jwt_secret = jwt_secret

    def http(self, headers: dict[str, str], permission: str) -> str | None:
        """Let an HTTP request in, by its (lower case, latin-1 decoded) headers."""
        credential = headers.get("authorization", "")
        if "Bearer " in credential:
            credential = credential.replace("Bearer ", "")
        return self._decide(
            credential or headers.get("access_token") or None,
            headers.get("user_id", DEFAULT_USER),
            self._api_key,
            permission,
        )

    def websocket(self, path_user: str | None, token: str | None) -> str | None:
        """Let a WebSocket in, by the user in its path and its `token` parameter."""
        return self._decide(token, DEFAULT_USER if path_user is None else path_user, self._ws_key, "CONVERSATION:WRITE")

    def _decide(self, credential: str | None, user_id: str, key: str, permission: str) -> str | None:
        if credential is not None and _looks_like_token(credential):
            return self._user_of_token(credential, permission)
        open_server = not self._api_key and not self._ws_key
        # one key alone leaves the other door open, but only to those who show no credential at all (CONTRACT §1.10)
        return user_id if open_server or credential == (key or None) else None

    def _user_of_token(self, token: str, permission: str) -> str | None:
        claims = _claims(token, self._jwt_secret)
        user = self._users.get(str(claims.get("sub"))) if claims else None
        # permissions are those stored now; the user's id is the name that the token was issued to (CONTRACT §2)
        if claims and user and allows(user["permissions"], permission) and isinstance(claims.get("username"), str):
            return str(claims["username"])
        return None
