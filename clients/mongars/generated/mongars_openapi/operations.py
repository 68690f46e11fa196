"""Every operation of the API, by operationId: its facts and, loaded on first use, builder and reader.

`operations.change_password` is typed: `build` takes its arguments and `parse` gives its result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from .operation import Operation as Operation

API_VERSION: Final = "0.1.0"

OPERATIONS: Final[dict[str, Operation[..., Any]]] = {
    "change_password": Operation(
        "change_password",
        "users",
        "POST",
        "/api/v1/user/change-password",
        None,
        False,
        False,
        "Change the password of the user who asks.",
    ),
    "chat": Operation(
        "chat",
        "conversation",
        "POST",
        "/api/v1/conversation/chat",
        None,
        False,
        True,
        "Say something, and wait for the answer.",
    ),
    "conversation_history": Operation(
        "conversation_history",
        "conversation",
        "GET",
        "/api/v1/conversation/history",
        None,
        True,
        False,
        "List what was said, the newest first.",
    ),
    "fetch_rag_context": Operation(
        "fetch_rag_context",
        "review",
        "POST",
        "/api/v1/review/rag-context",
        None,
        True,
        True,
        "Find code that a review should know of.",
    ),
    "healthz": Operation(
        "healthz", "health", "GET", "/healthz", None, True, False, "Tell whether the server is there."
    ),
    "issue_ws_ticket": Operation(
        "issue_ws_ticket",
        "auth",
        "POST",
        "/api/v1/auth/ws/ticket",
        None,
        True,
        False,
        "Give a ticket for the socket of events.",
    ),
    "list_users": Operation(
        "list_users", "users", "GET", "/api/v1/user/list", None, True, False, "List the names of all users, in order."
    ),
    "login": Operation("login", "auth", "POST", "/token", None, True, False, "Exchange name and password for a token."),
    "peer_list": Operation(
        "peer_list", "peers", "GET", "/api/v1/peer/list", None, True, False, "List the URLs of all peers, in order."
    ),
    "peer_load": Operation(
        "peer_load", "peers", "GET", "/api/v1/peer/load", None, True, False, "Tell how busy this server is."
    ),
    "peer_message": Operation(
        "peer_message",
        "peers",
        "POST",
        "/api/v1/peer/message",
        None,
        False,
        False,
        "Hand in the encrypted message of a peer.",
    ),
    "peer_register": Operation(
        "peer_register", "peers", "POST", "/api/v1/peer/register", None, False, False, "Register a peer."
    ),
    "peer_telemetry_ingest": Operation(
        "peer_telemetry_ingest",
        "peers",
        "POST",
        "/api/v1/peer/telemetry",
        None,
        False,
        False,
        "Tell how busy a peer is.",
    ),
    "peer_telemetry_snapshot": Operation(
        "peer_telemetry_snapshot",
        "peers",
        "GET",
        "/api/v1/peer/telemetry",
        None,
        True,
        False,
        "List what peers and this server have told of themselves, the newest first.",
    ),
    "peer_unregister": Operation(
        "peer_unregister", "peers", "POST", "/api/v1/peer/unregister", None, False, False, "Forget a peer."
    ),
    "provision_models": Operation(
        "provision_models",
        "models",
        "POST",
        "/api/v1/models/provision",
        None,
        False,
        True,
        "Fetch the models of the given roles, or of all.",
    ),
    "read_model_configuration": Operation(
        "read_model_configuration",
        "models",
        "GET",
        "/api/v1/models",
        None,
        True,
        False,
        "Give the active profile and the models that it defines.",
    ),
    "ready": Operation(
        "ready", "health", "GET", "/ready", None, True, False, "Tell whether the server is ready to answer."
    ),
    "register_admin_user": Operation(
        "register_admin_user",
        "users",
        "POST",
        "/api/v1/user/register/admin",
        None,
        False,
        False,
        "Create the account of the admin.",
    ),
    "register_user": Operation(
        "register_user", "users", "POST", "/api/v1/user/register", None, False, False, "Create an account."
    ),
    "suggestions": Operation(
        "suggestions",
        "ui",
        "POST",
        "/api/v1/ui/suggestions",
        None,
        True,
        False,
        "Tell which actions fit a text, the best first.",
    ),
}

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import ParamSpec, TypeVar

    from .api.auth import issue_ws_ticket as _issue_ws_ticket
    from .api.auth import login as _login
    from .api.conversation import chat as _chat
    from .api.conversation import conversation_history as _conversation_history
    from .api.health import healthz as _healthz
    from .api.health import ready as _ready
    from .api.models import provision_models as _provision_models
    from .api.models import read_model_configuration as _read_model_configuration
    from .api.peers import peer_list as _peer_list
    from .api.peers import peer_load as _peer_load
    from .api.peers import peer_message as _peer_message
    from .api.peers import peer_register as _peer_register
    from .api.peers import peer_telemetry_ingest as _peer_telemetry_ingest
    from .api.peers import peer_telemetry_snapshot as _peer_telemetry_snapshot
    from .api.peers import peer_unregister as _peer_unregister
    from .api.review import fetch_rag_context as _fetch_rag_context
    from .api.ui import suggestions as _suggestions
    from .api.users import change_password as _change_password
    from .api.users import list_users as _list_users
    from .api.users import register_admin_user as _register_admin_user
    from .api.users import register_user as _register_user
    from .operation import Answer, Request

    _P = ParamSpec("_P")
    _T = TypeVar("_T")

    def _pair(build: Callable[_P, Request], parse: Callable[[Answer], _T]) -> Operation[_P, _T]: ...

    change_password = _pair(_change_password.build, _change_password.parse)
    chat = _pair(_chat.build, _chat.parse)
    conversation_history = _pair(_conversation_history.build, _conversation_history.parse)
    fetch_rag_context = _pair(_fetch_rag_context.build, _fetch_rag_context.parse)
    healthz = _pair(_healthz.build, _healthz.parse)
    issue_ws_ticket = _pair(_issue_ws_ticket.build, _issue_ws_ticket.parse)
    list_users = _pair(_list_users.build, _list_users.parse)
    login = _pair(_login.build, _login.parse)
    peer_list = _pair(_peer_list.build, _peer_list.parse)
    peer_load = _pair(_peer_load.build, _peer_load.parse)
    peer_message = _pair(_peer_message.build, _peer_message.parse)
    peer_register = _pair(_peer_register.build, _peer_register.parse)
    peer_telemetry_ingest = _pair(_peer_telemetry_ingest.build, _peer_telemetry_ingest.parse)
    peer_telemetry_snapshot = _pair(_peer_telemetry_snapshot.build, _peer_telemetry_snapshot.parse)
    peer_unregister = _pair(_peer_unregister.build, _peer_unregister.parse)
    provision_models = _pair(_provision_models.build, _provision_models.parse)
    read_model_configuration = _pair(_read_model_configuration.build, _read_model_configuration.parse)
    ready = _pair(_ready.build, _ready.parse)
    register_admin_user = _pair(_register_admin_user.build, _register_admin_user.parse)
    register_user = _pair(_register_user.build, _register_user.parse)
    suggestions = _pair(_suggestions.build, _suggestions.parse)
else:
    globals().update(OPERATIONS)
