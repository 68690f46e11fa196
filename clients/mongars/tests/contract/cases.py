"""A request for each status of each operation that a server was seen to give (CONTRACT §3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import httpx

from .servers import PASSWORD, Server, new_name

V1 = "/api/v1"
CHAT, HISTORY = f"POST {V1}/conversation/chat", f"GET {V1}/conversation/history"
REGISTER, PASSWORDS = f"POST {V1}/user/register", f"POST {V1}/user/change-password"
RAG, SUGGEST = f"POST {V1}/review/rag-context", f"POST {V1}/ui/suggestions"
MESSAGE, PEER = f"POST {V1}/peer/message", f"POST {V1}/peer/register"
PROVISION, TELEMETRY = f"POST {V1}/models/provision", f"POST {V1}/peer/telemetry"

Who = Literal["nobody", "user", "admin", "forger", "ghost", "endless"]


class Case(NamedTuple):
    """One request, and what is answered."""

    operation: str
    """The method and the path."""
    status: int
    who: Who
    """Whose token it has. A forger's is signed with another key; a ghost has no account; an endless one no `exp`."""
    sent: dict[str, Any] = {}  # noqa: RUF012 - nobody changes it
    """What httpx is told of it; a callable value takes the user's name."""
    detail: Any = None
    """What is said of an error, a text or the types of its items; None: it is no error, or `check` looks."""
    check: Callable[[Any], bool] | None = None
    """Looks at the body of a success."""


def body(**fields: Any) -> dict[str, Any]:
    return {"json": fields}


def has(*names: str) -> Callable[[Any], bool]:
    """Look whether a body has some keys, and no others."""
    return lambda found: set(found) == set(names)


def is_(value: Any) -> Callable[[Any], bool]:
    return lambda found: bool(found == value)


_NAME = lambda user: user  # noqa: E731 - a name for the value
_HELD = [
    CHAT, HISTORY, PASSWORDS, f"POST {V1}/auth/ws/ticket", RAG, SUGGEST, MESSAGE,
]  # fmt: skip
"""What wants a token."""
_ADMINS = [
    f"GET {V1}/user/list", f"GET {V1}/models", PROVISION, PEER, f"POST {V1}/peer/unregister", f"GET {V1}/peer/list",
    f"GET {V1}/peer/load", f"GET {V1}/peer/telemetry", TELEMETRY,
]  # fmt: skip
"""What wants that of an admin."""

ACCESS = [
    *(Case(operation, 401, "nobody", {}, "Not authenticated") for operation in (*_HELD, *_ADMINS)),
    *(Case(operation, 403, "user", {}, "Admin required") for operation in _ADMINS),
    Case(HISTORY, 401, "forger", {}, "Invalid token: Token verification failed: Signature verification failed."),
]

CASES = [
    Case("GET /healthz", 200, "nobody", check=is_({"status": "ok"})),
    Case("GET /ready", 200, "nobody", check=is_({"status": "ready"})),
    Case(
        CHAT, 200, "user", body(message="hello", session_id=None),
        check=has("response", "confidence", "processing_time", "speech_turn"),
    ),
    Case(CHAT, 422, "user", body(message=" "), ["value_error"]),
    Case(CHAT, 422, "user", body(message="x", session_id=""), ["string_too_short"]),
    Case(CHAT, 422, "user", body(message="x" * 1001), ["string_too_long"]),
    Case(CHAT, 422, "user", body(message=5), ["string_type"]),
    Case(CHAT, 422, "nobody", {"content": b"{", "headers": {"content-type": "application/json"}}, ["json_invalid"]),
    Case(CHAT, 500, "endless", body(message="hello")),
    Case(HISTORY, 200, "user", {"params": {"user_id": _NAME}}, check=is_([])),
    Case(HISTORY, 403, "user", {"params": {"user_id": "somebody"}}, "Forbidden"),
    Case(HISTORY, 422, "user", {}, ["missing"]),
    Case(HISTORY, 422, "user", {"params": {"user_id": _NAME, "limit": 0}}, "limit must be a positive integer"),
    Case(HISTORY, 422, "user", {"params": {"user_id": _NAME, "limit": "a"}}, ["int_parsing"]),
    Case(HISTORY, 422, "user", {"params": {"user_id": " "}}, "user_id must be a non-empty string"),
    Case(
        REGISTER, 200, "nobody", {"json": {"username": lambda _: new_name(), "password": PASSWORD}},
        check=is_({"status": "registered", "is_admin": False}),
    ),
    Case(REGISTER, 409, "user", {"json": {"username": _NAME, "password": PASSWORD}}, "Username already exists"),
    Case(REGISTER, 422, "nobody", {}, ["missing"]),
    Case(REGISTER, 422, "nobody", {"json": []}, ["model_attributes_type"]),
    Case(REGISTER, 422, "nobody", body(username="a b", password="x"), ["value_error", "string_too_short"]),
    Case(f"{REGISTER}/admin", 403, "admin", body(username="other", password=PASSWORD), "Admin already exists"),
    Case(f"{REGISTER}/admin", 422, "nobody", body(username="other", password="x"), ["string_too_short"]),
    Case(f"GET {V1}/user/list", 200, "admin", check=has("users")),
    Case(
        PASSWORDS, 200, "user", body(old_password=PASSWORD, new_password=PASSWORD), check=is_({"status": "changed"})
    ),
    Case(PASSWORDS, 403, "user", body(old_password="wrong-pass", new_password=PASSWORD), "Incorrect password"),
    Case(PASSWORDS, 404, "ghost", body(old_password=PASSWORD, new_password=PASSWORD), "User not found"),
    Case(PASSWORDS, 422, "user", body(), ["missing", "missing"]),
    Case(
        "POST /token", 200, "user", {"data": {"username": _NAME, "password": PASSWORD}},
        check=has("access_token", "token_type"),
    ),
    Case("POST /token", 401, "user", {"data": {"username": _NAME, "password": ""}}, "Invalid credentials"),
    Case("POST /token", 422, "nobody", body(username="x", password="y"), ["missing", "missing"]),
    Case(
        "POST /token", 422, "nobody", {"data": {"username": "x", "password": "y", "grant_type": "z"}},
        ["string_pattern_mismatch"],
    ),
    Case(f"POST {V1}/auth/ws/ticket", 200, "user", check=has("ticket", "ttl")),
    Case(f"GET {V1}/models", 200, "admin", check=has("active_profile", "available_profiles", "profile")),
    Case(PROVISION, 200, "admin", body(roles=["General"]), check=has("statuses")),
    Case(PROVISION, 422, "admin", {}, ["missing"]),
    Case(MESSAGE, 400, "user", body(payload="zzz"), "Invalid peer payload"),
    Case(MESSAGE, 422, "user", body(payload=" "), ["value_error"]),
    Case(PEER, 200, "admin", body(url="http://peer.example:8000/"), check=has("status", "count")),
    Case(PEER, 422, "admin", body(url="nope"), ["url_parsing"]),
    Case(f"GET {V1}/peer/list", 200, "admin", check=lambda found: isinstance(found, list)),
    Case(
        f"POST {V1}/peer/unregister", 200, "admin", body(url="http://peer.example:8000"),
        check=has("status", "count"),
    ),
    Case(
        f"GET {V1}/peer/load", 200, "admin",
        check=has("scheduler_id", "queue_depth", "active_workers", "concurrency", "load_factor"),
    ),
    Case(TELEMETRY, 202, "admin", body(queue_depth=1), check=is_({"status": "accepted"})),
    Case(TELEMETRY, 422, "admin", body(queue_depth=-1), ["greater_than_equal"]),
    Case(f"GET {V1}/peer/telemetry", 200, "admin", check=has("telemetry")),
    Case(RAG, 422, "user", body(query=" "), ["value_error"]),
    Case(RAG, 503, "user", body(query="x"), "RAG disabled"),
    Case(SUGGEST, 200, "user", body(prompt="fix my code"), check=has("actions", "scores", "model")),
    Case(SUGGEST, 422, "user", body(prompt="x", actions=[]), ["value_error"]),
    # beside the document
    Case("GET /metrics", 401, "nobody", {}, "Not authenticated"),
    Case("GET /nope", 404, "nobody", {}, "Not Found"),
    Case("DELETE /token", 405, "nobody", {}, "Method Not Allowed"),
]  # fmt: skip

ELSEWHERE = {
    (CHAT, 429): "test_chats.py has it",
    (MESSAGE, 200): "its payload is sealed with a key of the server; tests/testing has it",
    (f"{REGISTER}/admin", 200): "each server can do it once: whoever asks for the admin does it",
    (RAG, 200): "was never seen; tests/testing has it",
}
"""The statuses of the table in CONTRACT §3 that have no case here."""


def caller(case: Case, server: Server) -> tuple[str, httpx.Client]:
    """The name and a client of whoever a case is of."""
    if case.who == "user":
        return server.user()
    if case.who == "admin":
        return "", server.admins()
    if case.who == "forger":
        name, http = server.user()
        token = http.headers["Authorization"].removeprefix("Bearer ")
        head, signature = token.rsplit(".", 1)
        return name, server.client(f"{head}.{signature[::-1]}")
    if case.who != "nobody":
        assert server.embedded is not None
        life = None if case.who == "endless" else 3600.0
        return "", server.client(server.embedded.token("ghost", life=life))
    return "", server.client()
