"""Turns, as either client shows them, with the embedded Cat."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.testing import EmbeddedCat
from openapi_facade.websocket.tasks import connection
from openapi_facade.websocket.threads import link

from .conftest import InThread, Make
from .drivers import Driver

SAID = "Curiouser and curiouser! è 😺\nDone."
TOKENS = ["Curiouser ", "and ", "curiouser", "! ", "è 😺", "\n", "Done."]


def sockets_opened(cat: EmbeddedCat) -> int:
    return sum(request.method == "WEBSOCKET" for request in cat.requests)


# -- ask


def test_ask_connects_and_answers(chat: Driver, cat: EmbeddedCat) -> None:
    assert not chat.connected
    reply = chat.ask("hello")
    assert (reply.text, reply.recovered) == (SAID, False)
    assert reply.raw["text"] == SAID
    assert chat.connected
    assert chat.ask("again").text == SAID
    assert sockets_opened(cat) == 1
    assert cat.prompts() == ["hello", "again"]


def test_a_reply_tells_why(chat: Driver) -> None:
    reply = chat.ask("hello")
    assert reply.message.text == SAID
    assert reply.why is not None
    assert reply.why["input"] == "hello"


def test_a_fast_reply_has_no_why(chat: Driver) -> None:
    reply = chat.ask("[dict]")
    assert (reply.text, reply.why) == ("fast reply output", None)


def test_a_reply_may_have_no_text(chat: Driver) -> None:
    assert chat.ask("[nulltext]").text == ""


def test_further_keys_reach_the_server(chat: Driver, cat: EmbeddedCat) -> None:
    chat.ask("hello", mood={"tea": [1, None, "è"]})
    assert cat.history()[0]["mood"] == {"tea": [1, None, "è"]}


@pytest.mark.parametrize("text", ["", "   ", "è 😺", "\u0000\u2028", "x" * 100_000, '"}{'])
def test_any_text_can_be_asked(chat: Driver, cat: EmbeddedCat, text: str) -> None:
    assert chat.ask(text).text == SAID
    assert cat.prompts() == [text]


def test_pictures_and_sounds(make: Make, tmp_path: Path) -> None:
    with EmbeddedCat(exposed=True) as cat:
        pictures_and_sounds(make(cat.url), cat, tmp_path)


def pictures_and_sounds(chat: Driver, cat: EmbeddedCat, tmp_path: Path) -> None:
    png = b"\x89PNG\r\n\x1a\n" + bytes(20)
    uri = "data:image/png;base64," + base64.b64encode(png).decode()
    path = tmp_path / "a.png"
    path.write_bytes(png)
    url = f"{cat.url}/a.png"  # the server fetches it, from whomever
    for image in (png, path, str(path), uri, url):
        chat.ask("look", image=image)
    chat.ask("listen", audio=b"OggS" + bytes(4))
    prompts = [message for message in cat.history() if message["who"] == "Human"]
    assert [prompt["image"] for prompt in prompts] == [*[uri] * 4, url, None]
    assert prompts[-1]["audio"].startswith("data:audio/ogg;base64,")
    chat.close()


# -- stream


def test_stream_gives_the_tokens_and_then_the_reply(chat: Driver) -> None:
    stream = chat.stream("hello")
    assert list(stream) == TOKENS
    assert stream.reply.text == SAID
    assert list(stream) == []


def test_stream_gives_tokens_as_they_come(chat: Driver, cat: EmbeddedCat) -> None:
    stream = chat.stream("[slow:0.3]")
    assert next(stream) == TOKENS[0]
    assert not [message for message in cat.history() if message["who"] == "AI"], "the turn has not ended"
    assert list(stream) == TOKENS[1:]


def test_stream_of_a_turn_without_tokens(chat: Driver) -> None:
    stream = chat.stream("[dict]")
    assert list(stream) == []
    assert stream.reply.text == "fast reply output"


def test_the_reply_of_a_stream_comes_last(chat: Driver) -> None:
    with chat.stream("[slow:0.05]") as stream:
        next(stream)
        with pytest.raises(RuntimeError):
            _ = stream.reply


@pytest.mark.parametrize("keep", [True, False], ids=["and kept", "and dropped"])
def test_a_stream_left_early(chat: Driver, cat: EmbeddedCat, keep: bool) -> None:
    stream = chat.stream("one [slow:0.05]")
    for token in stream:
        assert token == TOKENS[0]
        break
    kept = [stream] if keep else []
    del stream
    assert chat.ask("two", timeout=20).text == SAID
    assert cat.prompts() == ["one [slow:0.05]", "two"]
    assert [message["why"]["input"] for message in cat.history() if message["who"] == "AI"] == cat.prompts()
    del kept


def test_a_stream_left_early_in_a_with(chat: Driver) -> None:
    with chat.stream("one [slow:0.05]") as stream:
        next(stream)
    assert chat.ask("two").raw["why"]["input"] == "two"


def test_two_streams_at_once_run_one_after_the_other(chat: Driver, cat: EmbeddedCat) -> None:
    first = chat.stream("one [slow:0.02]")
    next(first)
    second = chat.stream("two", timeout=20)
    assert list(second) == TOKENS
    assert list(first) == TOKENS[1:]
    assert (first.reply.raw["why"]["input"], second.reply.raw["why"]["input"]) == ("one [slow:0.02]", "two")


# -- what ends a turn


@pytest.mark.parametrize("marker", ["[notify:x]", "[ws:x]", "[err:x]", "[chat:x]", "[wschat:x]"])
def test_what_plugins_say_in_between_ends_no_turn(chat: Driver, marker: str) -> None:
    assert chat.ask(f"hello {marker}").text == SAID
    assert chat.ask("next").raw["why"]["input"] == "next"


def test_a_turn_that_fails(chat: Driver) -> None:
    with pytest.raises(ccat.TurnFailed) as caught:
        chat.ask("[raise:LLM exploded]")
    assert (caught.value.name, caught.value.description) == ("RuntimeError", "LLM exploded")
    assert caught.value.partial == "".join(TOKENS[:2])
    assert chat.ask("next").text == SAID


def test_a_stream_that_fails_gives_its_tokens_first(chat: Driver) -> None:
    stream = chat.stream("[raise:boom]")
    assert [next(stream), next(stream)] == TOKENS[:2]
    with pytest.raises(ccat.TurnFailed):
        next(stream)
    assert list(stream) == []


def test_the_reply_after_a_plugins_error_is_not_the_next_turns(chat: Driver, cat: EmbeddedCat) -> None:
    """`send_error(ValueError("x"))` looks like the end, and is not (CONTRACT §4.3)."""
    with pytest.raises(ccat.TurnFailed) as caught:
        chat.ask("one [errexc:x] [slow:0.05]")
    assert caught.value.name == "ValueError"
    assert chat.ask("two").raw["why"]["input"] == "two"


# -- time


def test_a_turn_that_takes_too_long(chat: Driver, cat: EmbeddedCat) -> None:
    chat.connect(5)
    begin = time.monotonic()
    with pytest.raises(ccat.TurnTimeout, match="may still end") as caught:
        chat.ask("slow [slow:0.4]", timeout=1.2)
    assert 1.1 < time.monotonic() - begin < 2.5
    assert TOKENS[0] in caught.value.partial
    assert isinstance(caught.value, TimeoutError)
    assert chat.ask("next").raw["why"]["input"] == "next"
    assert cat.prompts() == ["slow [slow:0.4]", "next"]


def test_a_second_ask_waits_its_turn(chat: Driver, cat: EmbeddedCat, in_thread: Callable[..., InThread]) -> None:
    chat.connect(5)
    first = in_thread(lambda: chat.ask("one [wait:0.5]"))
    assert cat.wait_for(lambda: cat.prompts())
    assert chat.ask("two").raw["why"]["input"] == "two"
    assert first.result().raw["why"]["input"] == "one [wait:0.5]"
    assert cat.prompts() == ["one [wait:0.5]", "two"]


def test_a_second_ask_whose_time_is_over_is_not_sent(
    chat: Driver, cat: EmbeddedCat, in_thread: Callable[..., InThread]
) -> None:
    chat.connect(5)
    first = in_thread(lambda: chat.ask("one [wait:1.5]"))
    assert cat.wait_for(lambda: cat.prompts())
    begin = time.monotonic()
    with pytest.raises(ccat.TurnTimeout, match="nothing was sent"):
        chat.ask("two", timeout=0.3)
    assert time.monotonic() - begin < 1.2
    assert first.result().text == SAID
    assert chat.ask("three").raw["why"]["input"] == "three"
    assert cat.prompts() == ["one [wait:1.5]", "three"]


@pytest.mark.parametrize("timeout", [-1, float("inf"), float("nan"), None, "5"])
def test_a_timeout_that_is_none(chat: Driver, cat: EmbeddedCat, timeout: Any) -> None:
    for call in (
        lambda: chat.ask("hello", timeout=timeout),
        lambda: next(chat.stream("hello", timeout=timeout)),
        lambda: chat.connect(float("inf") if timeout is None else timeout),
    ):
        with pytest.raises(ccat.InvalidArgument):
            call()
    assert cat.prompts() == []


def test_no_time_at_all(chat: Driver) -> None:
    with pytest.raises((ccat.TimedOut, ccat.TurnTimeout, ccat.NotConnected)):
        chat.ask("hello", timeout=0)
    assert chat.ask("hello").text == SAID


# -- send


def test_send_is_a_turn_too(chat: Driver, cat: EmbeddedCat) -> None:
    chat.connect(5)
    chat.send("one [wait:0.2]", extra=1)
    assert chat.ask("two").raw["why"]["input"] == "two"
    assert cat.prompts() == ["one [wait:0.2]", "two"]
    assert cat.history()[0]["extra"] == 1


def test_sends_of_the_same_text_are_not_taken_for_the_answer(chat: Driver, cat: EmbeddedCat) -> None:
    chat.connect(5)
    for _ in range(3):
        chat.send("same")
    reply = chat.ask("same")
    answers = [message for message in cat.history() if message["who"] == "AI"]
    assert reply.raw["when"] == answers[3]["when"]


def test_send_without_a_connection_sends_nothing(chat: Driver, cat: EmbeddedCat) -> None:
    with pytest.raises(ccat.NotConnected, match="nothing was sent"):
        chat.send("hello")
    chat.connect(5)
    chat.send("[dict]")
    chat.close()
    with pytest.raises(ccat.NotConnected, match="nothing was sent"):
        chat.send("hello")
    assert cat.wait_for(lambda: cat.prompts() == ["[dict]"])


def test_send_waits_for_a_connection_that_opens(chat: Driver, cat: EmbeddedCat) -> None:
    chat.connect()
    chat.send("hello")
    assert cat.wait_for(lambda: cat.prompts() == ["hello"])


def test_what_was_sent_before_close_arrives(chat: Driver, cat: EmbeddedCat, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it is on its way when `send` returns; a server that is slow to take it has time."""
    for module in (link, connection):
        monkeypatch.setattr(module, "GOODBYE_PATIENCE", 30.0)
    chat.connect(5)
    texts = [f"number {number} " + "x" * 10_000 for number in range(20)]
    for text in texts:
        chat.send(text)
    chat.close(60)
    assert cat.wait_for(lambda: cat.prompts() == texts), len(cat.prompts())


# -- others speak


def test_the_tokens_of_an_http_turn_are_events(chat: Driver, cat: EmbeddedCat) -> None:
    chat.connect(5)
    events = chat.events()
    chat.post("over http")
    assert [next(events).text for _ in TOKENS] == TOKENS
    assert chat.ask("mine").raw["why"]["input"] == "mine"


def test_another_client_of_the_same_user(make: Make, cat: EmbeddedCat, in_thread: Callable[..., InThread]) -> None:
    """The newest socket hears the turns of all; they are not taken for its own (CONTRACT §4.5)."""
    older, newer = make(), make()
    older.connect(5)
    newer.connect(5)
    older.send("theirs [wait:0.3]")
    assert cat.wait_for(lambda: cat.prompts())
    reply = newer.ask("mine [wait:0.6]", timeout=20)
    assert reply.raw["why"]["input"] == "mine [wait:0.6]"
    assert cat.prompts() == ["theirs [wait:0.3]", "mine [wait:0.6]"]


def test_a_plugin_that_changes_prompts(chat: Driver, cat: EmbeddedCat, monkeypatch: pytest.MonkeyPatch) -> None:
    from cheshire_cat_api.testing._cat import chat as turns

    parse = turns._parse

    def shouted(message: Any) -> Any:
        parsed = parse(message)
        parsed["text"] = parsed["text"].upper()
        return parsed

    monkeypatch.setattr(turns, "_parse", shouted)
    for text in ("hello", "again"):
        reply = chat.ask(text, timeout=20)
        assert (reply.text, reply.recovered, reply.raw["why"]["input"]) == (SAID, False, text.upper())


# -- size


def test_a_reply_of_many_megabytes(chat: Driver) -> None:
    """It echoes the prompt, and that several times."""
    prompt = "x" * 4_000_000
    reply = chat.ask(prompt, timeout=60)
    assert reply.raw["why"]["input"] == prompt
    assert len(str(reply.raw)) > 10_000_000


def test_a_prompt_over_the_limit_is_refused(chat: Driver, cat: EmbeddedCat) -> None:
    chat.connect(5)
    for call in (chat.ask, chat.send, lambda text: next(chat.stream(text))):
        with pytest.raises(ccat.InvalidArgument, match="nothing was sent"):
            call("x" * (16 * 1024 * 1024))
    assert chat.ask("small").text == SAID
    assert cat.prompts() == ["small"]


def test_the_largest_prompt_arrives(chat: Driver, cat: EmbeddedCat) -> None:
    text = "[dict]" + "x" * (16 * 1024 * 1024 - 200)
    assert chat.ask(text, timeout=60).text == "fast reply output"


@pytest.mark.parametrize("extra", [{"x": {1}}, {"x": float("nan")}, {"x": "\ud800"}, {"x": b"1"}], ids=str)
def test_what_cannot_be_sent_is_refused(chat: Driver, cat: EmbeddedCat, extra: dict[str, Any]) -> None:
    chat.connect(5)
    for call in (chat.ask, chat.send, lambda text, **more: next(chat.stream(text, **more))):
        with pytest.raises(ccat.InvalidArgument, match="nothing was sent"):
            call("hello", **extra)
    for text in ("\ud800", 5, None, b"x"):
        with pytest.raises(ccat.InvalidArgument, match="nothing was sent"):
            chat.ask(text)  # type: ignore[arg-type]
    assert chat.ask("good").text == SAID
    assert cat.prompts() == ["good"]
