"""What an answer of the server brings (CONTRACT §4). Nothing here knows of connections.

Each result has a function that reads it from an `Answer`, wrapped or flat, and raises the error that any other answer
means.
"""

from __future__ import annotations

from typing import Any, cast

from chatroutes import types
from chatroutes._dialects import CheckpointResult, Reply, dict_in
from chatroutes._failures import NO_JSON, Answer, error_of, parsed
from chatroutes._tree import Tree
from chatroutes.errors import ChatRoutesError


def conversation(answer: Answer) -> types.Conversation:
    """Return the conversation of an answer. Raises: ChatRoutesError where it has none, as all functions below."""
    return cast("types.Conversation", _named(answer, "conversation"))


def conversations(answer: Answer) -> types.PaginatedResponse:
    """Return a page of conversations, with `hasNext` worked out where the server does not tell it (CONTRACT §4.2)."""
    body = _success(answer)
    found = _list_in(body, "conversations")
    if found is None:
        raise _no_result(answer, body, "list of conversations")
    content = _content(body)
    facts = body if "conversations" not in content and isinstance(body, dict) else content
    total, number, limit = facts.get("total", len(found)), facts.get("page", 1), facts.get("limit", len(found))
    page: dict[str, Any] = {"data": found, "total": total, "page": number, "limit": limit}
    page["hasNext"] = _has_next(facts)
    if "pages" in facts:
        page["pages"] = facts["pages"]
    return cast("types.PaginatedResponse", page)


def message(answer: Answer) -> types.Message:
    """Return the message of an answer."""
    return cast("types.Message", _named(answer, "message"))


def messages(answer: Answer) -> list[types.Message]:
    """Return the messages of an answer."""
    return cast("list[types.Message]", _list(answer, "messages"))


def branch(answer: Answer) -> types.Branch:
    """Return the branch of an answer."""
    return cast("types.Branch", _named(answer, "branch"))


def branches(answer: Answer) -> list[types.Branch]:
    """Return the branches of an answer."""
    return cast("list[types.Branch]", _list(answer, "branches"))


def reply(answer: Answer) -> types.SendMessageResponse:
    """Return what a sent message brings, readable in both dialects (CONTRACT §4.3)."""
    body = _success(answer)
    content = _content(body)
    if dict_in(content, "message") is None and dict_in(content, "assistantMessage") is None:
        raise _no_result(answer, body, "message")
    return cast("types.SendMessageResponse", Reply(content))


def tree(answer: Answer) -> types.ConversationTree:
    """Return the tree of a conversation, in any of its three shapes (CONTRACT §4.4)."""
    body = _success(answer)
    content = _content(body)
    if not Tree.SHAPES & content.keys():
        raise _no_result(answer, body, "tree")
    return cast("types.ConversationTree", Tree(content))


def checkpoint(answer: Answer) -> types.Checkpoint:
    """Return the checkpoint of an answer, readable in both spellings (CONTRACT §4.5)."""
    return cast("types.Checkpoint", CheckpointResult(_named(answer, "checkpoint")))


def checkpoints(answer: Answer) -> list[types.Checkpoint]:
    """Return the checkpoints of an answer."""
    return [cast("types.Checkpoint", CheckpointResult(each)) for each in _list(answer, "checkpoints")]


def suggestions(answer: Answer) -> types.SuggestBranchesResponse:
    """Return the branches that the server proposes (CONTRACT §4.6)."""
    return cast("types.SuggestBranchesResponse", _with_key(answer, "suggestions", list))


def health(answer: Answer) -> types.HealthResponse:
    """Return how the service for suggestions is (CONTRACT §4.6)."""
    return cast("types.HealthResponse", _with_key(answer, "status", str))


def nothing(answer: Answer) -> None:
    """Return None where something was deleted: 204, no body, or an object without a complaint (CONTRACT §4.7)."""
    if not answer.body:
        _check_status(answer)
        return
    body = _success(answer)
    if not isinstance(body, dict) or body.get("error"):
        raise _no_result(answer, body, "sign of success")


def _named(answer: Answer, name: str) -> dict[str, Any]:
    """Return the object under the name, or one without a name that has an id."""
    body = _success(answer)
    content = _content(body)
    for holder in (content, body):
        if isinstance(holder, dict):
            found = dict_in(holder, name)
            if found is not None:
                return found
    if not isinstance(content.get("id"), str):
        raise _no_result(answer, body, name)
    return content


def _list(answer: Answer, name: str) -> list[dict[str, Any]]:
    body = _success(answer)
    found = _list_in(body, name)
    if found is None:
        raise _no_result(answer, body, f"list of {name}")
    return found


def _list_in(body: object, name: str) -> list[dict[str, Any]] | None:
    """Return the list under the name, in `data` or beside it, or one without a name; None where there is none."""
    data = body.get("data") if isinstance(body, dict) else None
    for holder in (data, body):
        found = holder.get(name) if isinstance(holder, dict) else holder
        if isinstance(found, list):
            return found if all(isinstance(each, dict) for each in found) else None
    return None


def _with_key(answer: Answer, key: str, kind: type) -> dict[str, Any]:
    body = _success(answer)
    content = _content(body)
    if not isinstance(content.get(key), kind):
        raise _no_result(answer, body, key)
    return content


def _content(body: object) -> dict[str, Any]:
    """Return what is in `data`, else the body itself; an empty dict where neither is an object."""
    if not isinstance(body, dict):
        return {}
    data = dict_in(body, "data")
    return body if data is None else data


def _success(answer: Answer) -> object:
    """Return the body of an answer as JSON. Raises: ChatRoutesError for another status, or where the body is none."""
    _check_status(answer)
    body = parsed(answer.body)
    if body is NO_JSON:
        raise error_of(answer, reason="Invalid JSON response")
    if isinstance(body, dict) and body.get("success") is False:
        raise error_of(answer)
    return body


def _check_status(answer: Answer) -> None:
    if not 200 <= answer.status_code < 300:
        raise error_of(answer)


def _has_next(facts: dict[str, Any]) -> bool:
    told = facts.get("hasNext")
    if isinstance(told, bool):
        return told
    page, limit, total, pages = (facts.get(key) for key in ("page", "limit", "total", "pages"))
    if not isinstance(page, int):
        return False
    if isinstance(pages, int):
        return page < pages
    return isinstance(limit, int) and isinstance(total, int) and page * limit < total


def _no_result(answer: Answer, body: object, expected: str) -> ChatRoutesError:
    got = f"an object with {sorted(body)}" if isinstance(body, dict) else f"{type(body).__name__} as JSON"
    complaint = isinstance(body, dict) and body.get("error")
    return error_of(answer, reason=None if complaint else f"The answer has no {expected}: it is {got}")


__all__ = (
    "Answer",
    "branch",
    "branches",
    "checkpoint",
    "checkpoints",
    "conversation",
    "conversations",
    "health",
    "message",
    "messages",
    "nothing",
    "reply",
    "suggestions",
    "tree",
)
