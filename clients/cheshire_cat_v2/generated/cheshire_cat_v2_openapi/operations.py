"""Every operation of the API, by operationId: its facts and, loaded on first use, builder and reader.

`operations.create_chat` is typed: `build` takes its arguments and `parse` gives its result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from .operation import Operation as Operation

API_VERSION: Final = "2.0.23"

OPERATIONS: Final[dict[str, Operation[..., Any]]] = {
    "create_chat": Operation("create_chat", "chats", "POST", "/chats", None, False, False, "Store a chat."),
    "delete_chat": Operation("delete_chat", "chats", "DELETE", "/chats/{id}", None, False, False, "Delete a chat."),
    "edit_chat": Operation("edit_chat", "chats", "PUT", "/chats/{id}", None, True, False, "Replace a chat, whole."),
    "get_chat": Operation("get_chat", "chats", "GET", "/chats/{id}", None, True, False, "Return a chat."),
    "get_me": Operation("get_me", "me", "GET", "/me", None, True, False, "Tell who asks."),
    "get_plugin": Operation("get_plugin", "plugins", "GET", "/plugins/{id}", None, True, False, "Return a plugin."),
    "get_status": Operation(
        "get_status", "status", "GET", "/status", None, True, False, "Tell which server it is, and how to log in."
    ),
    "get_upload": Operation(
        "get_upload", "uploads", "GET", "/uploads/{path}", None, True, False, "Return what a file holds."
    ),
    "install_from_registry": Operation(
        "install_from_registry",
        "registry",
        "POST",
        "/registry/install",
        None,
        False,
        True,
        "Install a plugin from the registry.",
    ),
    "install_plugin": Operation(
        "install_plugin", "plugins", "POST", "/plugins", None, False, True, "Install a plugin from an archive."
    ),
    "list_agents": Operation("list_agents", "agents", "GET", "/agents", None, True, False, "List the agents."),
    "list_chats": Operation(
        "list_chats", "chats", "GET", "/chats", None, True, False, "List the newest chats, ten at most."
    ),
    "list_plugins": Operation(
        "list_plugins", "plugins", "GET", "/plugins", None, True, False, "List the plugins that are installed."
    ),
    "list_registry": Operation(
        "list_registry", "registry", "GET", "/registry", None, True, True, "List the plugins of the registry."
    ),
    "list_settings": Operation(
        "list_settings", "settings", "GET", "/settings", None, True, True, "List all settings, with their values."
    ),
    "list_uploads": Operation(
        "list_uploads", "uploads", "GET", "/uploads", None, True, False, "List the files of who asks."
    ),
    "message_agent": Operation(
        "message_agent",
        "agents",
        "POST",
        "/agents/{slug}/message",
        None,
        False,
        True,
        "Say something to an agent, and wait for the answer.",
    ),
    "oauth_callback": Operation(
        "oauth_callback", "auth", "GET", "/auth/callback/{name}", None, False, False, "End a login."
    ),
    "oauth_login": Operation("oauth_login", "auth", "GET", "/auth/login/{name}", None, False, False, "Begin a login."),
    "oauth_logout": Operation("oauth_logout", "auth", "GET", "/auth/logout", None, True, False, "Forget a login."),
    "remove_plugin": Operation(
        "remove_plugin", "plugins", "DELETE", "/plugins/{id}", None, False, False, "Remove a plugin."
    ),
    "toggle_plugin": Operation(
        "toggle_plugin", "plugins", "PUT", "/plugins/{id}/toggle", None, False, True, "Turn a plugin on, or off."
    ),
    "update_settings": Operation(
        "update_settings", "settings", "PUT", "/settings/{id}", None, True, True, "Replace settings, whole."
    ),
    "upload_file": Operation("upload_file", "uploads", "POST", "/uploads", None, False, False, "Store a file."),
}

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import ParamSpec, TypeVar

    from .api.agents import list_agents as _list_agents
    from .api.agents import message_agent as _message_agent
    from .api.auth import oauth_callback as _oauth_callback
    from .api.auth import oauth_login as _oauth_login
    from .api.auth import oauth_logout as _oauth_logout
    from .api.chats import create_chat as _create_chat
    from .api.chats import delete_chat as _delete_chat
    from .api.chats import edit_chat as _edit_chat
    from .api.chats import get_chat as _get_chat
    from .api.chats import list_chats as _list_chats
    from .api.me import get_me as _get_me
    from .api.plugins import get_plugin as _get_plugin
    from .api.plugins import install_plugin as _install_plugin
    from .api.plugins import list_plugins as _list_plugins
    from .api.plugins import remove_plugin as _remove_plugin
    from .api.plugins import toggle_plugin as _toggle_plugin
    from .api.registry import install_from_registry as _install_from_registry
    from .api.registry import list_registry as _list_registry
    from .api.settings import list_settings as _list_settings
    from .api.settings import update_settings as _update_settings
    from .api.status import get_status as _get_status
    from .api.uploads import get_upload as _get_upload
    from .api.uploads import list_uploads as _list_uploads
    from .api.uploads import upload_file as _upload_file
    from .operation import Answer, Request

    _P = ParamSpec("_P")
    _T = TypeVar("_T")

    def _pair(build: Callable[_P, Request], parse: Callable[[Answer], _T]) -> Operation[_P, _T]: ...

    create_chat = _pair(_create_chat.build, _create_chat.parse)
    delete_chat = _pair(_delete_chat.build, _delete_chat.parse)
    edit_chat = _pair(_edit_chat.build, _edit_chat.parse)
    get_chat = _pair(_get_chat.build, _get_chat.parse)
    get_me = _pair(_get_me.build, _get_me.parse)
    get_plugin = _pair(_get_plugin.build, _get_plugin.parse)
    get_status = _pair(_get_status.build, _get_status.parse)
    get_upload = _pair(_get_upload.build, _get_upload.parse)
    install_from_registry = _pair(_install_from_registry.build, _install_from_registry.parse)
    install_plugin = _pair(_install_plugin.build, _install_plugin.parse)
    list_agents = _pair(_list_agents.build, _list_agents.parse)
    list_chats = _pair(_list_chats.build, _list_chats.parse)
    list_plugins = _pair(_list_plugins.build, _list_plugins.parse)
    list_registry = _pair(_list_registry.build, _list_registry.parse)
    list_settings = _pair(_list_settings.build, _list_settings.parse)
    list_uploads = _pair(_list_uploads.build, _list_uploads.parse)
    message_agent = _pair(_message_agent.build, _message_agent.parse)
    oauth_callback = _pair(_oauth_callback.build, _oauth_callback.parse)
    oauth_login = _pair(_oauth_login.build, _oauth_login.parse)
    oauth_logout = _pair(_oauth_logout.build, _oauth_logout.parse)
    remove_plugin = _pair(_remove_plugin.build, _remove_plugin.parse)
    toggle_plugin = _pair(_toggle_plugin.build, _toggle_plugin.parse)
    update_settings = _pair(_update_settings.build, _update_settings.parse)
    upload_file = _pair(_upload_file.build, _upload_file.parse)
else:
    globals().update(OPERATIONS)
