"""The table of the operations, and which of them a request is for (CONTRACT §3)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from . import operations as ops
from .errors import Moved, Refused, missing
from .state import MESSAGE

Handler = Callable[[ops.Call], Awaitable[Any]]
Access = Literal["open", "user", "admin"]


async def _run(call: ops.Call) -> Any:
    raise AssertionError("the application runs agents itself")


@dataclass(frozen=True)
class Operation:
    """One row of the table."""

    method: str
    path: str
    name: str
    handler: Handler
    access: Access = "open"
    body: Literal["", "json", "file", "form"] = ""
    plugin: str = ""
    """The plugin that it is part of."""


def _row(
    method: str, path: str, handler: Handler, access: Access = "open", body: Any = "", plugin: str = ""
) -> Operation:
    return Operation(method, path, handler.__name__, handler, access, body, plugin)


OPERATIONS = (
    _row("GET", "/status", ops.status),
    _row("GET", "/me", ops.get_user_info, "user"),
    _row("GET", "/agents", ops.list_agents, "user"),
    Operation("POST", "/agents/{slug}/message", MESSAGE, _run, "user", "json"),
    _row("GET", "/settings", ops.list_settings, "admin"),
    _row("PUT", "/settings/{id}", ops.update_settings, "admin", "json"),
    _row("GET", "/plugins", ops.get_plugins, "admin"),
    _row("POST", "/plugins", ops.install_plugin, "admin", "file"),
    _row("GET", "/plugins/{id}", ops.get_plugin, "admin"),
    _row("DELETE", "/plugins/{id}", ops.remove_plugin, "admin"),
    _row("PUT", "/plugins/{id}/toggle", ops.toggle_plugin, "admin"),
    _row("GET", "/registry", ops.registry_get_plugins, "admin"),
    _row("POST", "/registry/install", ops.registry_install_plugin, "admin", "json"),
    _row("GET", "/chats", ops.list_chats, "user", plugin="chats"),
    _row("POST", "/chats", ops.create_chat, "user", "json", "chats"),
    _row("GET", "/chats/{id}", ops.get_chat, "user", plugin="chats"),
    _row("PUT", "/chats/{id}", ops.edit_chat, "user", "json", "chats"),
    _row("DELETE", "/chats/{id}", ops.delete_chat, "user", plugin="chats"),
    # nobody is not refused here, but a mistake of the server (CONTRACT §3)
    _row("POST", "/uploads", ops.upload_file, body="file", plugin="uploads"),
    _row("GET", "/uploads", ops.get_uploaded_files, plugin="uploads"),
    _row("GET", "/uploads/{path:path}", ops.get_uploaded_file, plugin="uploads"),
    _row("GET", "/auth/login/{name}", ops.oauth_login, plugin="simple_oauth"),
    _row("GET", "/auth/callback/{name}", ops.oauth_callback, plugin="simple_oauth"),
    _row("GET", "/auth/logout", ops.oauth_logout, plugin="simple_oauth"),
    # beside the document
    _row("GET", "/openapi.json", ops.openapi),
    _row("GET", "/auth/internal-idp", ops.internal_idp, plugin="simple_oauth"),
    _row("POST", "/auth/internal-idp/login", ops.internal_idp_login, body="form", plugin="simple_oauth"),
    _row("GET", "/", ops.front_page, plugin="ui"),
)

NAMES = frozenset(operation.name for operation in OPERATIONS)


def find(method: str, path: str, active: Mapping[str, bool]) -> tuple[Operation, dict[str, str]]:
    """Return the operation of a request, and the parameters in its path.

    Raises `Refused`: 404 for an unknown path, 405 for a known one with another method; `Moved` for a slash too much.
    """
    allowed = []
    for operation in OPERATIONS:
        if operation.plugin and not active.get(operation.plugin):
            continue
        found = _match(operation.path, path)
        if found is None:
            continue
        if operation.method == method:
            return operation, found
        allowed.append(operation.method)
    if allowed:
        raise Refused(405, "Method Not Allowed", {"allow": allowed[0]})
    if path.endswith("/") and len(path) > 1:
        plain = path.rstrip("/")
        if any(_match(operation.path, plain) is not None for operation in OPERATIONS):
            raise Moved(plain)
    raise missing()


def _match(template: str, path: str) -> dict[str, str] | None:
    head, rest, _ = template.partition("{path:path}")
    if rest:
        return {"path": path.removeprefix(head)} if path.startswith(head) else None
    wanted, got = template.split("/"), path.split("/")
    if len(wanted) != len(got):
        return None
    found: dict[str, str] = {}
    for name, segment in zip(wanted, got, strict=True):
        if not name.startswith("{"):
            if name != segment:
                return None
        elif segment:
            found[name[1:-1]] = segment
        else:
            return None
    return found
