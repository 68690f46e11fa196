"""Every operation of the API, by operationId: its facts and, loaded on first use, builder and reader.

`operations.auth_token` is typed: `build` takes its arguments and `parse` gives its result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from .operation import Operation as Operation

API_VERSION: Final = "1.9.2"

OPERATIONS: Final[dict[str, Operation[..., Any]]] = {
    "auth_token": Operation(
        "auth_token",
        "auth",
        "POST",
        "/auth/token",
        None,
        True,
        False,
        "Exchange a user name and password for a token (JWT).",
    ),
    "create_memory_point": Operation(
        "create_memory_point",
        "memory",
        "POST",
        "/memory/collections/{collection_id}/points",
        "MEMORY:WRITE",
        False,
        False,
        "Store a text as a new point.",
    ),
    "create_setting": Operation(
        "create_setting", "settings", "POST", "/settings/", "SETTINGS:WRITE", False, False, "Store a new setting."
    ),
    "create_user": Operation("create_user", "users", "POST", "/users/", "USERS:WRITE", False, False, "Create a user."),
    "delete_memory_point": Operation(
        "delete_memory_point",
        "memory",
        "DELETE",
        "/memory/collections/{collection_id}/points/{point_id}",
        "MEMORY:DELETE",
        False,
        False,
        "Delete one point.",
    ),
    "delete_memory_points_by_metadata": Operation(
        "delete_memory_points_by_metadata",
        "memory",
        "DELETE",
        "/memory/collections/{collection_id}/points",
        "MEMORY:DELETE",
        False,
        False,
        "Delete all points whose metadata match.",
    ),
    "delete_plugin": Operation(
        "delete_plugin",
        "plugins",
        "DELETE",
        "/plugins/{plugin_id}",
        "PLUGINS:DELETE",
        False,
        False,
        "Remove a plugin from the server, with its files and settings.",
    ),
    "delete_setting": Operation(
        "delete_setting",
        "settings",
        "DELETE",
        "/settings/{settingId}",
        "SETTINGS:DELETE",
        False,
        False,
        "Delete one setting.",
    ),
    "delete_user": Operation(
        "delete_user", "users", "DELETE", "/users/{user_id}", "USERS:DELETE", False, False, "Delete a user."
    ),
    "edit_memory_point": Operation(
        "edit_memory_point",
        "memory",
        "PUT",
        "/memory/collections/{collection_id}/points/{point_id}",
        "MEMORY:EDIT",
        True,
        False,
        "Replace the text and the metadata of a point.",
    ),
    "get_allowed_mimetypes": Operation(
        "get_allowed_mimetypes",
        "rabbit_hole",
        "GET",
        "/rabbithole/allowed-mimetypes",
        "UPLOAD:WRITE",
        True,
        False,
        "List the kinds of documents that can be uploaded.",
    ),
    "get_auth_handler_setting": Operation(
        "get_auth_handler_setting",
        "auth_handler",
        "GET",
        "/auth_handler/settings/{auth_handler_name}",
        "AUTH_HANDLER:READ",
        True,
        False,
        "Give the stored settings of one auth handler, and their schema.",
    ),
    "get_auth_handler_settings": Operation(
        "get_auth_handler_settings",
        "auth_handler",
        "GET",
        "/auth_handler/settings",
        "AUTH_HANDLER:LIST",
        True,
        False,
        "List the auth handlers that can be chosen, and which one is.",
    ),
    "get_available_permissions": Operation(
        "get_available_permissions",
        "auth",
        "GET",
        "/auth/available-permissions",
        "USERS:LIST",
        True,
        False,
        "List all permissions that a user can have.",
    ),
    "get_available_plugins": Operation(
        "get_available_plugins",
        "plugins",
        "GET",
        "/plugins/",
        "PLUGINS:LIST",
        True,
        False,
        "List the plugins that are installed and those that the registry offers.",
    ),
    "get_collections": Operation(
        "get_collections",
        "memory",
        "GET",
        "/memory/collections",
        "MEMORY:READ",
        True,
        False,
        "List the collections and how many points each holds.",
    ),
    "get_conversation_history": Operation(
        "get_conversation_history",
        "memory",
        "GET",
        "/memory/conversation_history",
        "MEMORY:READ",
        True,
        False,
        "Give the latest messages between this user and the Cat, oldest first.",
    ),
    "get_embedder_settings": Operation(
        "get_embedder_settings",
        "embedder",
        "GET",
        "/embedder/settings/{languageEmbedderName}",
        "EMBEDDER:READ",
        True,
        False,
        "Give the stored settings of one embedder, and their schema.",
    ),
    "get_embedders_settings": Operation(
        "get_embedders_settings",
        "embedder",
        "GET",
        "/embedder/settings",
        "EMBEDDER:LIST",
        True,
        False,
        "List the embedders that can be chosen, and which one is.",
    ),
    "get_llm_settings": Operation(
        "get_llm_settings",
        "llm",
        "GET",
        "/llm/settings/{languageModelName}",
        "LLM:READ",
        True,
        False,
        "Give the stored settings of one language model, and their schema.",
    ),
    "get_llms_settings": Operation(
        "get_llms_settings",
        "llm",
        "GET",
        "/llm/settings",
        "LLM:LIST",
        True,
        False,
        "List the language models that can be chosen, and which one is.",
    ),
    "get_plugin_details": Operation(
        "get_plugin_details",
        "plugins",
        "GET",
        "/plugins/{plugin_id}",
        "PLUGINS:READ",
        True,
        False,
        "Describe one installed plugin.",
    ),
    "get_plugin_settings": Operation(
        "get_plugin_settings",
        "plugins",
        "GET",
        "/plugins/settings/{plugin_id}",
        "PLUGINS:READ",
        True,
        False,
        "Give the settings of one plugin, and their schema.",
    ),
    "get_plugins_settings": Operation(
        "get_plugins_settings",
        "plugins",
        "GET",
        "/plugins/settings",
        "PLUGINS:READ",
        True,
        False,
        "Give the settings of all plugins.",
    ),
    "get_points_in_collection": Operation(
        "get_points_in_collection",
        "memory",
        "GET",
        "/memory/collections/{collection_id}/points",
        "MEMORY:READ",
        True,
        False,
        "List the points of a collection, page by page.",
    ),
    "get_setting": Operation(
        "get_setting", "settings", "GET", "/settings/{settingId}", "SETTINGS:READ", True, False, "Give one setting."
    ),
    "get_settings": Operation(
        "get_settings", "settings", "GET", "/settings/", "SETTINGS:LIST", True, False, "List the server's raw settings."
    ),
    "install_plugin": Operation(
        "install_plugin",
        "plugins",
        "POST",
        "/plugins/upload",
        "PLUGINS:WRITE",
        False,
        True,
        "Install a plugin from an archive, and switch it on.",
    ),
    "install_plugin_from_registry": Operation(
        "install_plugin_from_registry",
        "plugins",
        "POST",
        "/plugins/upload/registry",
        "PLUGINS:WRITE",
        False,
        True,
        "Install a plugin that the registry offers, and switch it on.",
    ),
    "message_with_cat": Operation(
        "message_with_cat",
        "status",
        "POST",
        "/message",
        "CONVERSATION:WRITE",
        False,
        True,
        "Send one message and wait for the whole reply.",
    ),
    "read_user": Operation(
        "read_user", "users", "GET", "/users/{user_id}", "USERS:READ", True, False, "Give one user."
    ),
    "read_users": Operation("read_users", "users", "GET", "/users/", "USERS:LIST", True, False, "List users."),
    "recall_memory_points": Operation(
        "recall_memory_points",
        "memory",
        "POST",
        "/memory/recall",
        "MEMORY:READ",
        True,
        False,
        "Find the memories nearest to a text, filtered by metadata.",
    ),
    "recall_memory_points_from_text": Operation(
        "recall_memory_points_from_text",
        "memory",
        "GET",
        "/memory/recall",
        "MEMORY:READ",
        True,
        False,
        "Find the memories nearest to a text (deprecated).",
    ),
    "status": Operation(
        "status",
        "status",
        "GET",
        "/",
        "STATUS:READ",
        True,
        False,
        "Tell that the server is up, and which version it is.",
    ),
    "toggle_plugin": Operation(
        "toggle_plugin",
        "plugins",
        "PUT",
        "/plugins/toggle/{plugin_id}",
        "PLUGINS:WRITE",
        False,
        True,
        "Switch a plugin off if it is on, on if it is off.",
    ),
    "update_setting": Operation(
        "update_setting",
        "settings",
        "PUT",
        "/settings/{settingId}",
        "SETTINGS:EDIT",
        True,
        False,
        "Replace one setting.",
    ),
    "update_user": Operation(
        "update_user",
        "users",
        "PUT",
        "/users/{user_id}",
        "USERS:EDIT",
        True,
        False,
        "Change name, password or permissions of a user.",
    ),
    "upload_file": Operation(
        "upload_file",
        "rabbit_hole",
        "POST",
        "/rabbithole/",
        "UPLOAD:WRITE",
        False,
        False,
        "Upload a document into declarative memory.",
    ),
    "upload_files": Operation(
        "upload_files",
        "rabbit_hole",
        "POST",
        "/rabbithole/batch",
        "UPLOAD:WRITE",
        False,
        False,
        "Upload several documents into declarative memory.",
    ),
    "upload_memory": Operation(
        "upload_memory",
        "rabbit_hole",
        "POST",
        "/rabbithole/memory",
        "MEMORY:WRITE",
        False,
        False,
        "Load memories that were saved as JSON into declarative memory.",
    ),
    "upload_url": Operation(
        "upload_url",
        "rabbit_hole",
        "POST",
        "/rabbithole/web",
        "UPLOAD:WRITE",
        False,
        False,
        "Read a web page into declarative memory.",
    ),
    "upsert_authenticator_setting": Operation(
        "upsert_authenticator_setting",
        "auth_handler",
        "PUT",
        "/auth_handler/settings/{auth_handler_name}",
        "AUTH_HANDLER:EDIT",
        True,
        False,
        "Choose an auth handler and store its settings.",
    ),
    "upsert_embedder_setting": Operation(
        "upsert_embedder_setting",
        "embedder",
        "PUT",
        "/embedder/settings/{languageEmbedderName}",
        "EMBEDDER:EDIT",
        False,
        True,
        "Choose an embedder and store its settings; a change wipes all memories.",
    ),
    "upsert_llm_setting": Operation(
        "upsert_llm_setting",
        "llm",
        "PUT",
        "/llm/settings/{languageModelName}",
        "LLM:EDIT",
        False,
        True,
        "Choose a language model and store its settings.",
    ),
    "upsert_plugin_settings": Operation(
        "upsert_plugin_settings",
        "plugins",
        "PUT",
        "/plugins/settings/{plugin_id}",
        "PLUGINS:EDIT",
        True,
        False,
        "Change settings of a plugin.",
    ),
    "wipe_collections": Operation(
        "wipe_collections",
        "memory",
        "DELETE",
        "/memory/collections",
        "MEMORY:DELETE",
        False,
        True,
        "Delete every point of every collection, of all users.",
    ),
    "wipe_conversation_history": Operation(
        "wipe_conversation_history",
        "memory",
        "DELETE",
        "/memory/conversation_history",
        "MEMORY:DELETE",
        False,
        False,
        "Forget the messages between this user and the Cat.",
    ),
    "wipe_single_collection": Operation(
        "wipe_single_collection",
        "memory",
        "DELETE",
        "/memory/collections/{collection_id}",
        "MEMORY:DELETE",
        False,
        True,
        "Delete every point of one collection, of all users.",
    ),
}

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import ParamSpec, TypeVar

    from .api.auth import auth_token as _auth_token
    from .api.auth import get_available_permissions as _get_available_permissions
    from .api.auth_handler import get_auth_handler_setting as _get_auth_handler_setting
    from .api.auth_handler import get_auth_handler_settings as _get_auth_handler_settings
    from .api.auth_handler import upsert_authenticator_setting as _upsert_authenticator_setting
    from .api.embedder import get_embedder_settings as _get_embedder_settings
    from .api.embedder import get_embedders_settings as _get_embedders_settings
    from .api.embedder import upsert_embedder_setting as _upsert_embedder_setting
    from .api.llm import get_llm_settings as _get_llm_settings
    from .api.llm import get_llms_settings as _get_llms_settings
    from .api.llm import upsert_llm_setting as _upsert_llm_setting
    from .api.memory import create_memory_point as _create_memory_point
    from .api.memory import delete_memory_point as _delete_memory_point
    from .api.memory import delete_memory_points_by_metadata as _delete_memory_points_by_metadata
    from .api.memory import edit_memory_point as _edit_memory_point
    from .api.memory import get_collections as _get_collections
    from .api.memory import get_conversation_history as _get_conversation_history
    from .api.memory import get_points_in_collection as _get_points_in_collection
    from .api.memory import recall_memory_points as _recall_memory_points
    from .api.memory import recall_memory_points_from_text as _recall_memory_points_from_text
    from .api.memory import wipe_collections as _wipe_collections
    from .api.memory import wipe_conversation_history as _wipe_conversation_history
    from .api.memory import wipe_single_collection as _wipe_single_collection
    from .api.plugins import delete_plugin as _delete_plugin
    from .api.plugins import get_available_plugins as _get_available_plugins
    from .api.plugins import get_plugin_details as _get_plugin_details
    from .api.plugins import get_plugin_settings as _get_plugin_settings
    from .api.plugins import get_plugins_settings as _get_plugins_settings
    from .api.plugins import install_plugin as _install_plugin
    from .api.plugins import install_plugin_from_registry as _install_plugin_from_registry
    from .api.plugins import toggle_plugin as _toggle_plugin
    from .api.plugins import upsert_plugin_settings as _upsert_plugin_settings
    from .api.rabbit_hole import get_allowed_mimetypes as _get_allowed_mimetypes
    from .api.rabbit_hole import upload_file as _upload_file
    from .api.rabbit_hole import upload_files as _upload_files
    from .api.rabbit_hole import upload_memory as _upload_memory
    from .api.rabbit_hole import upload_url as _upload_url
    from .api.settings import create_setting as _create_setting
    from .api.settings import delete_setting as _delete_setting
    from .api.settings import get_setting as _get_setting
    from .api.settings import get_settings as _get_settings
    from .api.settings import update_setting as _update_setting
    from .api.status import message_with_cat as _message_with_cat
    from .api.status import status as _status
    from .api.users import create_user as _create_user
    from .api.users import delete_user as _delete_user
    from .api.users import read_user as _read_user
    from .api.users import read_users as _read_users
    from .api.users import update_user as _update_user
    from .operation import Answer, Request

    _P = ParamSpec("_P")
    _T = TypeVar("_T")

    def _pair(build: Callable[_P, Request], parse: Callable[[Answer], _T]) -> Operation[_P, _T]: ...

    auth_token = _pair(_auth_token.build, _auth_token.parse)
    create_memory_point = _pair(_create_memory_point.build, _create_memory_point.parse)
    create_setting = _pair(_create_setting.build, _create_setting.parse)
    create_user = _pair(_create_user.build, _create_user.parse)
    delete_memory_point = _pair(_delete_memory_point.build, _delete_memory_point.parse)
    delete_memory_points_by_metadata = _pair(
        _delete_memory_points_by_metadata.build, _delete_memory_points_by_metadata.parse
    )
    delete_plugin = _pair(_delete_plugin.build, _delete_plugin.parse)
    delete_setting = _pair(_delete_setting.build, _delete_setting.parse)
    delete_user = _pair(_delete_user.build, _delete_user.parse)
    edit_memory_point = _pair(_edit_memory_point.build, _edit_memory_point.parse)
    get_allowed_mimetypes = _pair(_get_allowed_mimetypes.build, _get_allowed_mimetypes.parse)
    get_auth_handler_setting = _pair(_get_auth_handler_setting.build, _get_auth_handler_setting.parse)
    get_auth_handler_settings = _pair(_get_auth_handler_settings.build, _get_auth_handler_settings.parse)
    get_available_permissions = _pair(_get_available_permissions.build, _get_available_permissions.parse)
    get_available_plugins = _pair(_get_available_plugins.build, _get_available_plugins.parse)
    get_collections = _pair(_get_collections.build, _get_collections.parse)
    get_conversation_history = _pair(_get_conversation_history.build, _get_conversation_history.parse)
    get_embedder_settings = _pair(_get_embedder_settings.build, _get_embedder_settings.parse)
    get_embedders_settings = _pair(_get_embedders_settings.build, _get_embedders_settings.parse)
    get_llm_settings = _pair(_get_llm_settings.build, _get_llm_settings.parse)
    get_llms_settings = _pair(_get_llms_settings.build, _get_llms_settings.parse)
    get_plugin_details = _pair(_get_plugin_details.build, _get_plugin_details.parse)
    get_plugin_settings = _pair(_get_plugin_settings.build, _get_plugin_settings.parse)
    get_plugins_settings = _pair(_get_plugins_settings.build, _get_plugins_settings.parse)
    get_points_in_collection = _pair(_get_points_in_collection.build, _get_points_in_collection.parse)
    get_setting = _pair(_get_setting.build, _get_setting.parse)
    get_settings = _pair(_get_settings.build, _get_settings.parse)
    install_plugin = _pair(_install_plugin.build, _install_plugin.parse)
    install_plugin_from_registry = _pair(_install_plugin_from_registry.build, _install_plugin_from_registry.parse)
    message_with_cat = _pair(_message_with_cat.build, _message_with_cat.parse)
    read_user = _pair(_read_user.build, _read_user.parse)
    read_users = _pair(_read_users.build, _read_users.parse)
    recall_memory_points = _pair(_recall_memory_points.build, _recall_memory_points.parse)
    recall_memory_points_from_text = _pair(_recall_memory_points_from_text.build, _recall_memory_points_from_text.parse)
    status = _pair(_status.build, _status.parse)
    toggle_plugin = _pair(_toggle_plugin.build, _toggle_plugin.parse)
    update_setting = _pair(_update_setting.build, _update_setting.parse)
    update_user = _pair(_update_user.build, _update_user.parse)
    upload_file = _pair(_upload_file.build, _upload_file.parse)
    upload_files = _pair(_upload_files.build, _upload_files.parse)
    upload_memory = _pair(_upload_memory.build, _upload_memory.parse)
    upload_url = _pair(_upload_url.build, _upload_url.parse)
    upsert_authenticator_setting = _pair(_upsert_authenticator_setting.build, _upsert_authenticator_setting.parse)
    upsert_embedder_setting = _pair(_upsert_embedder_setting.build, _upsert_embedder_setting.parse)
    upsert_llm_setting = _pair(_upsert_llm_setting.build, _upsert_llm_setting.parse)
    upsert_plugin_settings = _pair(_upsert_plugin_settings.build, _upsert_plugin_settings.parse)
    wipe_collections = _pair(_wipe_collections.build, _wipe_collections.parse)
    wipe_conversation_history = _pair(_wipe_conversation_history.build, _wipe_conversation_history.parse)
    wipe_single_collection = _pair(_wipe_single_collection.build, _wipe_single_collection.parse)
else:
    globals().update(OPERATIONS)
