"""The table of the Cat's operations: what CONTRACT §3 lists, in the order in which the server matches them."""

from __future__ import annotations

from .call import Body, Operation
from .operations import chat, factories, memory, plugins, rabbit_hole, settings, users
from .validation import mapping

_POINTS = "/memory/collections/{collection_id}/points"
_POINT = _POINTS + "/{point_id}"
_SAYS_HELLO = Body(mapping, {"text": "hello!"})

OPERATIONS = (
    Operation("GET", "/", "STATUS:READ", chat.status),
    Operation("POST", "/message", "CONVERSATION:WRITE", chat.message_with_cat, body=_SAYS_HELLO),
    Operation("POST", "/auth/token", None, users.auth_token, body=users.CREDENTIALS),
    Operation("GET", "/auth/available-permissions", "USERS:LIST", users.get_available_permissions),
    Operation("POST", "/users/", "USERS:WRITE", users.create_user, body=users.CREATE),
    Operation("GET", "/users/", "USERS:LIST", users.read_users, query=users.PAGE),
    Operation("GET", "/users/{user_id}", "USERS:READ", users.read_user),
    Operation("PUT", "/users/{user_id}", "USERS:EDIT", users.update_user, body=users.UPDATE),
    Operation("DELETE", "/users/{user_id}", "USERS:DELETE", users.delete_user),
    Operation("GET", "/settings/", "SETTINGS:LIST", settings.get_settings, query=settings.SEARCH),
    Operation("POST", "/settings/", "SETTINGS:WRITE", settings.create_setting, body=settings.SETTING),
    Operation("GET", "/settings/{settingId}", "SETTINGS:READ", settings.get_setting),
    Operation("PUT", "/settings/{settingId}", "SETTINGS:EDIT", settings.update_setting, body=settings.SETTING),
    Operation("DELETE", "/settings/{settingId}", "SETTINGS:DELETE", settings.delete_setting),
    Operation("GET", "/llm/settings", "LLM:LIST", factories.get_llms_settings),
    Operation("GET", "/llm/settings/{languageModelName}", "LLM:READ", factories.get_llm_settings),
    Operation(
        "PUT", "/llm/settings/{languageModelName}", "LLM:EDIT", factories.upsert_llm_setting, body=factories.MODEL_BODY
    ),
    Operation("GET", "/embedder/settings", "EMBEDDER:LIST", factories.get_embedders_settings),
    Operation("GET", "/embedder/settings/{languageEmbedderName}", "EMBEDDER:READ", factories.get_embedder_settings),
    Operation(
        "PUT",
        "/embedder/settings/{languageEmbedderName}",
        "EMBEDDER:EDIT",
        factories.upsert_embedder_setting,
        body=factories.MODEL_BODY,
    ),
    Operation("GET", "/plugins/", "PLUGINS:LIST", plugins.get_available_plugins, query=plugins.SEARCH),
    Operation("POST", "/plugins/upload", "PLUGINS:WRITE", plugins.install_plugin, body=plugins.ARCHIVE),
    Operation(
        "POST",
        "/plugins/upload/registry",
        "PLUGINS:WRITE",
        plugins.install_plugin_from_registry,
        body=plugins.FROM_REGISTRY,
    ),
    Operation("PUT", "/plugins/toggle/{plugin_id}", "PLUGINS:WRITE", plugins.toggle_plugin),
    Operation("GET", "/plugins/settings", "PLUGINS:READ", plugins.get_plugins_settings),
    Operation("GET", "/plugins/settings/{plugin_id}", "PLUGINS:READ", plugins.get_plugin_settings),
    Operation(
        "PUT", "/plugins/settings/{plugin_id}", "PLUGINS:EDIT", plugins.upsert_plugin_settings, body=plugins.SETTINGS
    ),
    Operation("GET", "/plugins/{plugin_id}", "PLUGINS:READ", plugins.get_plugin_details),
    Operation("DELETE", "/plugins/{plugin_id}", "PLUGINS:DELETE", plugins.delete_plugin),
    Operation("GET", "/memory/recall", "MEMORY:READ", memory.recall_memory_points_from_text, query=memory.RECALL_QUERY),
    Operation("POST", "/memory/recall", "MEMORY:READ", memory.recall_memory_points, body=memory.RECALL),
    Operation("POST", _POINTS, "MEMORY:WRITE", memory.create_memory_point, body=memory.POINT),
    Operation("DELETE", _POINT, "MEMORY:DELETE", memory.delete_memory_point),
    Operation("DELETE", _POINTS, "MEMORY:DELETE", memory.delete_memory_points_by_metadata, body=memory.FILTER),
    Operation("GET", _POINTS, "MEMORY:READ", memory.get_points_in_collection, query=memory.PAGE),
    Operation("PUT", _POINT, "MEMORY:EDIT", memory.edit_memory_point, body=memory.POINT),
    Operation("GET", "/memory/collections", "MEMORY:READ", memory.get_collections),
    Operation("DELETE", "/memory/collections", "MEMORY:DELETE", memory.wipe_collections),
    Operation("DELETE", "/memory/collections/{collection_id}", "MEMORY:DELETE", memory.wipe_single_collection),
    Operation("DELETE", "/memory/conversation_history", "MEMORY:DELETE", memory.wipe_conversation_history),
    Operation("GET", "/memory/conversation_history", "MEMORY:READ", memory.get_conversation_history),
    Operation("POST", "/rabbithole/", "UPLOAD:WRITE", rabbit_hole.upload_file, body=rabbit_hole.FILE),
    Operation("POST", "/rabbithole/batch", "UPLOAD:WRITE", rabbit_hole.upload_files, body=rabbit_hole.FILES),
    Operation("POST", "/rabbithole/web", "UPLOAD:WRITE", rabbit_hole.upload_url, body=rabbit_hole.PAGE),
    Operation("POST", "/rabbithole/memory", "MEMORY:WRITE", rabbit_hole.upload_memory, body=rabbit_hole.MEMORY_FILE),
    Operation("GET", "/rabbithole/allowed-mimetypes", "UPLOAD:WRITE", rabbit_hole.get_allowed_mimetypes),
    Operation("GET", "/auth_handler/settings", "AUTH_HANDLER:LIST", factories.get_auth_handler_settings),
    Operation(
        "GET", "/auth_handler/settings/{auth_handler_name}", "AUTH_HANDLER:READ", factories.get_auth_handler_setting
    ),
    Operation(
        "PUT",
        "/auth_handler/settings/{auth_handler_name}",
        "AUTH_HANDLER:EDIT",
        factories.upsert_authenticator_setting,
        body=factories.HANDLER_BODY,
    ),
)
