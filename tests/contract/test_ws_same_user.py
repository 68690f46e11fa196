"""Several sockets of one user: the order of events of CONTRACT §4.5.

That a socket is deaf is shown without waiting: its turn is in the history, so is a turn after it, and the pong of a
ping comes with nothing before it.
"""

from __future__ import annotations

import httpx
import pytest

from .chat import TEXT, TOKENS, Chat, history, tokens, turn_is_stored
from .conftest import OpenChat
from .marks import covers_row
from .rawsocket import RawSocket
from .servers import Server
from .shapes import is_reply, ok
from .test_ws_handshake import read_json, sent_json


def answered(socket: Chat, text: str) -> None:
    """The next frames of a socket are the answer to this text, wherever it was sent."""
    frames = socket.turn()
    assert tokens(frames) == TOKENS
    is_reply(frames[-1], socket.user, TEXT)
    assert frames[-1]["why"]["input"] == text


def is_deaf(socket: Chat, api: httpx.Client) -> None:
    """The turns of this socket run, and nothing of them reaches it."""
    for text in ("do you hear me?", "and now?"):
        socket.send({"text": text})
    # the second turn begins when the first has sent all it had to send
    turn_is_stored(api, socket.user, "and now?")
    socket.has_received_nothing()
    assert "do you hear me?" in [turn["text"] for turn in history(api, socket.user)]


def close(socket: Chat, api: httpx.Client) -> None:
    """Close a socket, and give the server a request's time to take note."""
    socket.close()
    ok(api.get("/"))


@covers_row("4.5", "older sends, newer receives")
@covers_row("4.5", "newer sends, newer receives")
def test_all_frames_go_to_the_newer_one(chat: OpenChat, user: str) -> None:
    older, newer = chat(user), chat(user)
    older.send({"text": "from the older"})
    answered(newer, "from the older")
    older.has_received_nothing()
    newer.send({"text": "from the newer"})
    answered(newer, "from the newer")
    older.has_received_nothing()


@covers_row("4.5", "older closes, newer is deaf")
@covers_row("4.5", "a third socket gets the answers")
def test_older_closes(chat: OpenChat, user: str, api: httpx.Client) -> None:
    older, newer = chat(user), chat(user)
    newer.is_usable()
    close(older, api)
    is_deaf(newer, api)
    third = chat(user)
    newer.send({"text": "with a third"})
    answered(third, "with a third")
    newer.has_received_nothing()


@covers_row("4.5", "newer closes, older is deaf")
def test_newer_closes(chat: OpenChat, user: str, api: httpx.Client) -> None:
    older, newer = chat(user), chat(user)
    older.send({"text": "hello"})
    answered(newer, "hello")
    close(newer, api)
    is_deaf(older, api)


@covers_row("4.5", "/ws is the user 'user'")
def test_ws_is_the_user_named_user(chat: OpenChat, scripted: Server) -> None:
    older, newer = chat(path=scripted.ws_path("user")), chat(path=scripted.ws_path())
    older.send({"text": "x [dict]"})
    (reply,) = newer.turn()
    is_reply(reply, "user", "fast reply output")
    older.has_received_nothing()


@covers_row("4.5", "reconnect while the old turn runs")
def test_reconnect_while_the_old_turn_runs(chat: OpenChat, scripted: Server, user: str, api: httpx.Client) -> None:
    text = "long [slow:0.1]"
    with RawSocket(scripted.address) as old:
        old.open(scripted.ws_path(user))
        sent_json(old, {"text": text})
        assert read_json(old)["content"] == TOKENS[0]
    new = chat(user)
    frames = new.turn()
    assert 1 < len(tokens(frames)) < len(TOKENS)
    assert tokens(frames) == TOKENS[-len(tokens(frames)) :]
    is_reply(frames[-1], user, TEXT)
    assert frames[-1]["why"]["input"] == text
    ok(api.get("/"))
    is_deaf(new, api)
    # a socket that is opened after all that works
    third = chat(user)
    third.send({"text": "with a third"})
    answered(third, "with a third")


@covers_row("4.5", "HTTP message while a socket is open")
@pytest.mark.parametrize("text", ["hello", "x [tok:3]"])
def test_http_message_while_a_socket_is_open(chat: OpenChat, user: str, api: httpx.Client, text: str) -> None:
    socket = chat(user)
    reply = ok(api.post("/message", json={"text": text}, headers={"user_id": user}))
    expected = TOKENS if text == "hello" else ["t0 ", "t1 ", "t2 "]
    is_reply(reply, user, "".join(expected))
    assert tokens([socket.frame() for _ in expected]) == expected
    socket.has_received_nothing()
