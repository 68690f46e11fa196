"""What the history of a conversation says of a prompt and of its answer (CONTRACT §3.1)."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from cheshire_cat_api.errors import ApiError, CatError, ConnectionFailed, TimedOut, WrongUser

TURN_KEY = "client_turn_id"
"""The key of ours in a prompt. The server stores unknown keys in the history, so the prompt can be found there."""


class Sight(enum.Enum):
    """What the history has said of a prompt so far."""

    UNREAD = "the history could not be read"
    EMPTY = "the prompt is not in the history, which is empty"
    GONE = "the history, in which this user had turns, is empty: the server was restarted, or somebody has wiped it"
    ABSENT = "the prompt is not in the history"
    PRESENT = "the turn has not ended on the server, or it has failed"


def place_of(messages: Sequence[Mapping[str, Any]], text: str, key: str | None) -> int | None:
    """Where the history has a prompt; one that was sent without our key is the last with its text."""
    ours = [
        place
        for place, message in enumerate(messages)
        if (message.get(TURN_KEY) == key if key is not None else message.get("text") == text)
        and message.get("who") != "AI"
    ]
    return ours[-1] if ours else None


class Unreadable(NamedTuple):
    """Why the history could not be read."""

    final: bool
    """Whether it cannot be read later either, such as for want of a permission."""
    away: bool
    """Whether no server was there: nobody listens, or a proxy says so."""
    words: str
    """What to say of it where it is final."""


def unreadable(problem: CatError) -> Unreadable:
    """What a failed look means."""
    if isinstance(problem, ApiError):
        status = problem.status_code
        final, away = status < 500 and status not in (408, 425, 429), status in (502, 503)
    else:
        final = isinstance(problem, WrongUser)
        away = isinstance(problem, ConnectionFailed) and not isinstance(problem, TimedOut)
    return Unreadable(final, away, f"the history could not be read: {problem}")


def ends_turn(frame: Mapping[str, Any]) -> bool:
    """Whether a `chat` frame is the end of a turn, and not something that a plugin says in between.

    A final reply has `why` with `agent_output`, or null for a fast reply; what a plugin sends in a turn has no `why` at
    all, or one without `agent_output` (CONTRACT §4.3). Server 1.5.3 has neither that nor `model_interactions` (§6).
    """
    if "why" not in frame:
        return False
    why = frame["why"]
    return not isinstance(why, Mapping) or "agent_output" in why or "model_interactions" not in why


def answers(message: Mapping[str, Any], text: object) -> bool:
    """Whether a message is the reply to a prompt with this text, and not what a plugin said in between."""
    why = message.get("why")
    return message.get("who") == "AI" and isinstance(why, Mapping) and why.get("input") == text and ends_turn(message)
