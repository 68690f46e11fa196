"""Every operation of the API, by operationId: its facts and, loaded on first use, builder and reader.

`operations.autobranch_health` is typed: `build` takes its arguments and `parse` gives its result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from .operation import Operation as Operation

API_VERSION: Final = "0.2.6"

OPERATIONS: Final[dict[str, Operation[..., Any]]] = {
    "autobranch_health": Operation(
        "autobranch_health",
        "autobranch",
        "GET",
        "/autobranch/health",
        None,
        True,
        False,
        "Tell whether autobranch works.",
    ),
    "autobranch_suggest_branches": Operation(
        "autobranch_suggest_branches",
        "autobranch",
        "POST",
        "/autobranch/suggest-branches",
        None,
        True,
        True,
        "Suggest where a text could branch.",
    ),
    "branches_create": Operation(
        "branches_create",
        "branches",
        "POST",
        "/conversations/{conversation_id}/branches",
        None,
        False,
        False,
        "Create a branch.",
    ),
    "branches_delete": Operation(
        "branches_delete",
        "branches",
        "DELETE",
        "/conversations/{conversation_id}/branches/{branch_id}",
        None,
        False,
        False,
        "Delete a branch.",
    ),
    "branches_fork": Operation(
        "branches_fork",
        "branches",
        "POST",
        "/conversations/{conversation_id}/fork",
        None,
        False,
        False,
        "Create a branch that begins after a message.",
    ),
    "branches_get_messages": Operation(
        "branches_get_messages",
        "branches",
        "GET",
        "/conversations/{conversation_id}/branches/{branch_id}/messages",
        None,
        True,
        False,
        "List the messages of a branch.",
    ),
    "branches_list": Operation(
        "branches_list",
        "branches",
        "GET",
        "/conversations/{conversation_id}/branches",
        None,
        True,
        False,
        "List the branches of a conversation.",
    ),
    "branches_merge": Operation(
        "branches_merge",
        "branches",
        "POST",
        "/conversations/{conversation_id}/branches/{branch_id}/merge",
        None,
        False,
        False,
        "Merge a branch.",
    ),
    "branches_send_message": Operation(
        "branches_send_message",
        "branches",
        "POST",
        "/conversations/{conversation_id}/branches/{branch_id}/messages",
        None,
        False,
        True,
        "Say something in a branch, and wait for the whole answer.",
    ),
    "branches_update": Operation(
        "branches_update",
        "branches",
        "PATCH",
        "/conversations/{conversation_id}/branches/{branch_id}",
        None,
        True,
        False,
        "Change a branch.",
    ),
    "checkpoints_create": Operation(
        "checkpoints_create",
        "checkpoints",
        "POST",
        "/conversations/{conversation_id}/checkpoints",
        None,
        False,
        True,
        "Create a checkpoint.",
    ),
    "checkpoints_delete": Operation(
        "checkpoints_delete",
        "checkpoints",
        "DELETE",
        "/checkpoints/{checkpoint_id}",
        None,
        False,
        False,
        "Delete a checkpoint.",
    ),
    "checkpoints_list": Operation(
        "checkpoints_list",
        "checkpoints",
        "GET",
        "/conversations/{conversation_id}/checkpoints",
        None,
        True,
        False,
        "List the checkpoints of a conversation.",
    ),
    "checkpoints_recreate": Operation(
        "checkpoints_recreate",
        "checkpoints",
        "POST",
        "/checkpoints/{checkpoint_id}/recreate",
        None,
        False,
        True,
        "Make a checkpoint anew.",
    ),
    "conversations_create": Operation(
        "conversations_create", "conversations", "POST", "/conversations", None, False, False, "Create a conversation."
    ),
    "conversations_delete": Operation(
        "conversations_delete",
        "conversations",
        "DELETE",
        "/conversations/{conversation_id}",
        None,
        False,
        False,
        "Delete a conversation.",
    ),
    "conversations_get": Operation(
        "conversations_get",
        "conversations",
        "GET",
        "/conversations/{conversation_id}",
        None,
        True,
        False,
        "Give one conversation.",
    ),
    "conversations_get_tree": Operation(
        "conversations_get_tree",
        "conversations",
        "GET",
        "/conversations/{conversation_id}/tree",
        None,
        True,
        False,
        "Give a conversation as a tree.",
    ),
    "conversations_list": Operation(
        "conversations_list",
        "conversations",
        "GET",
        "/conversations",
        None,
        True,
        False,
        "List conversations, a page at a time.",
    ),
    "conversations_update": Operation(
        "conversations_update",
        "conversations",
        "PATCH",
        "/conversations/{conversation_id}",
        None,
        True,
        False,
        "Change a conversation.",
    ),
    "messages_delete": Operation(
        "messages_delete", "messages", "DELETE", "/messages/{message_id}", None, False, False, "Delete a message."
    ),
    "messages_list": Operation(
        "messages_list",
        "messages",
        "GET",
        "/conversations/{conversation_id}/messages",
        None,
        True,
        False,
        "List the messages of a conversation.",
    ),
    "messages_send": Operation(
        "messages_send",
        "messages",
        "POST",
        "/conversations/{conversation_id}/messages",
        None,
        False,
        True,
        "Say something, and wait for the whole answer.",
    ),
    "messages_stream": Operation(
        "messages_stream",
        "messages",
        "POST",
        "/conversations/{conversation_id}/messages/stream",
        None,
        False,
        True,
        "Say something, and read the answer as it comes.",
    ),
    "messages_update": Operation(
        "messages_update",
        "messages",
        "PATCH",
        "/messages/{message_id}",
        None,
        False,
        False,
        "Change the text of a message.",
    ),
}

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import ParamSpec, TypeVar

    from .api.autobranch import autobranch_health as _autobranch_health
    from .api.autobranch import autobranch_suggest_branches as _autobranch_suggest_branches
    from .api.branches import branches_create as _branches_create
    from .api.branches import branches_delete as _branches_delete
    from .api.branches import branches_fork as _branches_fork
    from .api.branches import branches_get_messages as _branches_get_messages
    from .api.branches import branches_list as _branches_list
    from .api.branches import branches_merge as _branches_merge
    from .api.branches import branches_send_message as _branches_send_message
    from .api.branches import branches_update as _branches_update
    from .api.checkpoints import checkpoints_create as _checkpoints_create
    from .api.checkpoints import checkpoints_delete as _checkpoints_delete
    from .api.checkpoints import checkpoints_list as _checkpoints_list
    from .api.checkpoints import checkpoints_recreate as _checkpoints_recreate
    from .api.conversations import conversations_create as _conversations_create
    from .api.conversations import conversations_delete as _conversations_delete
    from .api.conversations import conversations_get as _conversations_get
    from .api.conversations import conversations_get_tree as _conversations_get_tree
    from .api.conversations import conversations_list as _conversations_list
    from .api.conversations import conversations_update as _conversations_update
    from .api.messages import messages_delete as _messages_delete
    from .api.messages import messages_list as _messages_list
    from .api.messages import messages_send as _messages_send
    from .api.messages import messages_stream as _messages_stream
    from .api.messages import messages_update as _messages_update
    from .operation import Answer, Request

    _P = ParamSpec("_P")
    _T = TypeVar("_T")

    def _pair(build: Callable[_P, Request], parse: Callable[[Answer], _T]) -> Operation[_P, _T]: ...

    autobranch_health = _pair(_autobranch_health.build, _autobranch_health.parse)
    autobranch_suggest_branches = _pair(_autobranch_suggest_branches.build, _autobranch_suggest_branches.parse)
    branches_create = _pair(_branches_create.build, _branches_create.parse)
    branches_delete = _pair(_branches_delete.build, _branches_delete.parse)
    branches_fork = _pair(_branches_fork.build, _branches_fork.parse)
    branches_get_messages = _pair(_branches_get_messages.build, _branches_get_messages.parse)
    branches_list = _pair(_branches_list.build, _branches_list.parse)
    branches_merge = _pair(_branches_merge.build, _branches_merge.parse)
    branches_send_message = _pair(_branches_send_message.build, _branches_send_message.parse)
    branches_update = _pair(_branches_update.build, _branches_update.parse)
    checkpoints_create = _pair(_checkpoints_create.build, _checkpoints_create.parse)
    checkpoints_delete = _pair(_checkpoints_delete.build, _checkpoints_delete.parse)
    checkpoints_list = _pair(_checkpoints_list.build, _checkpoints_list.parse)
    checkpoints_recreate = _pair(_checkpoints_recreate.build, _checkpoints_recreate.parse)
    conversations_create = _pair(_conversations_create.build, _conversations_create.parse)
    conversations_delete = _pair(_conversations_delete.build, _conversations_delete.parse)
    conversations_get = _pair(_conversations_get.build, _conversations_get.parse)
    conversations_get_tree = _pair(_conversations_get_tree.build, _conversations_get_tree.parse)
    conversations_list = _pair(_conversations_list.build, _conversations_list.parse)
    conversations_update = _pair(_conversations_update.build, _conversations_update.parse)
    messages_delete = _pair(_messages_delete.build, _messages_delete.parse)
    messages_list = _pair(_messages_list.build, _messages_list.parse)
    messages_send = _pair(_messages_send.build, _messages_send.parse)
    messages_stream = _pair(_messages_stream.build, _messages_stream.parse)
    messages_update = _pair(_messages_update.build, _messages_update.parse)
else:
    globals().update(OPERATIONS)
