"""What there is to show: the operations with the statuses CONTRACT §3 saw, and the rows of CONTRACT §4.1 to §4.5.

test_coverage.py fails for each pair below that no case is marked with.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Operation(NamedTuple):
    """One row of the table of CONTRACT §3."""

    method: str
    path: str
    name: str
    permission: str | None
    seen: tuple[int, ...]

    @property
    def pattern(self) -> re.Pattern[str]:
        """What a request path of this operation looks like; a path parameter holds no slash."""
        return re.compile(re.sub(r"\{\w+\}", "[^/]+", self.path))


OPERATIONS = (
    Operation("GET", "/", "status", "STATUS:READ", (200, 403)),
    Operation("POST", "/message", "message_with_cat", "CONVERSATION:WRITE", (200, 400, 500)),
    Operation("POST", "/auth/token", "auth_token", None, (200, 400, 403, 500)),
    Operation("GET", "/auth/available-permissions", "get_available_permissions", "USERS:LIST", (200,)),
    Operation("POST", "/users/", "create_user", "USERS:WRITE", (200, 400, 403)),
    Operation("GET", "/users/", "read_users", "USERS:LIST", (200, 400, 403)),
    Operation("GET", "/users/{user_id}", "read_user", "USERS:READ", (200, 404)),
    Operation("PUT", "/users/{user_id}", "update_user", "USERS:EDIT", (200, 400, 404)),
    Operation("DELETE", "/users/{user_id}", "delete_user", "USERS:DELETE", (200, 404)),
    Operation("GET", "/settings/", "get_settings", "SETTINGS:LIST", (200, 500)),
    Operation("POST", "/settings/", "create_setting", "SETTINGS:WRITE", (200, 400)),
    Operation("GET", "/settings/{settingId}", "get_setting", "SETTINGS:READ", (200, 404)),
    Operation("PUT", "/settings/{settingId}", "update_setting", "SETTINGS:EDIT", (200, 404)),
    Operation("DELETE", "/settings/{settingId}", "delete_setting", "SETTINGS:DELETE", (200, 404)),
    Operation("GET", "/llm/settings", "get_llms_settings", "LLM:LIST", (200,)),
    Operation("GET", "/llm/settings/{languageModelName}", "get_llm_settings", "LLM:READ", (200, 400)),
    Operation("PUT", "/llm/settings/{languageModelName}", "upsert_llm_setting", "LLM:EDIT", (200, 400)),
    Operation("GET", "/embedder/settings", "get_embedders_settings", "EMBEDDER:LIST", (200,)),
    Operation("GET", "/embedder/settings/{languageEmbedderName}", "get_embedder_settings", "EMBEDDER:READ", (200, 400)),
    Operation(
        "PUT", "/embedder/settings/{languageEmbedderName}", "upsert_embedder_setting", "EMBEDDER:EDIT", (200, 400)
    ),
    Operation("GET", "/plugins/", "get_available_plugins", "PLUGINS:LIST", (200,)),
    Operation("POST", "/plugins/upload", "install_plugin", "PLUGINS:WRITE", (200, 400, 500)),
    Operation("POST", "/plugins/upload/registry", "install_plugin_from_registry", "PLUGINS:WRITE", (500,)),
    Operation("PUT", "/plugins/toggle/{plugin_id}", "toggle_plugin", "PLUGINS:WRITE", (200, 404)),
    Operation("GET", "/plugins/settings", "get_plugins_settings", "PLUGINS:READ", (200,)),
    Operation("GET", "/plugins/settings/{plugin_id}", "get_plugin_settings", "PLUGINS:READ", (200, 404)),
    Operation("PUT", "/plugins/settings/{plugin_id}", "upsert_plugin_settings", "PLUGINS:EDIT", (200, 400, 404)),
    Operation("GET", "/plugins/{plugin_id}", "get_plugin_details", "PLUGINS:READ", (200, 404)),
    Operation("DELETE", "/plugins/{plugin_id}", "delete_plugin", "PLUGINS:DELETE", (200, 404)),
    Operation("GET", "/memory/recall", "recall_memory_points_from_text", "MEMORY:READ", (200, 400)),
    Operation("POST", "/memory/recall", "recall_memory_points", "MEMORY:READ", (200, 400, 500)),
    Operation("POST", "/memory/collections/{collection_id}/points", "create_memory_point", "MEMORY:WRITE", (200, 400)),
    Operation(
        "DELETE",
        "/memory/collections/{collection_id}/points",
        "delete_memory_points_by_metadata",
        "MEMORY:DELETE",
        (200, 400, 500),
    ),
    Operation(
        "GET", "/memory/collections/{collection_id}/points", "get_points_in_collection", "MEMORY:READ", (200, 400, 500)
    ),
    Operation(
        "DELETE",
        "/memory/collections/{collection_id}/points/{point_id}",
        "delete_memory_point",
        "MEMORY:DELETE",
        (200, 400),
    ),
    Operation(
        "PUT", "/memory/collections/{collection_id}/points/{point_id}", "edit_memory_point", "MEMORY:EDIT", (200, 400)
    ),
    Operation("GET", "/memory/collections", "get_collections", "MEMORY:READ", (200,)),
    Operation("DELETE", "/memory/collections", "wipe_collections", "MEMORY:DELETE", (200,)),
    Operation("DELETE", "/memory/collections/{collection_id}", "wipe_single_collection", "MEMORY:DELETE", (200, 400)),
    Operation("GET", "/memory/conversation_history", "get_conversation_history", "MEMORY:READ", (200,)),
    Operation("DELETE", "/memory/conversation_history", "wipe_conversation_history", "MEMORY:DELETE", (200, 403)),
    Operation("POST", "/rabbithole/", "upload_file", "UPLOAD:WRITE", (200, 400, 403, 500)),
    Operation("POST", "/rabbithole/batch", "upload_files", "UPLOAD:WRITE", (200, 400)),
    Operation("POST", "/rabbithole/web", "upload_url", "UPLOAD:WRITE", (200, 400)),
    Operation("POST", "/rabbithole/memory", "upload_memory", "MEMORY:WRITE", (200, 400, 500)),
    Operation("GET", "/rabbithole/allowed-mimetypes", "get_allowed_mimetypes", "UPLOAD:WRITE", (200, 403)),
    Operation("GET", "/auth_handler/settings", "get_auth_handler_settings", "AUTH_HANDLER:LIST", (200,)),
    Operation(
        "GET",
        "/auth_handler/settings/{auth_handler_name}",
        "get_auth_handler_setting",
        "AUTH_HANDLER:READ",
        (200, 400),
    ),
    Operation(
        "PUT",
        "/auth_handler/settings/{auth_handler_name}",
        "upsert_authenticator_setting",
        "AUTH_HANDLER:EDIT",
        (200, 400),
    ),
)

# All answer 403 to a caller without credentials (/auth/token: to wrong ones), CONTRACT §3.
PAIRS = frozenset((operation.name, status) for operation in OPERATIONS for status in {*operation.seen, 403})

# The rows of the tables of §4.1, §4.3 and §4.4, and the single statements of §4.2 and §4.5, which have no table.
ROWS = frozenset(
    (section, row)
    for section, rows in {
        "4.1": (
            "open server",
            "missing or wrong credentials",
            "unknown path",
            "plain GET /ws",
            "bad version or no key",
            "user id url-decoded",
            "server pings",
            "client ping",
            "client close code",
            "protocol violations",
            "malformed, empty or binary",
            "SIGTERM",
            "message size",
            "reply size",
            "second message while the first runs",
            "client gone mid-turn",
        ),
        "4.2": (
            "user_id is overridden",
            "who and when are stored",
            "unknown keys are stored",
            "message is an alias of text",
            "image as data URI",
            "image URL unreachable",
            "image URL answers 404",
            "image URL is no image",
            "an unreadable image fails later turns",
            "audio is unused",
        ),
        "4.3": (
            "chat_token",
            "chat_token: empty first and last",
            "chat_token: none for tool selection",
            "chat",
            "chat: content only from send_ws_message",
            "chat: extra full frame mid-turn",
            "chat: plugin extras",
            "notification",
            "notification: any JSON",
            "notification: rabbit hole",
            "error: turn failed",
            "error: GenericError is not terminal",
            "error: a plugin's exception is not terminal",
            "why: null for a fast reply",
            "why: fields",
            "why: intermediate steps of a tool",
        ),
        "4.4": (
            "malformed, empty or binary",
            "array",
            "string, number, true, null",
            "no text",
            "text of a wrong type",
            "empty or blank text",
            "lone surrogate",
            "NaN",
            "LLM raises mid-stream",
        ),
        "4.5": (
            "older sends, newer receives",
            "newer sends, newer receives",
            "older closes, newer is deaf",
            "a third socket gets the answers",
            "newer closes, older is deaf",
            "/ws is the user 'user'",
            "reconnect while the old turn runs",
            "HTTP message while a socket is open",
        ),
    }.items()
    for row in rows
)


def operation_of(method: str, path: str) -> str | None:
    """Return the name of the operation that a request was for, None for other routes."""
    found = [o for o in OPERATIONS if o.method == method and o.pattern.fullmatch(path)]
    # /plugins/settings matches /plugins/{plugin_id} too: the path without parameters is the one meant.
    found.sort(key=lambda o: o.path.count("{"))
    return found[0].name if found else None
