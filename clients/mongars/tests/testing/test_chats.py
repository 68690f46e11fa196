"""What an embedded monGARS answers, when it does not, and what it stores and tells of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from mongars_client.testing import EmbeddedMonGARS, ManualClock, Reply, faults
from mongars_client.testing._service.sanitised import sanitised

from .helpers import CHAT, HISTORY, PATIENCE, client_of, end_of, joined, received, said


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("<b>bold</b> & <script>alert(1)</script> a < b", "<b>bold</b> &amp; alert(1) a &lt; b"),
        ("is <b>a</b> < b & c?", "is <b>a</b> &lt; b &amp; c?"),
        ("<b></b>", "<b></b>"),
        ("<B>x", "<b>x</b>"),
        ("x</b> y > z", "x y &gt; z"),
        ('<a href="h" onclick="x" title=\'t"\'>l</a>', '<a href="h" title="t&quot;">l</a>'),
        ("<!-- c -->&amp; &lt;b&gt; &#65; &nope", "&amp; &lt;b&gt; &#65; &amp;nope"),
        ("héllo 🐈 \"'", "héllo 🐈 \"'"),
        ("<i><b>x</i>", "<i><b>x</b></i>"),
    ],
)
def test_a_message_is_sanitised(text: str, kept: str) -> None:
    assert sanitised(text) == kept


def test_the_answer_is_told_by_http_and_to_all_sockets_of_the_user(server: EmbeddedMonGARS, http: httpx.Client) -> None:
    with joined(server) as one, joined(server) as other, joined(server, "u2") as foreign:
        answer = said(http, "  a <b>b</b> & c ", session_id="s")
        event, same = received(one), received(other)
        server.publish("last", user="u2")
        assert received(foreign)["type"] == "last"
    assert event == same
    assert (event["type"], event["user"]) == ("chat.message", "u1")
    assert set(event["data"]) == {"query", "response", "timestamp", "speech_turn"}
    assert event["data"]["query"] == "a <b>b</b> &amp; c"
    assert event["data"]["response"] == answer["response"] == "You said: a <b>b</b> &amp; c"
    spoken = event["data"]["speech_turn"]
    assert spoken["created_at"].endswith("+00:00")
    assert answer["speech_turn"] == {**spoken, "created_at": spoken["created_at"].replace("+00:00", "Z")}
    (chat,) = server.chats
    assert (chat.user, chat.message, chat.session_id) == ("u1", "a <b>b</b> & c", "s")
    assert (chat.turn_id, chat.response) == (spoken["turn_id"], answer["response"])


def test_answers_are_scripted(clock: ManualClock) -> None:
    def answers(message: str, user: str) -> str | Reply | None:
        if message == "fail":
            raise RuntimeError
        return {"a": f"for {user}", "b": Reply("noise", 0.0), "c": ""}.get(message)

    with EmbeddedMonGARS(answers=answers, clock=clock) as server, client_of(server) as http:
        told = []
        for message in ("a", "b", "c", "d", "fail", "a"):
            answer = said(http, message)
            told.append((answer["response"], answer["confidence"]))
            clock.advance(1)
    assert told == [
        ("for u1", 2 / 512),
        ("noise", 0.0),
        ("", 0.0),
        ("You said: d", 3 / 512),
        ("Unable to generate response at this time.", 0.0),
        ("Ollama circuit is temporarily open.", 0.0),
    ]
    with EmbeddedMonGARS(answers={"a": "word " * 600}) as server, client_of(server) as http:
        assert said(http, "a")["confidence"] == 1.0


def test_a_failure_opens_the_circuit_for_everybody_for_a_minute(
    server: EmbeddedMonGARS, clock: ManualClock, http: httpx.Client
) -> None:
    server.fail_generations(filler=True)
    failed = said(http, "a")
    assert failed["confidence"] == 0.0
    assert len(failed["speech_turn"]["segments"]) == 2
    assert server.is_circuit_open
    clock.advance(59)
    with client_of(server, "u2") as other:
        assert said(other, "b")["response"] == "Ollama circuit is temporarily open."
    clock.advance(1)
    assert not server.is_circuit_open
    assert said(http, "c")["confidence"] > 0


def test_a_user_may_chat_once_a_second_from_start_to_start(
    server: EmbeddedMonGARS, clock: ManualClock, http: httpx.Client
) -> None:
    said(http, "a")
    clock.advance(0.99)
    refused = http.post(CHAT, json={"message": "b"})
    assert (refused.status_code, refused.json()) == (429, faults.too_many_requests().body)
    assert "retry-after" not in refused.headers
    with client_of(server, "u2") as other:
        said(other, "c")
    clock.advance(0.01)
    assert http.post(CHAT, json={"message": " "}).status_code == 422
    assert http.post(CHAT, json={"message": "d"}).status_code == 429
    clock.advance(1)
    said(http, "e")
    assert [chat.message for chat in server.chats] == ["a", "c", "e"]


def test_pace_and_circuit_can_be_left_out() -> None:
    with EmbeddedMonGARS(pace=0, circuit=0, clock=ManualClock()) as server, client_of(server) as http:
        server.fail_generations()
        assert [said(http, "a")["confidence"] for _ in range(3)] == [0.0, 3 / 512, 3 / 512]


def test_held_answers_come_in_the_order_in_which_they_are_let_go(
    server: EmbeddedMonGARS, clock: ManualClock, http: httpx.Client
) -> None:
    with joined(server) as socket, server.hold_answers() as held, ThreadPoolExecutor() as pool:
        first = pool.submit(said, http, "first")
        assert server.wait_for(lambda: held.messages == ["first"])
        clock.advance(1)
        second = pool.submit(said, http, "second")
        assert server.wait_for(lambda: held.messages == ["first", "second"])
        with pytest.raises(KeyError):
            held.release("third")
        held.release("second")
        assert received(socket)["data"]["query"] == "second"
        assert second.result(PATIENCE)["processing_time"] == 0.0
        held.release()
        assert first.result(PATIENCE)["processing_time"] == 1.0
        assert received(socket)["data"]["query"] == "first"


def test_a_chat_whose_client_has_left_is_answered_all_the_same(server: EmbeddedMonGARS) -> None:
    with joined(server) as socket, server.hold_answers() as held:
        with client_of(server) as leaving, pytest.raises(httpx.ReadTimeout):
            leaving.post(CHAT, json={"message": "a"}, timeout=httpx.Timeout(PATIENCE, read=0.1))
        assert server.wait_for(lambda: held.messages == ["a"])
        held.release()
        assert received(socket)["data"]["query"] == "a"
    assert [chat.response for chat in server.chats] == ["You said: a"]


def test_an_answer_can_be_lost_and_is_told_all_the_same(
    server: EmbeddedMonGARS, clock: ManualClock, http: httpx.Client
) -> None:
    server.enqueue(faults.lost_answer(), times=2, operation="chat")
    with pytest.raises(httpx.RemoteProtocolError):
        said(http, "a")
    assert [chat.response for chat in server.chats] == ["You said: a"]
    assert [turn["query"] for turn in http.get(f"{HISTORY}?user_id=u1").json()] == ["a"]
    clock.advance(1)
    with joined(server) as socket:
        with pytest.raises(httpx.RemoteProtocolError):
            said(http, "b")
        assert received(socket)["data"]["query"] == "b"


def test_a_history_is_that_of_the_first_read_until_the_server_is_started_again(
    server: EmbeddedMonGARS, clock: ManualClock, http: httpx.Client
) -> None:
    def queries() -> list[str]:
        return [turn["query"] for turn in http.get(HISTORY, params={"user_id": "u1"}).json()]

    for message in ("a", "b"):
        said(http, message)
        clock.advance(1)
    (turn,) = http.get(HISTORY, params={"user_id": " u1 ", "limit": 1}).json()
    assert (turn["query"], turn["user_id"]) == ("b", "u1")
    assert turn["timestamp"].endswith("Z")
    said(http, "c")
    assert queries() == ["b", "a"]
    server.stop()
    server.start()
    assert queries() == ["c", "b", "a"]


def test_a_reset_forgets_what_was_said_and_lets_nothing_wait(server: EmbeddedMonGARS, http: httpx.Client) -> None:
    with server.hold_answers() as held, joined(server) as socket, ThreadPoolExecutor() as pool:
        lost = pool.submit(said, http, "a")
        assert server.wait_for(lambda: held.messages)
        server.reset()
        assert isinstance(lost.exception(PATIENCE), httpx.RemoteProtocolError)
        assert end_of(socket) == 1006
    assert (server.chats, server.sockets, server.requests) == ([], [], [])
