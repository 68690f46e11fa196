"""What each bad input does: the rows of CONTRACT §4.4 (unreadable messages: test_ws_handshake.py)."""

from __future__ import annotations

import re

import httpx
import pytest

from .chat import TEXT, TOKENS, history, tokens
from .conftest import OpenChat
from .marks import covers, covers_row
from .shapes import crashed, is_reply, ok

NO_ITEMS = "'{}' object does not support item assignment"
NO_TEXT = "'dict' object has no attribute 'model_dump'"


def error(name: str, description: str) -> dict[str, str]:
    """An error frame."""
    return {"type": "error", "name": name, "description": description}


@covers_row("4.4", "array")
def test_array(chat: OpenChat, user: str) -> None:
    socket = chat(user)
    socket.send(["x"])
    assert socket.frame() == error("TypeError", "list indices must be integers or slices, not str")
    socket.is_usable()


@covers_row("4.4", "string, number, true, null")
@pytest.mark.parametrize(("message", "kind"), [("x", "str"), (5, "int"), (True, "bool"), (None, "NoneType")])
def test_scalar(chat: OpenChat, user: str, message: object, kind: str) -> None:
    socket = chat(user)
    socket.send(message)
    assert socket.frame() == error("TypeError", NO_ITEMS.format(kind))
    socket.is_usable()


@covers_row("4.4", "no text")
@pytest.mark.parametrize("message", [{}, {"text": None}, {"image": "data:image/png;base64,iVBORw0KGgo="}], ids=str)
def test_no_text(chat: OpenChat, user: str, message: object) -> None:
    socket = chat(user)
    socket.send(message)
    assert socket.frame() == error("AttributeError", NO_TEXT)
    socket.is_usable()


@covers_row("4.4", "text of a wrong type")
@pytest.mark.parametrize(
    ("message", "field"), [({"text": 5}, "text"), ({"text": "x", "image": {}}, "image"), ({"image": {}}, "image")]
)
def test_wrong_type(chat: OpenChat, user: str, message: object, field: str) -> None:
    socket = chat(user)
    socket.send(message)
    frame = socket.frame()
    assert set(frame) == {"type", "name", "description"}
    assert (frame["type"], frame["name"]) == ("error", "ValidationError")
    first, where, *_ = frame["description"].split("\n")
    assert re.fullmatch(r"1 validation error for \w+", first)
    assert where == field
    socket.is_usable()


@covers_row("4.4", "empty or blank text")
@pytest.mark.parametrize("text", ["", "   "])
def test_empty_text(chat: OpenChat, user: str, text: str) -> None:
    frames = chat(user).ask(text)
    assert tokens(frames) == TOKENS
    is_reply(frames[-1], user, TEXT)
    assert frames[-1]["why"]["input"] == text


@covers_row("4.4", "lone surrogate")
@covers("get_conversation_history", 500, 200)
@covers("wipe_conversation_history", 200)
def test_lone_surrogate(chat: OpenChat, user: str, api: httpx.Client) -> None:
    socket = chat(user)
    socket.send_raw(r'{"text": "\ud800"}')
    *frames, last = [socket.frame() for _ in range(len(TOKENS) + 1)]
    assert tokens(frames) == TOKENS  # it is the reply, which quotes the question, that cannot be sent
    assert (last["type"], last["name"]) == ("error", "UnicodeEncodeError")
    assert "surrogates not allowed" in last["description"]
    socket.is_usable()
    # neither can the history, until it is wiped
    crashed(api.get("/memory/conversation_history", headers={"user_id": user}))
    ok(api.delete("/memory/conversation_history", headers={"user_id": user}))
    assert history(api, user) == []


@covers_row("4.4", "NaN")
def test_nan(chat: OpenChat, user: str) -> None:
    socket = chat(user)
    socket.send_raw('{"text": "hi", "x": NaN}')
    frames = socket.turn()
    assert tokens(frames) == TOKENS
    is_reply(frames[-1], user, TEXT)


@covers_row("4.4", "LLM raises mid-stream")
def test_language_model_raises_mid_stream(chat: OpenChat, user: str, api: httpx.Client) -> None:
    socket = chat(user)
    socket.send({"text": "x [raise:LLM exploded]"})
    frames = [socket.frame() for _ in range(3)]
    assert tokens(frames[:2]) == TOKENS[:2]
    assert frames[2] == error("RuntimeError", "LLM exploded")
    is_reply(socket.ask("after")[-1], user, TEXT)
    assert [turn["text"] for turn in history(api, user)] == ["after", TEXT]
