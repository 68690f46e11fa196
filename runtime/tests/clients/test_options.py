"""Options of a session: they travel with its calls, and its views share its connections."""

from __future__ import annotations

import math
import pickle
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import pytest

from openapi_facade.failure import Failure, Translate
from openapi_facade.transport.response import Response

from . import single
from .driven import Sessions
from .notes_openapi import get_note, summary
from .notes_server import Reply

NOTE = {"name": "tea", "text": "at five"}


def room(value: object) -> str:
    if value == "cellar":
        raise Failure("argument", "room: nobody is there")
    return f"room-{value}"


@dataclass(frozen=True)
class Own(Response):
    """A client's own class of answers."""

    _translate: ClassVar[Translate] = staticmethod(single.error_of)


def test_timeout_and_retries_of_a_view(made: Sessions) -> None:
    session = made(retries=3)
    brief, once = session.with_options(timeout=0.1), session.with_options(retries=0)
    assert (session.target.patience, brief.target.patience) == (65, 0.1)
    made.server.be_silent()
    assert brief.error("call", get_note, "tea").kind == "timeout"
    made.server.be_silent(False)
    made.server.say(Reply(503), Reply(503))
    assert once.error("call", get_note, "tea").status_code == 503
    assert session.call(get_note, "tea") == NOTE
    session.close()


@pytest.mark.parametrize("timeout", [0, -1, math.inf, math.nan, "1", True, (1, 0), (1, 2, 3)])
def test_a_timeout_that_cannot_work(made: Sessions, timeout: Any) -> None:
    error = made().error("with_options", timeout=timeout)
    assert (error.kind, str(error)[:9]) == ("config", "timeout: ")


def test_headers_of_a_view(made: Sessions) -> None:
    """Those that the client knows better are given their text by it, or refused."""
    session = made(replace(single.API, header_checks={"x-room": room}))
    view = session.with_options(headers={"X-Room": 7, "X-Tea": "grün"}).with_options(headers={"x-tea": "black"})
    view.call(get_note, "tea")
    session.call(get_note, "tea")
    problem = str(session.error("with_options", headers={"X-Room": "cellar"}))
    framing = str(session.error("with_options", headers={"Content-Length": "1"}))
    broken = str(session.error("with_options", headers={"x-tea": "a\nb"}))
    session.close()
    first, second = ({name: each.headers.get(name) for name in ("x-room", "x-tea")} for each in made.server.requests)
    assert first == {"x-room": "room-7", "x-tea": "black"}
    assert second == {"x-room": None, "x-tea": None}
    assert problem == "room: nobody is there"
    assert framing == "the header 'Content-Length' cannot be sent as '1': leave it out"
    assert broken == "the header 'x-tea' cannot be sent: it has line ends, or spaces around it"


def test_answers_are_recorded_in_the_clients_own_class(made: Sessions) -> None:
    made.server.say(Reply(200, {"name": "tea", "text": "x"}, {"x-request-id": "r1"}), Reply(200, b"no json"))
    record: list[Any] = []
    session = made(replace(single.API, response=Own)).recording(record)
    session.call(get_note, "tea")
    session.error("call", get_note, "tea")
    session.close()
    first, second = record
    assert type(first) is Own
    assert (first.status_code, first.headers["X-Request-ID"], first.path) == (200, "r1", "/notes/tea")
    for answer in (second, pickle.loads(pickle.dumps(second))):
        assert answer.text == "no json"
        with pytest.raises(single.NotesError, match="the body is no JSON: ") as caught:
            answer.json()
        assert (caught.value.kind, caught.value.__context__) == ("decode", None)


def test_calls_that_end_together(made: Sessions) -> None:
    """However long each of them may take."""
    made.server.be_silent()
    session = made(timeout=60, retries=0).ending("the tour", 0.2)
    first = session.error("call", summary)
    second = session.error("call", get_note, "tea")
    session.close()
    assert (first.kind, second.kind) == ("timeout", "timeout")
    assert "GET /notes/tea" not in made.server.asked


def test_one_connection_for_several_calls(made: Sessions) -> None:
    session = made()
    alone = session.alone()
    connections = []
    for _ in range(2):
        alone.call(get_note, "tea")
        connections.append(alone.target.connection)
    assert connections[0] is not None
    assert connections[0] is connections[1]
    alone.close()
    session.close()


@pytest.mark.parametrize("body", [b'{"name": "tea", "text": "' + b"x" * 99 + b'"}'])
def test_an_answer_is_no_longer_than_allowed(made: Sessions, body: bytes) -> None:
    made.server.say(Reply(200, body), Reply(200, body))
    session = made(max_body=len(body))
    assert len(session.call(get_note, "tea")["text"]) == 99
    session.close()
    session = made(max_body=len(body) - 1)
    error = session.error("call", get_note, "tea")
    session.close()
    assert (error.kind, error.status_code) == ("decode", 200)
    assert str(error) == f"the body cannot be read: it is longer than {len(body) - 1} bytes; max_body can allow more"


@pytest.mark.parametrize(("dropped", "connections"), [(frozenset((500,)), 2), (frozenset[int](), 1)])
def test_a_connection_that_the_server_drops_is_not_used_again(
    made: Sessions, dropped: frozenset[int], connections: int
) -> None:
    made.server.say(Reply(500, b"away"))
    session = made(replace(single.API, dropped_after=dropped))
    error = session.error("call", get_note, "tea")
    assert session.call(get_note, "tea") == NOTE
    session.close()
    assert error.status_code == 500
    assert len(set(made.server.ports)) == connections
