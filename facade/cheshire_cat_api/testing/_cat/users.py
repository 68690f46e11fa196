"""Users, and what they may do (CONTRACT §2)."""

from __future__ import annotations

import copy
import hmac
import uuid
from typing import Any

RESOURCES = (
    "STATUS",
    "MEMORY",
    "CONVERSATION",
    "SETTINGS",
    "LLM",
    "EMBEDDER",
    "AUTH_HANDLER",
    "USERS",
    "UPLOAD",
    "PLUGINS",
    "STATIC",
)
ACTIONS = ("WRITE", "EDIT", "LIST", "READ", "DELETE")
Permissions = dict[str, list[str]]

HASHED = 72
"""Bytes of a password that count: bcrypt hashes no more, and the real Cat stores what that makes of it."""


def full_permissions() -> Permissions:
    """Every action on every resource: what a key, or an open server, allows."""
    return {resource: list(ACTIONS) for resource in RESOURCES}


def base_permissions() -> Permissions:
    """What a new user may do: chat, and read the history, but not delete it."""
    return {
        "STATUS": ["READ"],
        "MEMORY": ["READ", "LIST"],
        "CONVERSATION": list(ACTIONS),
        "STATIC": ["READ"],
    }


def allows(permissions: Permissions, permission: str) -> bool:
    """Whether `permissions` hold one such as "MEMORY:READ"."""
    resource, _, action = permission.partition(":")
    return action in permissions.get(resource, [])


User = dict[str, Any]
"""`{"id", "username", "password", "permissions"}`."""


class Users:
    """The users of one Cat, by id. A fresh one has `admin`/`admin` (may do all) and `user`/`user` (base)."""

    def __init__(self) -> None:
        self._users: dict[str, User] = {}
        self.add("admin", "admin", full_permissions())
        self.add("user", "user", base_permissions())

    def all(self) -> list[User]:
        return list(self._users.values())

    def get(self, user_id: str) -> User | None:
        return self._users.get(user_id)

    def add(self, username: str, password: str, permissions: Permissions) -> User:
        user_id = str(uuid.uuid4())
        user = {"id": user_id, "username": username, "password": password, "permissions": permissions}
        self._users[user_id] = user
        return user

    def update(self, user_id: str, changes: dict[str, Any]) -> User:
        """Replace what is named in `changes`. Nobody checks whether the new name is taken (CONTRACT D15)."""
        self._users[user_id] = {**self._users[user_id], **changes}
        return self._users[user_id]

    def remove(self, user_id: str) -> User:
        return self._users.pop(user_id)

    def with_password(self, username: str, password: str) -> User | None:
        """The first user of that name whose password this is."""
        for user in self._users.values():
            same = hmac.compare_digest(_hashed(user["password"]), _hashed(password))
            if user["username"] == username and same:
                return user
        return None


def _hashed(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")[:HASHED]


def public(user: User) -> dict[str, Any]:
    """What the API shows of a user: never the password."""
    return {
        "username": user["username"],
        "permissions": copy.deepcopy(user["permissions"]),
        "id": user["id"],
    }
