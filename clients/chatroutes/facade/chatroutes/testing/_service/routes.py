"""The table of the operations, and which of them a request is for (CONTRACT §3)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from . import operations as ops
from .errors import Refused, missing
from .operations import Call, Outcome
from .validation import Field, boolean, digits, integer, number, one_of, string

PREFIX = "/api/v1"

Handler = Callable[[Call], Awaitable[Outcome]]


@dataclass(frozen=True)
class Operation:
    """One row of the table; the name of its handler is the operationId."""

    method: str
    path: str
    handler: Handler
    body: Mapping[str, Field] | None = None
    query: Mapping[str, Field] = field(default_factory=dict)
    open: bool = False
    """Whether it wants no key."""

    @property
    def name(self) -> str:
        """The operationId."""
        return self.handler.__name__


_TEXT = Field(string, required=True)
_MAY_TEXT = Field(string, null=True)
_MODE = Field(one_of(("FULL", "PARTIAL", "MINIMAL")), null=True)
_SEND = {
    "content": _TEXT,
    "model": _MAY_TEXT,
    "temperature": Field(number(0, 2), null=True),
    "maxTokens": Field(integer(1, 1_000_000), null=True),
}
_TO_BRANCH = {**_SEND, "branchId": _MAY_TEXT}
_PAGE = {
    "page": Field(digits(1, 1_000_000)),
    "limit": Field(digits(1, 100)),
    "filter": Field(one_of(("all", "owned", "shared"))),
}
_OF_BRANCH = {"branchId": Field(string)}
_BRANCH_CHANGES = {
    "title": Field(string),
    "description": _MAY_TEXT,
    "contextMode": _MODE,
    "isActive": Field(boolean),
}
_NEW_BRANCH = {"title": _TEXT, "baseNodeId": _MAY_TEXT, "description": _MAY_TEXT, "contextMode": _MODE}
_SUGGEST = {
    "text": _TEXT,
    "suggestionsCount": Field(integer(1, 10), null=True),
    "hybridDetection": Field(boolean, null=True),
    "threshold": Field(number(0, 1), null=True),
    "llmModel": _MAY_TEXT,
    "llmProvider": _MAY_TEXT,
    "llmApiKey": _MAY_TEXT,
}

_ALL = "/conversations"
_ONE = "/conversations/{conversation_id}"
_BRANCH = f"{_ONE}/branches/{{branch_id}}"

OPERATIONS = (
    Operation("GET", _ALL, ops.conversations_list, query=_PAGE),
    Operation("POST", _ALL, ops.conversations_create, {"title": _TEXT, "model": _MAY_TEXT}),
    Operation("GET", _ONE, ops.conversations_get),
    Operation("PATCH", _ONE, ops.conversations_update, {"title": Field(string), "model": Field(string)}),
    Operation("DELETE", _ONE, ops.conversations_delete),
    Operation("GET", f"{_ONE}/tree", ops.conversations_get_tree),
    Operation("GET", f"{_ONE}/messages", ops.messages_list, query=_OF_BRANCH),
    Operation("POST", f"{_ONE}/messages", ops.messages_send, _TO_BRANCH),
    Operation("POST", f"{_ONE}/messages/stream", ops.messages_stream, _TO_BRANCH),
    Operation("PATCH", "/messages/{message_id}", ops.messages_update, {"content": _TEXT}),
    Operation("DELETE", "/messages/{message_id}", ops.messages_delete),
    Operation("GET", f"{_ONE}/branches", ops.branches_list),
    Operation("POST", f"{_ONE}/branches", ops.branches_create, _NEW_BRANCH),
    Operation(
        "POST",
        f"{_ONE}/fork",
        ops.branches_fork,
        {"forkPointMessageId": _TEXT, "title": _TEXT, "contextMode": _MODE},
    ),
    Operation("PATCH", _BRANCH, ops.branches_update, _BRANCH_CHANGES),
    Operation("DELETE", _BRANCH, ops.branches_delete),
    Operation("GET", f"{_BRANCH}/messages", ops.branches_get_messages),
    Operation("POST", f"{_BRANCH}/messages", ops.branches_send_message, _SEND),
    Operation("POST", f"{_BRANCH}/merge", ops.branches_merge),
    Operation("GET", f"{_ONE}/checkpoints", ops.checkpoints_list, query=_OF_BRANCH),
    Operation(
        "POST",
        f"{_ONE}/checkpoints",
        ops.checkpoints_create,
        {"branchId": _TEXT, "anchorMessageId": _TEXT},
    ),
    Operation("DELETE", "/checkpoints/{checkpoint_id}", ops.checkpoints_delete),
    Operation("POST", "/checkpoints/{checkpoint_id}/recreate", ops.checkpoints_recreate),
    Operation("POST", "/autobranch/suggest-branches", ops.autobranch_suggest_branches, _SUGGEST),
    # early versions of the SDK ask for this one without a key (CONTRACT §4.6)
    Operation("GET", "/autobranch/health", ops.autobranch_health, open=True),
)

NAMES = frozenset(operation.name for operation in OPERATIONS)


def find(method: str, raw_path: str) -> tuple[Operation, dict[str, str]]:
    """Return the operation of a request, and the parameters in its path, decoded.

    Takes the path as it was sent: a quoted slash is a part of a parameter. Raises `Refused`: 404 for an unknown path,
    405 for a known one with another method.
    """
    known = False
    for operation in OPERATIONS:
        found = _match(operation.path, raw_path)
        if found is None:
            continue
        if operation.method == method:
            return operation, found
        known = True
    if known:
        raise Refused(405, "Method not allowed", "METHOD_NOT_ALLOWED")
    raise missing("Route")


def _match(template: str, raw_path: str) -> dict[str, str] | None:
    wanted, got = (PREFIX + template).split("/"), raw_path.split("/")
    if len(wanted) != len(got):
        return None
    found: dict[str, str] = {}
    for name, segment in zip(wanted, got, strict=True):
        if not name.startswith("{"):
            if name != unquote(segment):
                return None
        elif segment:
            found[name[1:-1]] = unquote(segment)
        else:
            return None
    return found
