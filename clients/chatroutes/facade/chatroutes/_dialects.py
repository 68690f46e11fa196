"""Results that have the keys of both dialects (CONTRACT §4, §6).

The server speaks two dialects, sometimes in one service. A result holds what the server sent, and nothing else; a key
that only the other dialect has is derived when it is asked for, by `[]`, `.get()` and `in` alike. So iteration, len(),
comparisons, JSON, copies and pickles know nothing of it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar

_Self = TypeVar("_Self", bound="Result")

Derivations = Mapping[str, Callable[[Any], Any]]
"""By key: a function of the result that returns the value, or None where nothing tells it."""


class Result(dict[str, Any]):
    """A dict with keys that are derived on access."""

    __slots__ = ()

    DERIVED: ClassVar[Derivations] = {}

    def __missing__(self, key: str) -> Any:
        derive = self.DERIVED.get(key)
        value = None if derive is None else derive(self)
        if value is None:
            raise KeyError(key)
        return value

    def get(self, key: str, default: Any = None, /) -> Any:
        """Return the value of the key, stored or derived, or the default."""
        try:
            return self[key]
        except KeyError:
            return default

    def __contains__(self, key: object) -> bool:
        derive = self.DERIVED.get(key)  # type: ignore[call-overload]
        return super().__contains__(key) or (derive is not None and derive(self) is not None)

    def copy(self: _Self) -> _Self:
        """Return a shallow copy, which derives the same keys."""
        return copy.copy(self)


def dict_in(container: dict[str, Any], key: str) -> dict[str, Any] | None:
    """Return what is stored under the key if it is a dict, else None."""
    value = dict.get(container, key)
    return value if isinstance(value, dict) else None


def _answer(reply: Reply) -> dict[str, Any] | None:
    early = dict_in(reply, "assistantMessage")
    return dict_in(reply, "message") if early is None else early


def _model(reply: Reply) -> Any:
    answer = _answer(reply) or {}
    return answer.get("model") or (dict_in(answer, "metadata") or {}).get("model")


def _usage(reply: Reply) -> dict[str, int] | None:
    answer = _answer(reply) or {}
    prompt, completion = (dict_in(answer, "metadata") or {}).get("prompt_tokens"), answer.get("tokenCount")
    if not isinstance(prompt, int) or not isinstance(completion, int):
        return None
    return {"promptTokens": prompt, "completionTokens": completion, "totalTokens": prompt + completion}


class Reply(Result):
    """What a sent message brings (CONTRACT §4.3).

    `userMessage` is derived from nothing: an answer without it does not tell the message's id.
    """

    __slots__ = ()
    DERIVED: ClassVar[Derivations] = {"assistantMessage": _answer, "message": _answer, "model": _model, "usage": _usage}


class FinalMessage(Result):
    """The message that a stream ends with (CONTRACT §6.4). Programs for 0.1.0 look for it under `assistantMessage`."""

    __slots__ = ()
    DERIVED: ClassVar[Derivations] = {"assistantMessage": lambda message: message}


def delta_in(chunk: dict[str, Any]) -> dict[str, Any]:
    """Return the delta of a chunk of the early dialect; an empty one where it has none."""
    return dict_in(_choice(chunk), "delta") or {}


def finish_reason_in(chunk: dict[str, Any]) -> Any:
    """Return the finish reason of a chunk of the early dialect; None where it has none."""
    return _choice(chunk).get("finish_reason")


def _choice(chunk: dict[str, Any]) -> dict[str, Any]:
    choices = dict.get(chunk, "choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    return first if isinstance(first, dict) else {}


def _is_early(chunk: Chunk) -> bool:
    return dict.__contains__(chunk, "choices")


def _type(chunk: Chunk) -> str | None:
    if not _is_early(chunk):
        return None
    return "complete" if finish_reason_in(chunk) and not delta_in(chunk).get("content") else "content"


def _content(chunk: Chunk) -> str | None:
    if _type(chunk) != "content":
        return None
    return delta_in(chunk).get("content") or ""


def _choices(chunk: Chunk) -> list[dict[str, Any]]:
    kind, content = dict.get(chunk, "type"), dict.get(chunk, "content")
    delta = {"content": content} if kind == "content" and isinstance(content, str) else {}
    reason = None
    if kind == "complete":
        metadata = dict_in(dict_in(chunk, "message") or {}, "metadata") or {}
        reason = metadata.get("finishReason") or "stop"
    return [{"index": 0, "delta": delta, "finish_reason": reason}]


class Chunk(Result):
    """One event of a stream (CONTRACT §6).

    A later chunk has `choices`; an early one has `type`, and `content`, or, if it ends the answer, `message`. Neither
    `id` nor `created` is derived: a chunk without them does not tell them.
    """

    __slots__ = ("final",)
    DERIVED: ClassVar[Derivations] = {
        "choices": _choices,
        "type": _type,
        "content": _content,
        "message": lambda chunk: getattr(chunk, "final", None),
    }

    final: FinalMessage
    """Set for an early chunk that ends the answer: what had come by then."""


_SPELLINGS = {
    "conversation_id": "conversationId",
    "branch_id": "branchId",
    "anchor_message_id": "anchorMessageId",
    "token_count": "tokenCount",
    "created_at": "createdAt",
}


def _spelt(other: str) -> Callable[[Result], Any]:
    return lambda checkpoint: dict.get(checkpoint, other)


class CheckpointResult(Result):
    """A checkpoint, whose keys are read in either spelling (CONTRACT §4.5)."""

    __slots__ = ()
    DERIVED: ClassVar[Derivations] = {
        **{snake: _spelt(camel) for snake, camel in _SPELLINGS.items()},
        **{camel: _spelt(snake) for snake, camel in _SPELLINGS.items()},
    }
