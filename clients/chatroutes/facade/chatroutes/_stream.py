"""The answer that a stream brings piece by piece (CONTRACT §6). Nothing here knows of connections."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar, cast

from chatroutes import types
from chatroutes._dialects import Chunk, FinalMessage, delta_in, dict_in, finish_reason_in
from chatroutes._failures import NO_JSON, error_facts, parsed
from chatroutes.errors import ChatRoutesError, NetworkError

_Error = TypeVar("_Error", bound=ChatRoutesError)

# Half the time of json.loads, which looks for white space around. Its types do not know it.
_scan: Callable[[str, int], tuple[Any, int]] = cast("Any", json.JSONDecoder()).scan_once
_chunk = cast("Callable[[dict[str, Any]], types.StreamChunk]", Chunk)


class Accumulator:
    """Takes the server-sent events of one answer, in either dialect or both, and gathers the answer.

        for name, data in events:
            chunk = accumulator.feed(name, data)
            if accumulator.ended:
                break
            …
        message = accumulator.finish()

    Attributes:
        delta: the text that the last event brought; often empty.
        complete: whether a sign of the end has come: `complete`, a `finish_reason` or `[DONE]`. What breaks from then
            on breaks nothing; what still comes, such as the usage, is a chunk like any other.
        ended: whether nothing more counts: `[DONE]` has come, or an event that is an error, which `finish` raises.
        usage: what the server said that the answer took; None until it does.
    """

    def __init__(self, conversation_id: str | None = None) -> None:
        self._conversation_id = conversation_id
        self._final: dict[str, Any] | None = None
        self._finish_reason: str | None = None
        self._model: str | None = None
        self._pieces: list[str] = []
        self._take = self._pieces.append
        self.complete = False
        self.delta = ""
        self.ended = False
        self.usage: dict[str, Any] | None = None
        self._problem: list[ChatRoutesError] = []
        """What is wrong with the last event, to be raised once; kept in no variable, whose frame it would hold."""

    @property
    def text(self) -> str:
        """The text that has come so far."""
        return "".join(self._pieces)

    def feed(self, name: str, data: str) -> types.StreamChunk | None:
        """Take one event, and return its chunk; None for what is no chunk: `[DONE]`, an event without data.

        It does not raise, so that a whole batch can be given to a caller's function, whose errors are its own. An event
        that reports an error, or that has no JSON object, ends the stream: `finish` raises what it means.
        """
        self.delta = ""
        if self.ended:
            return None
        try:
            raw, end = _scan(data, 0)
        except (ValueError, StopIteration, RecursionError):  # StopIteration: there is no JSON at all
            raw, end = None, -1
        if end != len(data) or type(raw) is not dict:
            raw = self._unusual(name, data)
            if raw is None:
                return None
        kind = raw.get("type")
        # `in` is a third of the time of `get`, and most chunks have none of these.
        reported = ("error" in raw and raw["error"]) or ("success" in raw and raw["success"] is False)
        if reported or name == "error" or kind == "error":
            self._fail(self._reported(raw))
            return None
        if "model" in raw:
            self._model = raw["model"] or self._model
        if "usage" in raw:
            self.usage = dict_in(raw, "usage") or self.usage
        if kind == "content":
            text = raw.get("content")
            if type(text) is str:  # as in `_add`, whose call would be a tenth of all that is done here
                self.delta = text
                self._take(text)
        elif kind == "complete":
            self.complete = True
            self._final = self._final or dict_in(raw, "message")
        elif "choices" in raw:
            return self._early(raw)
        return _chunk(raw)

    def finish(self) -> types.Message:
        """Return the message when no more events come: the server's own, or one of what it told, without an id.

        Raises: ChatRoutesError for what an event has reported, NetworkError where there was no sign of the end.
        """
        if self._problem:
            raise self._problem.pop()
        if not self.complete:
            raise self.with_partial(NetworkError("The stream ended before its last event"))
        return cast("types.Message", self._message())

    def with_partial(self, error: _Error) -> _Error:
        """Return the error that the stream failed with, after it was told the text that has come."""
        error.partial = self.text
        return error

    def _unusual(self, name: str, data: str) -> dict[str, Any] | None:
        """Return the object of data that is not just that; None for `[DONE]`, for no data and for what is no object."""
        raw = parsed(data)
        if raw is NO_JSON:
            raw = data
        if isinstance(raw, dict):
            return raw
        if name == "error":
            self._fail(self._reported(raw))
            return None
        if not data:
            return None
        if data.strip() != "[DONE]":
            shown = repr(data) if len(data) <= 100 else f"{len(data)} characters"  # a secret is never cut
            said = f"An event of the stream has no JSON object but {shown}"
            self._fail(ChatRoutesError(said, 200))
            return None
        self.complete = self.ended = True
        return None

    def _reported(self, body: object) -> ChatRoutesError:
        """Return the error that the server reports in an event: an object like the body of an error, or a text."""
        facts = error_facts({"message": body} if isinstance(body, str) else body)
        return ChatRoutesError(facts.text, 200, facts.code or facts.name, facts.details)

    def _fail(self, problem: ChatRoutesError) -> None:
        self._problem.append(self.with_partial(problem))
        self.ended = True

    def _early(self, raw: dict[str, Any]) -> types.StreamChunk:
        """Take what is in the choice of an early chunk, and return the chunk."""
        delta, reason = delta_in(raw), finish_reason_in(raw)
        self._add(delta.get("content"))
        if not reason or self.complete:
            return _chunk(raw)
        self._finish_reason = reason
        self.complete = True
        last = Chunk(raw)
        last.final = self._message()
        return cast("types.StreamChunk", last)

    def _add(self, text: object) -> None:
        if isinstance(text, str):
            self.delta = text
            self._pieces.append(text)

    def _message(self) -> FinalMessage:
        told = self._final or {}
        if isinstance(told.get("content"), str):
            return FinalMessage(told)
        metadata = {"model": self._model, "finishReason": self._finish_reason}
        facts = {
            "conversationId": self._conversation_id,
            "role": "assistant",
            "metadata": {key: value for key, value in metadata.items() if value} or None,
        }
        known = {key: value for key, value in facts.items() if value}
        return FinalMessage({**known, **told, "content": self.text})


__all__ = ("Accumulator",)
