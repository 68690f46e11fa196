"""What the server says in a chat: the frames that it sends (CONTRACT §4.3)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from cheshire_cat_api.models import CatMessage, MessageWhy

Decode: TypeAlias = "Callable[[Mapping[str, Any]], CatMessage]"


@dataclass(frozen=True)
class Token:
    """A piece of an answer that is being written. The first and last are often empty (CONTRACT §4.3)."""

    text: str


@dataclass(frozen=True)
class Notification:
    """Something that the rabbit hole or a plugin tells, at any time."""

    content: Any
    """Text; from a plugin, any JSON value."""


@dataclass(frozen=True)
class ServerError:
    """The server, or a plugin, reports an error."""

    name: str
    """The exception's class on the server; `GenericError` for a plugin's remark, which ends no turn."""
    description: str


@dataclass(frozen=True)
class Unknown:
    """A frame of a kind that this version does not know, or that is no JSON object."""

    frame: Any
    """The JSON value, or the text where it is no JSON."""


@dataclass(frozen=True)
class Reply:
    """A `chat` frame: the Cat's answer, or something that a plugin says in between."""

    raw: Mapping[str, Any] = field(repr=False)
    """The frame as the server sent it."""
    recovered: bool = False
    """Whether it was fetched from the history, because the connection did not bring it."""
    _decode: Decode | None = field(default=None, repr=False, compare=False)

    @property
    def text(self) -> str:
        """The answer; empty where a plugin left it out."""
        text = self.raw.get("text")
        if text is None:  # servers up to 1.7 have only `content` (CONTRACT §6)
            text = self.raw.get("content")
        return text if isinstance(text, str) else ""

    @property
    def message(self) -> CatMessage:
        """The whole frame, typed."""
        if self._decode is None:
            raise TypeError("this Reply was made without a decoder; read `raw`")
        return self._decode(self.raw)

    @property
    def why(self) -> MessageWhy | None:
        """How the answer came about: input, steps, memories; None for a fast reply."""
        return self.message.why

    def __repr__(self) -> str:
        return f"Reply(text={self.text!r}{', recovered=True' if self.recovered else ''})"


ServerEvent: TypeAlias = Token | Notification | ServerError | Reply | Unknown


_JSON = json.JSONDecoder()
BLANKS = " \t\n\r"  # of JSON


def read(text: str, decode: Decode | None = None) -> ServerEvent:
    """A frame's text as an event. Never fails: what it does not understand is `Unknown`."""
    stripped = text.strip(BLANKS)
    try:
        frame, end = _JSON.raw_decode(stripped)  # takes 0.3 of json.loads, which looks for the blanks itself
    except (ValueError, RecursionError):
        return Unknown(text)
    if end != len(stripped):
        return Unknown(text)
    if isinstance(frame, dict):
        kind, content = frame.get("type"), frame.get("content")
        if kind == "chat_token" and isinstance(content, str):
            return Token(content)
        if kind == "chat":
            return Reply(frame, _decode=decode)
        if kind == "notification" and "content" in frame:
            return Notification(content)
        if kind == "error" and "name" in frame:
            return ServerError(str(frame["name"]), str(frame.get("description", "")))
    return Unknown(frame)
