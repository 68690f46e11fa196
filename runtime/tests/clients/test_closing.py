"""The end of a client: what runs ends at once; and its child after a fork, which begins anew."""

from __future__ import annotations

import logging
import os
import signal
import threading

import pytest

from . import single
from .driven import PATIENCE, Maker, Sessions
from .notes_openapi import get_note
from .notes_server import Reply
from .test_errors import KINDS


def test_closing_ends_what_runs(clients: Maker) -> None:
    clients.server.be_silent()
    client = clients(timeout=60, retries=3)
    running = client.started(lambda: clients.server.wait_for(lambda: clients.server.bodies), "get", "tea")
    client.close()
    clients.server.be_silent(False)
    with pytest.raises(KINDS["connection"][clients.kind][0], match="closed"):
        running()
    assert client.get("tea")["text"] == "at five"  # over a new connection
    client.close()
    assert clients.server.asked == ["GET /notes/tea"] * 2


def test_closing_ends_a_wait_between_two_attempts(made: Sessions) -> None:
    """Which has told of itself before it begins."""
    waiting = threading.Event()

    class Told(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            waiting.set()

    made.server.say(Reply(503, headers={"retry-after": "60"}))
    session, told = made(timeout=100), Told(logging.WARNING)
    single.API.logger.addHandler(told)
    running = session.started(lambda: waiting.wait(PATIENCE), "call", get_note, "tea")
    session.close()
    with pytest.raises(single.NotesError, match="closed"):
        running()
    single.API.logger.removeHandler(told)
    assert made.server.asked == ["GET /notes/tea"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("made", ["sync"], indirect=True)
def test_a_forked_child_has_connections_of_its_own(made: Sessions) -> None:
    session = made()
    session.call(get_note, "tea")
    child = os.fork()
    if child == 0:
        signal.alarm(10)
        try:
            session.call(get_note, "tea")
            session.close()
        except BaseException:
            os._exit(1)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    session.call(get_note, "tea")
    session.close()
    before, of_child, after = made.server.ports
    assert before == after != of_child
