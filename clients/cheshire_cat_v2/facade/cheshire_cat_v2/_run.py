"""The run that a stream of events tells of (CONTRACT §4). Nothing here knows of connections."""

from __future__ import annotations

import json
from typing import Any

from cheshire_cat_v2.errors import CatError, ConnectionLost, RunFailed
from cheshire_cat_v2.events import (
    Custom,
    Event,
    RunFinished,
    RunStarted,
    TextEnded,
    TextStarted,
    Token,
    ToolCalled,
    ToolResult,
)
from cheshire_cat_v2.reply import Reply
from cheshire_cat_v2_openapi.models import TaskResult

UNREADABLE = "an event of the stream is no JSON object"


class Run:
    """Takes the server-sent events of one run, and gathers what came.

    Attributes:
        reply: what it came to; None until its last event.
        problem: the error that it ended with, as the server said it; raised by `finish`.
    """

    def __init__(self) -> None:
        self.reply: Reply | None = None
        self.problem: CatError | None = None
        self._pieces: list[str] = []
        self._begun = 0
        """Where in the pieces the text under way begins."""
        self._calls: dict[str, tuple[str, dict[str, Any], list[str]]] = {}
        """Tool calls under way: name, arguments, and those as text."""

    @property
    def text(self) -> str:
        """The text that has come so far, of all messages."""
        return "".join(self._pieces)

    @property
    def over(self) -> bool:
        """Whether the last event has come."""
        return self.reply is not None or self.problem is not None

    def feed(self, data: str) -> Event | None:
        """Take one event, and return what it tells; None for a part of what is told later, and for a failure."""
        try:
            raw = json.loads(data)
        except (ValueError, RecursionError):
            raw = None
        if not isinstance(raw, dict):
            self.problem = ConnectionLost(UNREADABLE)
            return None
        kind = raw.get("type")
        if kind == "TEXT_MESSAGE_CONTENT":
            text = _text(raw, "delta")
            self._pieces.append(text)
            return Token(text, raw)
        take = _TAKEN.get(kind) if isinstance(kind, str) else None
        return Custom(_text(raw, "type"), raw) if take is None else take(self, raw)

    def finish(self) -> Reply:
        """Return what it came to, when no more events come.

        Raises:
            RunFailed: the server said that it failed.
            ConnectionLost: there was no last event (CONTRACT §0.9).
        """
        if self.reply is not None:
            return self.reply
        raise self.with_partial(self.problem or ConnectionLost("the stream ended before the run's last event"))

    def with_partial(self, error: CatError) -> CatError:
        """Return an error that knows the text that has come."""
        error.partial = self.text
        return error

    def _started(self, raw: dict[str, Any]) -> Event:
        return RunStarted(_text(raw, "run_id"), raw)

    def _text_started(self, raw: dict[str, Any]) -> Event:
        self._begun = len(self._pieces)
        return TextStarted(raw)

    def _text_ended(self, raw: dict[str, Any]) -> Event:
        return TextEnded("".join(self._pieces[self._begun :]), raw)

    def _tool_started(self, raw: dict[str, Any]) -> None:
        self._calls[_text(raw, "tool_call_id")] = _text(raw, "tool_call_name"), {}, []

    def _tool_args(self, raw: dict[str, Any]) -> None:
        """Take the arguments from `raw_event`, for `delta` is no JSON but of Python (CONTRACT §0.7)."""
        name, args, said = self._calls.get(_text(raw, "tool_call_id"), ("", {}, []))
        real = raw.get("raw_event")
        if isinstance(real, dict) and isinstance(real.get("args"), dict):
            args, name = real["args"], name or _text(real, "name")
        said.append(_text(raw, "delta"))
        self._calls[_text(raw, "tool_call_id")] = name, args, said

    def _tool_ended(self, raw: dict[str, Any]) -> Event:
        called = _text(raw, "tool_call_id")
        name, args, said = self._calls.pop(called, ("", {}, []))
        return ToolCalled(called, name, args or _object("".join(said)), raw)

    def _tool_result(self, raw: dict[str, Any]) -> Event:
        return ToolResult(_text(raw, "tool_call_id"), _text(raw, "content"), raw)

    def _finished(self, raw: dict[str, Any]) -> Event:
        result = raw.get("result")
        if not isinstance(result, dict) or not isinstance(result.get("messages"), list):
            blocks = [{"type": "text", "text": self.text}] if self._pieces else []
            result = {"messages": [{"role": "assistant", "content": blocks, "text": self.text}]}
        self.reply = Reply(TaskResult.from_dict(result))
        return RunFinished(self.reply, raw)

    def _failed(self, raw: dict[str, Any]) -> None:
        code = raw.get("code")
        message = _text(raw, "message") or "the run failed; the server did not say why"
        self.problem = RunFailed(message, code=code if isinstance(code, str) else None)


_TAKEN: dict[str, Any] = {
    "RUN_STARTED": Run._started,
    "TEXT_MESSAGE_START": Run._text_started,
    "TEXT_MESSAGE_END": Run._text_ended,
    "TOOL_CALL_START": Run._tool_started,
    "TOOL_CALL_ARGS": Run._tool_args,
    "TOOL_CALL_END": Run._tool_ended,
    "TOOL_CALL_RESULT": Run._tool_result,
    "RUN_FINISHED": Run._finished,
    "RUN_ERROR": Run._failed,
}


def _text(raw: dict[str, Any], name: str) -> str:
    found = raw.get(name)
    return found if isinstance(found, str) else ""


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
