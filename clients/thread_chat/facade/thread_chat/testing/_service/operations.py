"""The six operations over HTTP (CONTRACT §6)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .state import Service

Words = Mapping[str, str]


class Refused(Exception):
    """An answer that is no success: its status, what its body says, and headers."""

    def __init__(self, status: int, detail: Any, headers: Words | None = None) -> None:
        super().__init__(status, detail)
        self.status = status
        self.detail = detail
        self.headers: Words = headers or {}


@dataclass(frozen=True)
class Call:
    """One request."""

    service: Service
    query: Words
    headers: Words
    body: bytes = field(repr=False)


def health(call: Call) -> Any:
    """Tell whether the server is there."""
    return {"status": "healthy"}


def get_tools(call: Call) -> Any:
    """List tools, those of a category where one is named."""
    category = call.query.get("category", "").lower()
    return [tool for tool in call.service.options.tools if category in ("", tool["category"].lower())]


def get_tool_categories(call: Call) -> Any:
    """List the categories."""
    return sorted({tool["category"] for tool in call.service.options.tools})


def search_tools(call: Call) -> Any:
    """List the tools with a text in their name, description or id."""
    if "query" not in call.query:
        raise _invalid("missing", ["query", "query"], "Field required", None)
    wanted = call.query["query"].lower()
    found = get_tools(call)
    return [tool for tool in found if any(wanted in tool[name].lower() for name in ("name", "description", "id"))]


def chainhook(call: Call) -> Any:
    """Take what has happened on a chain."""
    _payload(call)
    return {"success": True, "message": "Successfully processed webhook", "data": None}


def dao_creation(call: Call) -> Any:
    """Take a new DAO."""
    if "name" not in _payload(call):
        raise Refused(500, NO_DAO)
    return {"success": True, "message": "Successfully processed webhook", "data": {}}


NO_DAO = (
    "Error processing DAO creation webhook: Invalid DAO webhook payload: 1 validation error for DAOWebhookPayload\n"
    "name\n  Field required [type=missing, input_value={}, input_type=dict]\n"
    "    For further information visit https://errors.pydantic.dev/2.10/v/missing"
)

Handler = Callable[[Call], Any]
ROUTES: dict[str, tuple[str, Handler]] = {
    "/": ("GET", health),
    "/tools/available": ("GET", get_tools),
    "/tools/categories": ("GET", get_tool_categories),
    "/tools/search": ("GET", search_tools),
    "/webhooks/chainhook": ("POST", chainhook),
    "/webhooks/dao": ("POST", dao_creation),
}
NAMES = frozenset(handler.__name__ for _, handler in ROUTES.values())


def _payload(call: Call) -> dict[str, Any]:
    """Return the object that a webhook was told, once it has shown its token."""
    scheme, space, token = call.headers.get("authorization", "").partition(" ")
    if "authorization" not in call.headers:
        raise Refused(401, "Missing Authorization header")
    if scheme.lower() != "bearer" or not space:
        raise Refused(401, "Invalid Authorization format. Use 'Bearer <token>'")
    if token != call.service.options.secret:
        raise Refused(401, "Invalid authentication token")
    if not call.body:
        raise _invalid("missing", ["body"], "Field required", None)
    try:
        payload = json.loads(call.body)
    except ValueError as error:
        raise _invalid("json_invalid", ["body", getattr(error, "pos", 0)], "JSON decode error", {}) from None
    if not isinstance(payload, dict):
        raise _invalid("dict_type", ["body"], "Input should be a valid dictionary", payload)
    return payload


def _invalid(kind: str, place: list[Any], message: str, got: Any) -> Refused:
    return Refused(422, [{"type": kind, "loc": place, "msg": message, "input": got}])
