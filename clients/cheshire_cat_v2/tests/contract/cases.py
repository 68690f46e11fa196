"""A request for each status of each operation that a server was seen to give (CONTRACT §3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from .servers import archive

MESSAGE = "POST /agents/{slug}/message"
CORE = "core__config__core"

Who = Literal["nobody", "user", "admin"]


class Case(NamedTuple):
    """One request, and what is answered."""

    operation: str
    """The method and the path."""
    status: int
    who: Who
    sent: dict[str, Any] = {}  # noqa: RUF012 - nobody changes it
    """What httpx is told of it; `path` has the parameters of the path."""
    detail: Any = None
    """What is said of an error: a text, or the types of its items; None: `check` looks."""
    check: Callable[[Any], bool] | None = None
    """Looks at the body of a success."""


def body(value: Any = None, /, **path: str) -> dict[str, Any]:
    return {"json": value, "path": path}


def of(**path: str) -> dict[str, Any]:
    return {"path": path}


def has(*names: str) -> Callable[[Any], bool]:
    """Look whether a body has some keys, and no others."""
    return lambda found: set(found) == set(names)


def is_(value: Any) -> Callable[[Any], bool]:
    return lambda found: bool(found == value)


def some(*names: str) -> Callable[[Any], bool]:
    """Look whether a body is a list of objects with some keys, and no others."""
    return lambda found: isinstance(found, list) and bool(found) and all(set(one) == set(names) for one in found)


def asked(text: str = "hi", **more: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": [{"type": "text", "text": text}]}], "stream": False, **more}


def sent(name: str, content: bytes, kind: str = "application/zip") -> dict[str, Any]:
    return {"files": {"file": (name, content, kind)}}


_CARD = ("slug", "name", "description", "plugin_id", "args_schema")
_ENTRY = ("id", "slug", "type", "name", "plugin_id", "value", "schema")
_CHAT = ("id", "name", "updated_at", "messages", "context")
_MANIFEST = (
    "name", "version", "thumb", "tags", "description", "author_name", "author_url", "plugin_url", "min_cat_version",
    "max_cat_version", "local_info",
)  # fmt: skip
_PLUGIN = ("id", "active", "manifest")
_RESULT = ("messages", "resources", "args", "stream")
_ANSWER = {"role": "assistant", "content": []}
_UNKNOWN = "b0b6e9a4-3b0e-4b39-9f4a-7f5f0e6f8a11"
_NOBODY, _ROLE = "Invalid Credentials", "Insufficient role"
_MINI = archive({"contract_mini/contract_mini.py": b"x = 1", "contract_mini/plugin.json": b'{"name": "Mini"}'})

_HELD: list[tuple[str, dict[str, Any]]] = [
    ("GET /me", {}),
    ("GET /agents", {}),
    (MESSAGE, body(asked(), slug="default")),
    ("GET /chats", {}),
    ("POST /chats", body({})),
    ("GET /chats/{id}", of(id=_UNKNOWN)),
    ("PUT /chats/{id}", body({}, id=_UNKNOWN)),
    ("DELETE /chats/{id}", of(id=_UNKNOWN)),
]
"""What wants a credential."""
_ADMINS: list[tuple[str, dict[str, Any]]] = [
    ("GET /settings", {}),
    ("PUT /settings/{id}", body({}, id=CORE)),
    ("GET /plugins", {}),
    ("GET /plugins/{id}", of(id="chats")),
    ("POST /plugins", sent("contract_mini.zip", _MINI)),
    ("PUT /plugins/{id}/toggle", of(id="chats")),
    ("DELETE /plugins/{id}", of(id="nope")),
    ("GET /registry", {}),
    ("POST /registry/install", body({"url": "x"})),
]
"""What wants the role of an admin."""

ACCESS = [
    *(Case(operation, 403, "nobody", told, _NOBODY) for operation, told in (*_HELD, *_ADMINS)),
    *(Case(operation, 403, "user", told, _ROLE) for operation, told in _ADMINS),
]

CASES = [
    Case("GET /status", 200, "nobody", check=has("status", "version", "auth_handlers")),
    Case("GET /me", 200, "user", check=has("id", "name", "roles", "custom")),
    Case("GET /agents", 200, "user", check=some(*_CARD)),
    Case(MESSAGE, 200, "user", body(asked(), slug="default"), check=has(*_RESULT)),
    Case(MESSAGE, 200, "user", body(asked(stream="no"), slug="default"), check=has(*_RESULT)),
    Case(MESSAGE, 200, "user", body({"stream": False}, slug="default"), check=has(*_RESULT)),
    Case(MESSAGE, 404, "user", body(asked(), slug="nope"), "Agent 'nope' not found."),
    Case(MESSAGE, 422, "user", of(slug="default"), ["missing"]),
    Case(MESSAGE, 422, "user", body([], slug="default"), ["model_attributes_type"]),
    Case(MESSAGE, 422, "user", body(asked(stream=None), slug="default"), ["bool_type"]),
    Case(
        MESSAGE, 422, "user", body({"messages": [{"role": "user", "content": "hi"}]}, slug="default"), ["list_type"]
    ),
    Case(
        MESSAGE, 422, "user", body({"messages": [{"role": "system", "content": []}]}, slug="default"),
        ["literal_error"],
    ),
    *(
        Case(MESSAGE, 422, "user", body({"messages": [{**_ANSWER, "tool_calls": calls}]}, slug="default"), kinds)
        for calls, kinds in ((None, ["list_type"]), ([{"id": "1", "name": "x"}], ["missing"]))
    ),
    Case(
        MESSAGE, 422, "nobody", {"content": b"{", "headers": {"content-type": "application/json"}, **of(slug="x")},
        ["json_invalid"],
    ),
    Case(MESSAGE, 500, "user", body(asked("/error boom"), slug="default")),
    Case(MESSAGE, 500, "user", body(asked("/tool nope {}"), slug="probe")),
    Case(MESSAGE, 500, "user", body(asked(), slug="withargs")),
    Case("GET /settings", 200, "admin", check=some(*_ENTRY)),
    Case("PUT /settings/{id}", 400, "admin", body({"default_llm": 5}, id=CORE), ["string_type"]),
    Case(
        "PUT /settings/{id}", 400, "admin", body({}, id="core__agents__default"),
        "Settings core__agents__default does not support settings",
    ),
    Case("PUT /settings/{id}", 404, "admin", body({}, id="whatever"), "Invalid settings id: whatever"),
    Case(
        "PUT /settings/{id}", 404, "admin", body({}, id="core__config__nope"), "Settings core__config__nope not found"
    ),
    Case("PUT /settings/{id}", 422, "admin", body([1], id=CORE), ["dict_type"]),
    Case("GET /plugins", 200, "admin", check=some(*_PLUGIN)),
    Case("GET /plugins/{id}", 200, "admin", of(id="scripted"), check=has(*_PLUGIN)),
    Case("GET /plugins/{id}", 404, "admin", of(id="nope"), "Plugin not found"),
    Case(
        "POST /plugins", 400, "admin", sent("a.txt", b"x", "text/plain"),
        "MIME type `text/plain` not supported. Admitted types: application/zip, application/x-tar. ",
    ),
    Case("POST /plugins", 422, "admin", {}, ["missing"]),
    Case("POST /plugins", 500, "admin", sent("broken.zip", b"x")),
    Case("PUT /plugins/{id}/toggle", 404, "admin", of(id="nope"), "Plugin not found"),
    Case("DELETE /plugins/{id}", 404, "admin", of(id="nope"), "Plugin not found"),
    Case("GET /registry", 200, "admin", check=some(*_MANIFEST)),
    Case(
        "POST /registry/install", 500, "admin", body({"url": "https://nowhere.invalid/x"}),
        "Could not install plugin from registry",
    ),
    Case("POST /registry/install", 422, "admin", body({}), ["missing"]),
    Case("GET /chats", 200, "user", check=is_({"items": [], "cursor": ""})),
    Case("POST /chats", 200, "user", body({}), check=has(*_CHAT)),
    Case("POST /chats", 422, "user", body({"name": 5}), ["string_type"]),
    Case("GET /chats/{id}", 404, "user", of(id=_UNKNOWN), "Not found."),
    Case("GET /chats/{id}", 404, "user", of(id="xyz"), "Not found."),
    Case("PUT /chats/{id}", 404, "user", body({}, id="xyz"), "Chat not found."),
    Case("PUT /chats/{id}", 422, "user", body({"messages": 5}, id="xyz"), ["list_type"]),
    Case("DELETE /chats/{id}", 404, "user", of(id="xyz"), "Chat not found."),
    Case("POST /uploads", 200, "user", sent("a.txt", b"x", "text/plain"), check=has("url", "mime_type")),
    Case("POST /uploads", 422, "user", {}, ["missing"]),
    Case("POST /uploads", 422, "user", {"files": {"file": (None, b"x")}}, ["value_error"]),
    Case("POST /uploads", 500, "nobody", sent("a.txt", b"x", "text/plain")),
    Case("GET /uploads", 200, "user", check=is_([])),
    Case("GET /uploads", 500, "nobody"),
    Case("GET /uploads/{path}", 404, "nobody", of(path="none.txt"), "File not found"),
    Case("GET /auth/login/{name}", 307, "nobody", of(name="simple")),
    Case("GET /auth/login/{name}", 404, "nobody", of(name="nope"), "Auth Handler nope not found."),
    Case("GET /auth/callback/{name}", 307, "nobody", {"params": {"code": "x"}, **of(name="simple")}),
    Case(
        "GET /auth/callback/{name}", 403, "nobody", of(name="simple"),
        "Auth Handler simple could not complete the OAuth flow.",
    ),
    Case("GET /auth/callback/{name}", 404, "nobody", of(name="nope"), "Auth Handler nope not found."),
    Case("GET /auth/logout", 307, "nobody"),
    # beside the document
    Case("GET /nope", 404, "nobody", {}, "Not Found"),
    Case("GET /ws", 404, "nobody", {}, "Not Found"),
    Case("POST /message", 404, "nobody", {}, "Not Found"),
    Case("DELETE /status", 405, "nobody", {}, "Method Not Allowed"),
    Case("GET /status/", 307, "nobody"),
]  # fmt: skip

ELSEWHERE = {
    ("PUT /settings/{id}", 200): "test_changes.py",
    ("POST /plugins", 200): "test_changes.py",
    ("PUT /plugins/{id}/toggle", 200): "test_changes.py",
    ("DELETE /plugins/{id}", 200): "test_changes.py",
    ("GET /chats/{id}", 200): "test_changes.py",
    ("PUT /chats/{id}", 200): "test_changes.py",
    ("DELETE /chats/{id}", 200): "test_changes.py",
    ("GET /uploads/{path}", 200): "test_changes.py",
    ("POST /registry/install", 200): "needs the registry, which no test asks; tests/testing has it",
}
"""The statuses of the table in CONTRACT §3 that have no case here."""
