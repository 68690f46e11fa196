"""What an embedded Cat says: by script, by the test's own answers, and when something goes wrong."""

from __future__ import annotations

import json
import socket
import struct

import httpx
import pytest

from cheshire_cat_api.testing import EmbeddedCat

from .cats import PATIENCE, hear, hear_turn, open_socket, say

SCRIPT = ["Curiouser ", "and ", "curiouser", "! ", "è 😺", "\n", "Done."]


def ask(cat: EmbeddedCat, text: str, user: str = "user") -> httpx.Response:
    return httpx.post(f"{cat.url}/message", json={"text": text}, headers={"user_id": user})


def test_the_script_answers_by_default(embedded_cat: EmbeddedCat) -> None:
    with open_socket(embedded_cat) as client:
        say(client, "hello")
        tokens, reply = hear_turn(client)
    assert tokens == SCRIPT
    assert reply["text"] == reply["content"] == "".join(SCRIPT)


def test_without_a_script_no_language_model_is_configured() -> None:
    with EmbeddedCat(scripted=False) as cat, open_socket(cat) as client:
        say(client, "hello [dict]")
        tokens, reply = hear_turn(client)
        assert (tokens, reply["text"]) == ([], "You did not configure a Language Model. Do it in the settings!")
        installed = httpx.get(f"{cat.url}/plugins/").json()["installed"]
        assert [plugin["id"] for plugin in installed] == ["core_plugin"]
        refusal = httpx.put(f"{cat.url}/llm/settings/LLMScriptedConfig", json={})
        assert refusal.status_code == 400
        assert httpx.get(f"{cat.url}/llm/settings").json()["selected_configuration"] is None


@pytest.mark.parametrize("scripted", [True, False])
def test_answers_from_a_dict_are_streamed_word_by_word(scripted: bool) -> None:
    with EmbeddedCat(answers={"hello": "Hi  there,\nAlice!"}, scripted=scripted) as cat, open_socket(cat) as client:
        say(client, "hello")
        tokens, reply = hear_turn(client)
        assert tokens == ["Hi  ", "there,\n", "Alice!"]
        assert reply["text"] == "Hi  there,\nAlice!"
        assert reply["why"]["agent_output"]["output"] == "Hi  there,\nAlice!"
        say(client, "something else")
        assert (hear_turn(client)[0] == SCRIPT) is scripted


def test_answers_from_a_callable_know_the_user() -> None:
    def answer(text: str, user_id: str) -> str | None:
        return f"{user_id}: {text.upper()}" if user_id != "user" else None

    with EmbeddedCat(answers=answer) as cat:
        assert ask(cat, "hi", "alice").json()["text"] == "alice: HI"
        assert ask(cat, "hi").json()["text"] == "".join(SCRIPT)


@pytest.mark.parametrize("scripted", [True, False])
def test_an_answer_may_be_empty(scripted: bool) -> None:
    with EmbeddedCat(answers={"hello": ""}, scripted=scripted) as cat, open_socket(cat) as client:
        say(client, "hello")
        assert (hear_turn(client)[0], cat.history()[-1]["text"]) == ([], "")


def test_an_exception_in_a_callable_fails_the_turn() -> None:
    def answer(text: str, user_id: str) -> str:
        raise TimeoutError(f"no answer to {text}")

    with EmbeddedCat(answers=answer) as cat, open_socket(cat) as client:
        say(client, "hello")
        assert hear(client) == {"type": "error", "name": "TimeoutError", "description": "no answer to hello"}
        assert ask(cat, "hello").status_code == 500


def test_a_callable_may_look_at_the_cat() -> None:
    cat = EmbeddedCat(answers=lambda text, user_id: f"{len(cat.prompts(user_id))} so far")
    with cat:
        assert [ask(cat, "x").json()["text"] for _ in range(2)] == ["1 so far", "2 so far"]


def test_messages_queued_by_a_client_that_says_goodbye_are_answered(embedded_cat: EmbeddedCat) -> None:
    client = open_socket(embedded_cat)
    for text in ("first [wait:0.1]", "second", "third"):
        say(client, text)
    client.close()
    assert embedded_cat.wait_for(lambda: embedded_cat.sockets() == 0, PATIENCE)
    assert embedded_cat.prompts() == ["first [wait:0.1]", "second", "third"]


def test_messages_queued_by_a_client_that_vanishes_are_lost(embedded_cat: EmbeddedCat) -> None:
    client = open_socket(embedded_cat)
    for text in ("first [wait:0.3]", "second", "third"):
        say(client, text)
    assert embedded_cat.wait_for(lambda: embedded_cat.prompts() == ["first [wait:0.3]"], PATIENCE)
    client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close_socket()
    assert embedded_cat.wait_for(lambda: embedded_cat.sockets() == 0, PATIENCE)
    assert embedded_cat.prompts() == ["first [wait:0.3]"]
    assert len(embedded_cat.history()) == 2


def test_a_null_reply_fails_the_turns_after_it(embedded_cat: EmbeddedCat) -> None:
    assert ask(embedded_cat, "[nulltext]").json()["text"] is None
    with open_socket(embedded_cat) as client:
        say(client, "again")
        assert hear(client)["name"] == "ValidationError"


def test_pictures_are_fetched_by_the_server() -> None:
    nowhere = "http://127.0.0.1:9/a.png"
    with EmbeddedCat(exposed=True) as cat, open_socket(cat) as client:
        client.send(json.dumps({"text": "look", "image": nowhere}))
        assert hear(client)["name"] == "ConnectionError"
        # its own pages count as pictures, and one that is not found is ignored
        client.send(json.dumps({"text": "look", "image": f"{cat.url}/nope"}))
        assert hear_turn(client)[1]["type"] == "chat"
        assert [request.path for request in cat.requests].count("/nope") == 1


def test_without_the_core_plugin_no_turn_succeeds(embedded_cat: EmbeddedCat) -> None:
    httpx.put(f"{embedded_cat.url}/plugins/toggle/core_plugin")
    with open_socket(embedded_cat) as client:
        say(client, "hello")
        expected = "Hook before_cat_reads_message not present in any plugin"
        assert hear(client) == {"type": "error", "name": "Exception", "description": expected}
        say(client, "[dict]")
        assert hear(client)["text"] == "fast reply output"


def test_a_thousand_tokens_arrive_in_order(embedded_cat: EmbeddedCat) -> None:
    with open_socket(embedded_cat) as client:
        say(client, "[tok:1000]")
        assert hear_turn(client)[0] == [f"t{i} " for i in range(1000)]
