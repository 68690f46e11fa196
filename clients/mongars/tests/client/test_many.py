"""Many calls at once, a client that is closed among them, and a process that forks."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import partial
from typing import Any

import pytest

from mongars_client import AnswerUnknown, APIConnectionError, AsyncMonGARS, MonGARS
from mongars_client.testing import EmbeddedMonGARS

from .kinds import Kind
from .live import Live
from .server import CHAT, HELD, ScriptedServer, token

LIST = "GET /api/v1/user/list"
PATIENT = (60.0, 60.0)
"""Timeouts of calls that share two processors with a hundred others, and with other tests."""


def many(kind: Kind) -> int:
    """Threads, or tasks."""
    return 200 if kind.asynchronous else 50


@pytest.mark.parametrize("before", ["no token", "one that is over", "one that is refused"])
def test_many_calls_log_in_once(kind: Kind, server: ScriptedServer, before: str) -> None:
    client = kind.client(server, timeout=PATIENT)
    if before != "no token":
        life = -5.0 if before == "one that is over" else 3600.0
        server.change(lambda script: setattr(script, "token_life", life))
        kind.run(client.users.list())
        server.change(lambda script: setattr(script, "token_life", 3600.0))
        if before == "one that is refused":
            server.change(lambda script: script.accepted.clear())
    logins, asked = server.logins, server.asked.count(LIST)
    results = kind.together([client.users.list] * many(kind))
    assert [getattr(each, "users", each) for each in results] == [["adm", "u1"]] * many(kind)
    assert server.logins == logins + 1
    if before != "one that is refused":
        assert server.asked.count(LIST) == asked + many(kind)


def test_many_calls_ask_a_callable_once_each(kind: Kind, server: ScriptedServer) -> None:
    mine, asked = token(3600), list[str]()
    server.change(lambda script: script.accepted.add(mine))

    def give() -> str:
        asked.append(mine)
        return mine

    results = kind.together([kind.client(server, token=give, timeout=PATIENT).users.list] * many(kind))
    assert [getattr(each, "users", each) for each in results] == [["adm", "u1"]] * many(kind)
    assert asked == [mine] * many(kind)
    assert server.asked == [LIST] * many(kind)


def test_closing_ends_the_calls_and_twice_is_once(live: Live, server: ScriptedServer) -> None:
    client = live.client(server)
    server.say(CHAT, HELD)
    server.say("/api/v1/user/list", HELD)
    ends = [live.begin(partial(client.conversation.chat, "x")), live.begin(client.users.list)]
    server.wait_for(lambda: len(server.requests) == 3)  # the login among them
    live.do(client.close)
    for ended, kind in zip(ends, (AnswerUnknown, APIConnectionError), strict=True):
        with pytest.raises(kind, match="closed"):
            ended()
    live.do(client.close)
    assert live.do(client.users.list).users == ["adm", "u1"]


def test_closing_what_was_never_used_is_nothing(kind: Kind) -> None:
    client = kind.client("http://127.0.0.1:9")
    for _ in range(2):
        kind.run(client.close())
        kind.run(client.with_options(max_retries=0).close())


@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.parametrize("class_", [MonGARS, AsyncMonGARS])
def test_a_forked_child_has_connections_and_turns_of_its_own(mongars: EmbeddedMonGARS, class_: Any) -> None:
    kind = Kind(class_ is AsyncMonGARS)
    client = kind.client(mongars)
    kind.run(client.conversation.chat("first"))
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        said = "failed"
        with suppress(BaseException):
            other = Kind(kind.asynchronous)
            said = other.run(client.conversation.chat("of the child")).response
        os.write(writer, said.encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        assert pipe.read() == "You said: of the child"
    os.waitpid(child, 0)
    assert kind.run(client.conversation.chat("last")).response == "You said: last"
    assert [each.message for each in mongars.chats] == ["first", "of the child", "last"]
    kind.end()
