"""The table of the operations, and which of them a request is for (CONTRACT §3)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from . import fields
from . import operations as ops
from .errors import Refused
from .operations import Call
from .state import WEBSOCKET
from .validation import Field


@dataclass(frozen=True)
class Operation:
    """One row of the table."""

    method: str
    path: str
    handler: Callable[[Call], Awaitable[Any]]
    body: Mapping[str, Field] | None = None
    query: Mapping[str, Field] = field(default_factory=dict)
    access: Literal["open", "user", "admin"] = "user"
    is_form: bool = False
    is_paced: bool = False
    """Whether it uses the slot of its user."""
    status: int = 200

    @property
    def name(self) -> str:
        """What its operationId begins with."""
        return self.handler.__name__


_V1 = "/api/v1"

OPERATIONS = (
    Operation("POST", f"{_V1}/ui/suggestions", ops.suggestions, fields.SUGGEST),
    Operation("GET", f"{_V1}/models", ops.read_model_configuration, access="admin"),
    Operation("POST", f"{_V1}/models/provision", ops.provision_models, fields.PROVISION, access="admin"),
    Operation("POST", f"{_V1}/auth/ws/ticket", ops.issue_ws_ticket),
    Operation("POST", f"{_V1}/review/rag-context", ops.fetch_rag_context, fields.RAG),
    Operation("POST", "/token", ops.login, fields.LOGIN, access="open", is_form=True),
    Operation("POST", f"{_V1}/user/register", ops.register_user, fields.REGISTRATION, access="open"),
    Operation("POST", f"{_V1}/user/register/admin", ops.register_admin_user, fields.REGISTRATION, access="open"),
    Operation("GET", f"{_V1}/user/list", ops.list_users, access="admin"),
    Operation("POST", f"{_V1}/user/change-password", ops.change_password, fields.PASSWORDS),
    Operation("GET", "/healthz", ops.healthz, access="open"),
    Operation("GET", "/ready", ops.ready, access="open"),
    Operation("GET", f"{_V1}/conversation/history", ops.conversation_history, query=fields.HISTORY),
    Operation("POST", f"{_V1}/conversation/chat", ops.chat, fields.CHAT, is_paced=True),
    Operation("POST", f"{_V1}/peer/message", ops.peer_message, fields.PEER_MESSAGE),
    Operation("POST", f"{_V1}/peer/register", ops.peer_register, fields.PEER, access="admin"),
    Operation("POST", f"{_V1}/peer/unregister", ops.peer_unregister, fields.PEER, access="admin"),
    Operation("GET", f"{_V1}/peer/list", ops.peer_list, access="admin"),
    Operation("GET", f"{_V1}/peer/load", ops.peer_load, access="admin"),
    Operation("GET", f"{_V1}/peer/telemetry", ops.peer_telemetry_snapshot, access="admin"),
    Operation("POST", f"{_V1}/peer/telemetry", ops.peer_telemetry_ingest, fields.TELEMETRY, access="admin", status=202),
)
"""Those of the document."""
OTHERS = (
    Operation("GET", "/", ops.root, access="open"),
    Operation("GET", "/metrics", ops.metrics),
    Operation("GET", "/openapi.json", ops.openapi, access="open"),
    Operation("GET", "/docs", ops.docs, access="open"),
    Operation("GET", "/redoc", ops.docs, access="open"),
)
"""Those that are not in it."""

NAMES = frozenset(operation.name for operation in (*OPERATIONS, *OTHERS)) | {WEBSOCKET}
_PATHS: dict[str, dict[str, Operation]] = {}
for _operation in (*OPERATIONS, *OTHERS):
    _PATHS.setdefault(_operation.path, {})[_operation.method] = _operation


class Moved(Exception):
    """The path is right but for a slash at its end."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def find(method: str, path: str) -> Operation:
    """Return the operation of a request.

    Raises `Moved` for a path with a slash too many, and `Refused`: 404 for an unknown path, 405 for a known one with
    another method.
    """
    known = _PATHS.get(path)
    if known is None:
        other = path.rstrip("/") if path.endswith("/") else f"{path}/"
        if path != "/" and other in _PATHS:
            raise Moved(other)
        raise Refused(404, "Not Found")
    if method not in known:
        raise Refused(405, "Method Not Allowed", {"allow": next(iter(known))})
    return known[method]
