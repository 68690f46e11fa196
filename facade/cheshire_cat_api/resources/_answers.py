"""What the resources read out of the Cat's answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cheshire_cat_api.errors import DecodeError

if TYPE_CHECKING:
    from cheshire_cat_openapi.models import ConversationHistory


def listed(value: object, name: str) -> list[Any]:
    """A field of an answer that is a list; empty where the server leaves it out.

    Raises:
        DecodeError: it is something else.
    """
    if value is None:
        return []
    if not isinstance(value, list):
        raise DecodeError(f"its {name} are no list", status_code=200, body=repr(value)[:2000])
    return value


DECLARATIVE = "declarative"
"""The collection of documents."""


def within(value: object, *path: str) -> Any:
    """What is there; None where a server leaves out, or has otherwise, what lies on the way."""
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def count_of(collections: Iterable[object], name: str) -> int | None:
    """How many memories a collection has; None where the Cat does not say so."""
    for each in collections:
        count = within(each, "vectors_count")
        if within(each, "name") == name and isinstance(count, int):
            return count
    return None


def content_of(point: object) -> tuple[object, object]:
    """Text and metadata of a memory."""
    return within(point, "payload", "page_content"), within(point, "payload", "metadata")


def messages_in(result: object) -> list[Any]:
    """The messages of a history; none where it is no list."""
    messages = within(result, "history")
    return messages if isinstance(messages, list) else []


def speakers_in(recalled: object) -> list[dict[str, object]]:
    """Who said what was recalled, as a history tells it."""
    points = within(recalled, "vectors", "collections", "episodic")
    return [{"user_id": within(each, "metadata", "source")} for each in (points if isinstance(points, list) else ())]


def history_of(result: ConversationHistory) -> list[Mapping[str, Any]]:
    """The messages of a history, as plain data.

    Raises:
        DecodeError: it is no list of objects.
    """
    history: object = result.history
    if not isinstance(history, list) or not all(isinstance(each, Mapping) for each in history):
        raise DecodeError("its history is no list of objects", status_code=200, body=repr(history)[:2000])
    return [dict(each) for each in result.to_dict()["history"]]


def checked_offset(offset: object, seen: set[str]) -> str:
    """Where the next page begins, to be added to those where others have begun.

    Raises:
        DecodeError: it is no text, or one of those.
    """
    if not isinstance(offset, str) or offset in seen:
        raise DecodeError(f"its next_offset, {offset!r}, leads to no further page", status_code=200)
    seen.add(offset)
    return offset
