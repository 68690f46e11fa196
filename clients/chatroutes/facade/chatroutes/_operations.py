"""Each operation of the generated package, with what reads its result in both dialects (CONTRACT §3, §4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from chatroutes import _answers
from chatroutes._api import Reading
from chatroutes.errors import InvalidArgumentError
from chatroutes_openapi import operations
from openapi_facade.secrets import concealed

M = TypeVar("M")

CREATE_CONVERSATION = Reading(operations.conversations_create, _answers.conversation)
LIST_CONVERSATIONS = Reading(operations.conversations_list, _answers.conversations)
LIST_CONVERSATIONS.build = lambda **query: {**operations.conversations_list.build(), "params": query}
"""With a query as it is given: the service may know more of it than the document does."""
GET_CONVERSATION = Reading(operations.conversations_get, _answers.conversation)
UPDATE_CONVERSATION = Reading(operations.conversations_update, _answers.conversation)
DELETE_CONVERSATION = Reading(operations.conversations_delete, _answers.nothing)
GET_TREE = Reading(operations.conversations_get_tree, _answers.tree)

SEND = Reading(operations.messages_send, _answers.reply)
SEND_TWICE = Reading(operations.messages_send, _answers.reply, repeatable=True)
"""For a caller who would rather have it twice than not at all."""
STREAM = operations.messages_stream
LIST_MESSAGES = Reading(operations.messages_list, _answers.messages)
UPDATE_MESSAGE = Reading(operations.messages_update, _answers.message)
DELETE_MESSAGE = Reading(operations.messages_delete, _answers.nothing)

LIST_BRANCHES = Reading(operations.branches_list, _answers.branches)
CREATE_BRANCH = Reading(operations.branches_create, _answers.branch)
FORK = Reading(operations.branches_fork, _answers.branch)
UPDATE_BRANCH = Reading(operations.branches_update, _answers.branch)
DELETE_BRANCH = Reading(operations.branches_delete, _answers.nothing)
GET_BRANCH_MESSAGES = Reading(operations.branches_get_messages, _answers.messages)
MERGE = Reading(operations.branches_merge, _answers.branch)
SEND_TO_BRANCH = Reading(operations.branches_send_message, _answers.reply)
SEND_TO_BRANCH_TWICE = Reading(operations.branches_send_message, _answers.reply, repeatable=True)

LIST_CHECKPOINTS = Reading(operations.checkpoints_list, _answers.checkpoints)
CREATE_CHECKPOINT = Reading(operations.checkpoints_create, _answers.checkpoint)
DELETE_CHECKPOINT = Reading(operations.checkpoints_delete, _answers.nothing)
RECREATE_CHECKPOINT = Reading(operations.checkpoints_recreate, _answers.checkpoint)

SUGGEST = Reading(operations.autobranch_suggest_branches, _answers.suggestions)
HEALTH = Reading(operations.autobranch_health, _answers.health)


def body_of(model: type[M], data: object) -> M:
    """Return a dict of the caller's as the operation sends it, whatever else it holds.

    Raises:
        InvalidArgumentError: it is none.
    """
    if not isinstance(data, Mapping):
        raise InvalidArgumentError(f"data: a dict is expected, not a {type(data).__name__}; nothing was sent")
    made: M = model.from_dict(concealed(dict(data)))  # type: ignore[attr-defined]
    return made


def query_of(params: object) -> dict[str, Any]:
    """Return the query of a list, as given; what is None is left out.

    Raises:
        InvalidArgumentError: it is no dict, or one of its values is neither text nor a number.
    """
    if params is None:
        return {}
    if not isinstance(params, Mapping):
        raise InvalidArgumentError(f"params: a dict is expected, not a {type(params).__name__}; nothing was sent")
    for name, value in params.items():
        if not isinstance(name, str) or isinstance(value, bool) or not isinstance(value, str | int | float | None):
            raise InvalidArgumentError(f"params: {name!r}: {value!r} is neither text nor a number; nothing was sent")
    return {name: str(value) for name, value in params.items() if value is not None}


def page_in(query: dict[str, Any]) -> int:
    """Take the page out of a query, and return its number; 1 where there is none.

    Raises:
        InvalidArgumentError: it is no number.
    """
    page = query.pop("page", "1")
    if not (page.isascii() and page.isdecimal()):
        raise InvalidArgumentError(f"params: 'page': {page!r} is not the number of a page; nothing was sent")
    return int(page)
