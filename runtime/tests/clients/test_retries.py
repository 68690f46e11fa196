"""Calls that are sent again: what an operation allows, when its API says so, and no longer than a call may take."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from typing import Any

import pytest

from openapi_facade.config import RetryPolicy
from openapi_facade.failure import Failure

from . import single
from .driven import Sessions
from .notes_openapi import add_note, get_note
from .notes_server import CUT, Reply

QUICK = RetryPolicy(first_wait=0.001)
NOTE = {"name": "tea", "text": "at five"}


def told(body: bytes) -> Any:
    wait = json.loads(body)["wait"]
    return float(wait) if isinstance(wait, str) else wait


def api(**policy: Any) -> Any:
    return replace(single.API, retries=replace(QUICK, **policy))


@pytest.mark.parametrize("bad", [CUT, *map(Reply, (429, 502, 503, 504))], ids=lambda bad: str(bad.status))
def test_what_is_repeatable_is_repeated(made: Sessions, bad: Reply) -> None:
    made.server.say(bad, bad)
    session = made(api(), retries=2)
    assert session.call(get_note, "tea") == NOTE
    made.server.say(bad, bad, bad)
    session.error("call", get_note, "tea")
    session.close()
    assert made.server.asked == ["GET /notes/tea"] * 6


@pytest.mark.parametrize("bad", [CUT, Reply(503)], ids=lambda bad: str(bad.status))
def test_what_is_not_repeatable_is_sent_once(made: Sessions, bad: Reply) -> None:
    """Unless the caller of an endpoint knows better."""
    made.server.say(bad, bad)
    session = made(api(), retries=2)
    session.error("call", add_note, name="tea", text="")
    session.error("request", "POST", "/notes", json=NOTE)  # the same operation
    assert made.server.asked == ["POST /notes"] * 2
    made.server.say(bad)
    assert session.request("POST", "/notes", json=NOTE, repeatable=True).json() == NOTE
    session.close()
    assert made.server.asked == ["POST /notes"] * 4


def test_the_statuses_are_those_of_the_api(made: Sessions) -> None:
    made.server.say(Reply(418), Reply(503))
    session = made(api(statuses=frozenset((418,))), retries=2)
    error = session.error("call", get_note, "tea")
    session.close()
    assert error.status_code == 503
    assert len(made.server.asked) == 2


@pytest.mark.parametrize(
    ("bad", "repeated"),
    [
        (Reply(429), False),
        (Reply(429, {"wait": "soon"}, {"retry-after": "0"}), True),
        (Reply(429, {"wait": 0}), True),
        (Reply(429, {"wait": 0}, {"retry-after": "a while"}), True),
        (Reply(429, {"wait": -7}), True),
        (Reply(429, {"wait": "nan"}), False),
        (Reply(429, {"wait": "inf"}), False),
        (Reply(429, b'{"wait": ' + b"9" * 400 + b"}"), False),
        (Reply(429, {"wait": "soon"}), False),
        (Reply(429, [[]]), False),
        (Reply(503), True),
    ],
)
def test_what_is_repeated_only_where_the_wait_is_told(made: Sessions, bad: Reply, repeated: bool) -> None:
    """By a header, or by the body; what is told and makes no sense is not told."""
    made.server.say(bad)
    session = made(api(only_told=frozenset((429,)), told=told), retries=1)
    result = session.call(get_note, "tea") if repeated else session.error("call", get_note, "tea").status_code
    session.close()
    assert result == (NOTE if repeated else 429)
    assert len(made.server.asked) == 1 + repeated


@pytest.mark.parametrize("bad", [Reply(503, headers={"retry-after": "5"}), Reply(503, {"wait": 5})])
def test_a_wait_that_does_not_fit_the_time_is_none(made: Sessions, bad: Reply) -> None:
    """The error comes at once, and is of one attempt."""
    made.server.say(bad)
    session = made(api(told=told), retries=3, timeout=4)
    error = session.error("call", get_note, "tea")
    session.close()
    assert error.status_code == 503
    assert len(made.server.asked) == 1


def test_the_waits_double_to_the_longest(made: Sessions, caplog: pytest.LogCaptureFixture) -> None:
    made.server.say(*[Reply(503)] * 6)
    session = made(api(first_wait=0.002, longest_wait=0.01), retries=6)
    with caplog.at_level(logging.WARNING, "notes"):
        assert session.call(get_note, "tea") == NOTE
    session.close()
    waits = [record.args[2] for record in caplog.records if isinstance(record.args, tuple)]
    assert len(waits) == 6
    for wait, most in zip(waits, (0.002, 0.004, 0.008, 0.01, 0.01, 0.01), strict=True):
        assert isinstance(wait, float)
        assert 0 <= wait <= most
    assert caplog.messages[0].startswith("get_note: 503 Service Unavailable; trying again in 0.00 s (1 of 6)")


def test_the_time_is_for_all_attempts(made: Sessions) -> None:
    made.server.be_silent()
    session = made(api(), retries=5, timeout=0.2)
    error = session.error("call", get_note, "tea")
    assert error.kind == "timeout"
    session.close()
    assert len(made.server.asked) <= 1


def test_a_body_that_cannot_be_read_again_is_sent_once(made: Sessions) -> None:
    made.server.say(Reply(503))
    session = made(api(), retries=2)
    if made.run.name == "sync":
        content: Any = iter([b"a", b"b"])
    else:

        async def pieces() -> Any:
            yield b"a"
            yield b"b"

        content = pieces()
    error = session.error("request", "POST", "/notes", content=content, repeatable=True)
    session.close()
    assert error.status_code == 503
    assert made.server.bodies == [b"ab"]


def failure_of(session: Any, operation: Any, **kwargs: Any) -> Failure:
    """The facts of a failed call, of which a client's own error is made."""
    found: list[Failure] = []

    def noted(failure: Failure) -> Exception:
        found.append(failure)
        return single.error_of(failure)

    session.target.api = replace(session.target.api, translate=noted)
    session.error("call", operation, **kwargs)
    return found[-1]


def test_whether_it_may_have_arrived_is_known(made: Sessions) -> None:
    """Of what is sent once only; so is which request it was."""
    session = made(retries=1)
    made.server.say(CUT)
    cut = failure_of(session, add_note, name="a", text="")
    assert (cut.kind, cut.unsent, cut.method, cut.path, cut.attempts) == ("connection", False, "POST", "/notes", 1)
    late = failure_of(session.ending("several calls", 0.0), add_note, name="a", text="")
    assert (late.kind, late.unsent, late.path) == ("timeout", True, "/notes")
    made.server.stop()
    nobody = failure_of(session, add_note, name="a", text="")
    session.close()
    assert (nobody.kind, nobody.unsent, nobody.attempts) == ("connection", True, 2)
