"""The chats over real sockets, in each dialect: answers end, errors are typed, and no server is hurt."""

from __future__ import annotations

import gc
import logging
import os
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timezone
from typing import Any

import pytest

from thread_chat import (
    AnswerTimeout,
    AnswerUnknown,
    APIConnectionError,
    ConfigError,
    CredentialRefusedError,
    EmptyReply,
    HandshakeRefusedError,
    InvalidArgumentError,
    NoProfileError,
    PathRefusedError,
    PolicyError,
    ServerRestartError,
    ThreadChat,
    ThreadChatError,
    TooBigError,
    TurnFailed,
)
from thread_chat.testing import EmbeddedThreadChat

from .kinds import PATIENCE, opened

THREAD = "123e4567-e89b-42d3-a456-426614174000"
TOKEN = "tok/en +?&=0123456789"
REFUSALS = {401: CredentialRefusedError, 403: PathRefusedError, 404: NoProfileError}
KEY = "00000000-0000-0000-0000-000000000007"


@pytest.fixture(params=["sync", "async"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["srv", "doc", "later", "quiet"])
def server(request: pytest.FixtureRequest) -> Iterator[EmbeddedThreadChat]:
    """One of each dialect, and one that ignores what it does not know."""
    quiet = request.param == "quiet"
    with EmbeddedThreadChat("doc" if quiet else request.param, answers_unknown_types=not quiet) as running:
        yield running
        assert not running.is_lost


@pytest.fixture
def chat(kind: str, server: EmbeddedThreadChat) -> Iterator[Any]:
    with opened(kind, server.chat_url, token=TOKEN, quiet=0.3, timeout=PATIENCE) as made:
        yield made


def test_the_program_of_the_readme(chat: Any, server: EmbeddedThreadChat) -> None:
    server.create_thread(THREAD)
    thread = chat.thread(THREAD)
    assert thread.history() == []
    assert thread.stream("I need help understanding how DAOs work.") == ["DAOs ", "are ", "fine."]
    reply = thread.ask("Use a TOOL", agent_id=None)
    assert reply.content == str(reply) == "DAOs are fine."
    doc = server.history(THREAD)[0]["type"] == "message"
    assert [tool.name for tool in reply.tools] == ([] if doc else ["get_bitcoin_data"])
    messages = thread.history()
    said = [(each.role, each.content) for each in messages if each.kind == "message"]
    asked = ["I need help understanding how DAOs work.", "Use a TOOL"]
    assert said == [pair for each in asked for pair in (("user", each), ("assistant", "DAOs are fine."))]
    assert [each.raw for each in messages] == server.history(THREAD)
    assert {each.created_at.tzinfo for each in messages} == {timezone.utc if doc else None}
    assert [turn.content for turn in server.turns] == asked


def test_what_fails_has_its_error_and_the_next_turn_works(chat: Any, server: EmbeddedThreadChat) -> None:
    thread = chat.thread()
    assert thread.history() == [], "and whether barriers are answered is known"
    for how in (thread.ask, thread.stream):
        with pytest.raises((TurnFailed, EmptyReply)) as caught:
            how("FAIL", timeout=1)
        assert caught.value.thread_id == thread.thread.id
    assert thread.ask("hi").content == "DAOs are fine."
    with pytest.raises(InvalidArgumentError):
        thread.ask(None)
    with pytest.raises(InvalidArgumentError):
        thread.ask("hi", agent_id="x")
    with pytest.raises(InvalidArgumentError):
        chat.thread("x")
    assert [turn.content for turn in server.turns] == ["FAIL", "FAIL", "hi"]


def test_many_threads_share_a_socket_and_each_has_its_own_answer(chat: Any, server: EmbeddedThreadChat) -> None:
    server._service.model._answers = lambda content, thread_id: f"{content} of {thread_id}"
    chat.connect()
    threads = [chat.thread() for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        replies = list(pool.map(lambda thread: thread.ask("hi").content, threads))
    assert replies == [f"hi of {thread.thread.id}" for thread in threads]
    assert len(server.sockets) == 1


def test_a_reply_that_nobody_waits_for_is_read_to_its_end_before_the_close(
    chat: Any, server: EmbeddedThreadChat
) -> None:
    with server.hold_turns(after=2) as held:
        assert chat.thread().begin("hi") == "DAOs "
        assert server.wait_for(lambda: held.contents, PATIENCE)
        with ThreadPoolExecutor(1) as pool:
            closing = pool.submit(chat.close)
            assert server.sockets[0].close_code is None
            held.release()
            closing.result(PATIENCE)
    assert server.wait_for(lambda: server.sockets[0].close_code == 1000, PATIENCE)
    assert server.turns[0].is_over


def test_after_a_timeout_the_next_request_waits_for_the_end(chat: Any, server: EmbeddedThreadChat) -> None:
    assert chat.thread().history() == []
    with server.hold_turns() as held, ThreadPoolExecutor(1) as pool:
        with pytest.raises(AnswerTimeout) as caught:
            chat.thread().ask("slow", timeout=0.5)
        assert caught.value.may_have_arrived
        assert held.contents == ["slow"]
        waiting = pool.submit(chat.thread().ask, "next")
        held.end()
        assert waiting.result(PATIENCE).content == "DAOs are fine."
    assert [turn.content for turn in server.turns] == ["slow", "next"]


@pytest.mark.parametrize("dialect", ["srv", "doc", "later"])
def test_a_cut_at_each_frame_is_a_typed_error_or_the_answer_and_no_message_goes_twice(dialect: Any, kind: str) -> None:
    frames = {"srv": 3, "doc": 4, "later": 5}[dialect]
    with EmbeddedThreadChat(dialect) as server, opened(kind, server.chat_url, token=TOKEN, timeout=PATIENCE) as chat:
        for cut in range(1, frames + 2):  # the last one is the barrier's answer
            assert chat.thread().history() == []
            server.cut_after(cut)
            before = len(server.turns)
            error, answer = asked(chat)
            assert (error is None) == (cut == frames + 1)
            assert error is None or error.may_have_arrived
            assert "DAOs are fine.".startswith(answer)
            assert len(server.turns) == before + 1
            ended(chat)
        assert not server.is_lost


def asked(chat: Any) -> tuple[AnswerUnknown | None, str]:
    """The error of a turn, and what was said before it; or None, and the answer."""
    try:
        return None, chat.thread().ask("hi").content
    except AnswerUnknown as error:
        return error, error.partial


def ended(chat: Any) -> None:
    """Wait until a chat has seen the end of its connection, of which nobody is told."""
    deadline = time.monotonic() + PATIENCE
    while chat.chat.connected:
        assert time.monotonic() < deadline
        time.sleep(0.002)


def test_a_refused_handshake_tells_why(kind: str) -> None:
    options: dict[str, Any] = {"tokens": {"good": "u"}, "without_profile": ["nobody"]}
    with EmbeddedThreadChat(**options) as server:
        for credential, path, status, detail in (
            ({"token": TOKEN}, "", 401, "Invalid or expired token"),
            ({"key": "x"}, "", 401, "Invalid API key"),
            ({"token": "nobody"}, "", 404, "No profile found for the authenticated email."),
            ({"token": "good"}, "/elsewhere", 403, None),
        ):
            with opened(kind, server.url + path, **credential) as chat:
                with pytest.raises(HandshakeRefusedError) as caught:
                    chat.thread().ask("hi")
                assert caught.value.status_code == status
                assert type(caught.value) is REFUSALS[status]
                assert (caught.value.detail or "").startswith(detail or "")
                assert (caught.value.detail is None) == (detail is None)
                assert (detail or "") in str(caught.value)
        for credential in ({"token": "good"}, {"key": KEY}, {"token": lambda: "good"}):
            with opened(kind, server.url, **credential) as chat:
                assert chat.thread().ask("hi").content
        assert server.turns


def test_a_callable_is_asked_for_each_connection_and_a_lost_one_is_followed_by_another(kind: str) -> None:
    given = iter(["one", "two", "three"])
    with EmbeddedThreadChat() as server, opened(kind, server.chat_url, token=lambda: next(given)) as chat:
        chat.connect()
        for code in (1008, 1012):
            server.close_sockets(code)
            ended(chat)
            assert chat.thread().ask("hi").content == "DAOs are fine."
        assert [request.query for request in server.requests] == ["token=one", "token=two", "token=three"]


@pytest.mark.parametrize("dialect", ["srv", "doc", "later"])
@pytest.mark.parametrize(("code", "error"), [(1008, PolicyError), (1009, TooBigError), (1012, ServerRestartError)])
def test_a_close_in_mid_turn_by_the_server_has_its_type(kind: str, dialect: Any, code: int, error: Any) -> None:
    after = {"srv": 1, "doc": 2, "later": 2}[dialect]
    with EmbeddedThreadChat(dialect) as server, opened(kind, server.chat_url, token=TOKEN) as chat:
        chat.connect()
        with server.hold_turns(after=after) as held, ThreadPoolExecutor(1) as pool:
            asking = pool.submit(chat.thread().ask, "hi")
            assert server.wait_for(lambda: held.contents, PATIENCE)
            server.close_sockets(code)
            with pytest.raises(AnswerUnknown) as caught:
                asking.result(PATIENCE)
        assert isinstance(caught.value, error)
        assert (caught.value.code, caught.value.partial) == (code, "DAOs ")


def test_a_close_has_its_limit_and_says_what_that_does(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    with EmbeddedThreadChat() as server, opened(kind, server.chat_url, token=TOKEN) as chat:
        chat.connect()
        with server.hold_turns(after=1) as held:
            assert chat.thread().begin("hi") == "DAOs "
            assert server.wait_for(lambda: held.contents, PATIENCE)
            with caplog.at_level(logging.WARNING, "thread_chat"):
                chat.close(timeout=0)
            assert "closed during a reply, which did not end within 0 s" in caplog.text
        assert server.wait_for(lambda: server.is_lost, PATIENCE), "as it is to be feared"


def test_a_forgotten_chat_and_one_at_the_end_of_a_program_read_to_the_end() -> None:
    with EmbeddedThreadChat() as server:
        chat: ThreadChat | None = ThreadChat(server.chat_url, token=TOKEN)
        assert chat is not None
        with server.hold_turns(after=1) as held:
            chat.thread().stream("hi").__next__()
            assert server.wait_for(lambda: held.contents, PATIENCE)
            chat = None
            gc.collect()
        assert server.wait_for(lambda: server.sockets[0].close_code == 1000, PATIENCE)
        program = (
            "import sys, thread_chat\n"
            "chat = thread_chat.ThreadChat(sys.argv[1], token='t')\n"
            "print(next(chat.thread().stream('LONG')))\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", program, server.chat_url], capture_output=True, text=True, timeout=60, check=False
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, "DAOs \n", "")
        assert server.wait_for(lambda: server.sockets[1].close_code == 1000, PATIENCE)
        assert not server.is_lost
        assert server.turns[1].answer == "DAOs are fine."
    for left in [each for each in threading.enumerate() if each.name.startswith("thread-chat")]:
        left.join(PATIENCE)
        assert not left.is_alive()


def test_no_credential_is_in_any_words(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    with EmbeddedThreadChat(tokens={}) as server, caplog.at_level(logging.DEBUG):
        for given in (TOKEN, lambda: TOKEN):
            with opened(kind, server.chat_url, token=given) as chat:
                with pytest.raises(ThreadChatError) as caught:
                    chat.thread().ask("hi")
                words = "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value)) + repr(chat.chat)
                assert "0123456789" not in words
        url = server.chat_url
    with opened(kind, url, token=TOKEN) as chat, pytest.raises(APIConnectionError) as nobody:
        chat.thread().ask("hi")
    assert "0123456789" not in str(nobody.value)
    assert "0123456789" not in caplog.text
    for options in ({}, {"token": ""}, {"token": TOKEN, "key": KEY}, {"token": 5}, {"token": TOKEN, "quiet": 0}):
        with pytest.raises(ConfigError) as wrong:
            ThreadChat(url, **options)  # type: ignore[arg-type]
        assert "0123456789" not in repr(wrong.value)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks here")
def test_a_forked_child_has_a_socket_of_its_own_and_waits_for_none_of_its_parents_turns() -> None:
    program = (
        "import os, sys, threading, thread_chat\n"
        "chat = thread_chat.ThreadChat(sys.argv[1], token='t')\n"
        "asking = threading.Thread(target=chat.thread().ask, args=('slow',))\n"
        "waiting = threading.Thread(target=chat.thread().ask, args=('next',))\n"
        "asking.start(); waiting.start(); sys.stdin.readline()\n"
        "if not os.fork():\n"
        "    print(chat.thread().ask('child'), flush=True); os._exit(0)\n"
        "os.wait(); print('parent', flush=True); asking.join(); waiting.join()\n"
    )
    with EmbeddedThreadChat() as server, server.hold_turns() as held:
        command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", program, server.chat_url]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        with subprocess.Popen(command, text=True, **pipes) as process:
            assert server.wait_for(lambda: len(held.contents) == 1, PATIENCE)
            process.stdin.write("\n")
            process.stdin.flush()
            assert server.wait_for(lambda: "child" in held.contents, PATIENCE)
            held.end()
            out, err = process.communicate(timeout=PATIENCE)
        assert (process.returncode, out, err) == (0, "DAOs are fine.\nparent\n", "")
        assert sorted(str(turn.content) for turn in server.turns) == ["child", "next", "slow"]
        assert not server.is_lost
