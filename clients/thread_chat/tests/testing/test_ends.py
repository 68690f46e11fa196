"""How sockets end, from either side, what a client does to a server that way, and faults."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from socket import SHUT_RDWR
from typing import Any

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from thread_chat.testing import EmbeddedThreadChat, faults
from thread_chat.testing.pytest_plugin import embedded_thread_chat

from .helpers import PATIENCE, THREAD, Bare, bare, history, message

__all__ = ["embedded_thread_chat"]

COMMAND = [sys.executable, "-m", "thread_chat.testing"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def leave(socket: Bare, how: str) -> None:
    """Leave with a close frame, or as a process that dies."""
    if how == "close":
        socket.socket.close()
    else:
        socket.socket.socket.shutdown(SHUT_RDWR)


@pytest.mark.parametrize("how", ["close", "die"])
@pytest.mark.parametrize("after", [0, 2])
@pytest.mark.parametrize("dialect", ["srv", "doc"])
def test_a_server_is_lost_when_a_client_leaves_during_a_reply(dialect: Any, after: int, how: str) -> None:
    with EmbeddedThreadChat(dialect) as server, bare(server) as other, server.hold_turns(after) as held:
        with bare(server) as socket:
            socket.say(message("hi"))
            assert server.wait_for(lambda: held.contents, PATIENCE)
            assert not server.is_lost
            leave(socket, how)
        assert server.wait_for(lambda: server.is_lost, PATIENCE)
        assert other.end() == 1006
        answer = httpx.get(server.url, trust_env=False, verify=False)
        assert (answer.status_code, "closed during a reply" in answer.text) == (503, True)
        with pytest.raises(InvalidStatus) as caught, bare(server):
            pass
        assert caught.value.response.status_code == 503
        server.reset()
        assert not server.is_lost


def test_a_later_revision_goes_on_and_stores_the_answer() -> None:
    with EmbeddedThreadChat("later") as server:
        server.create_thread(THREAD)
        with server.hold_turns(1) as held:
            with bare(server) as socket:
                socket.say(message("hi"))
                assert server.wait_for(lambda: held.contents, PATIENCE)
            assert server.wait_for(lambda: not server.sockets[0].is_open, PATIENCE)
        assert server.wait_for(lambda: server.turns[0].is_over, PATIENCE)
        with bare(server) as socket:
            assert socket.all(history())[-1]["content"] == "DAOs are fine."
        assert not server.is_lost


def test_a_close_behind_the_barrier_harms_nobody() -> None:
    with EmbeddedThreadChat() as server:
        with bare(server) as socket:
            assert socket.all(message("hi"))
        assert server.wait_for(lambda: server.sockets[0].close_code == 1000, PATIENCE)
        assert not server.is_lost


def test_the_server_cuts_closes_and_stops() -> None:
    with EmbeddedThreadChat() as server:
        with bare(server) as socket:
            server.cut_after(2)
            socket.say(message("hi"))
            assert [socket.hear()["content"] for _ in range(2)] == ["DAOs ", "are "]
            assert socket.end() == 1006
        for code in (1008, 1012):
            with bare(server) as socket:
                assert socket.all() == []
                server.close_sockets(code)
                assert socket.end() == code
        with bare(server) as socket:
            assert socket.all() == []
            server.send({"type": "message", "new": 1})
            assert socket.hear() == {"type": "message", "new": 1}
            server.cut_sockets()
            assert socket.end() == 1006
        with bare(server) as socket:
            assert socket.all() == []
            server.stop()
            assert socket.end() == 1012
        server.start()
        with bare(server) as socket:
            assert socket.all() == []
            server.stop(abruptly=True)
            assert socket.end() == 1006
        assert not server.is_lost


def test_faults_wait_for_their_requests(embedded_thread_chat: EmbeddedThreadChat) -> None:
    server = embedded_thread_chat
    server.enqueue(faults.authorization_failed(), operation="websocket")
    server.enqueue(faults.html(), faults.Hangup(), operation="get_tools")
    with httpx.Client(base_url=server.url, trust_env=False, verify=False) as http:
        assert http.get("/").json() == {"status": "healthy"}
        assert http.get("/tools/available").status_code == 502
        with pytest.raises(httpx.RemoteProtocolError):
            http.get("/tools/available")
        assert http.get("/tools/available").status_code == 200
    with pytest.raises(InvalidStatus) as caught, bare(server):
        pass
    assert caught.value.response.body == b'{"detail":"Authorization failed"}'
    with bare(server) as socket:
        assert socket.all() == []
    with pytest.raises(ValueError, match="no operation 'tea'"):
        server.enqueue(faults.html(), operation="tea")
    with pytest.raises(ValueError, match="no dialect 'tea'"):
        EmbeddedThreadChat("tea")  # type: ignore[arg-type]


def test_the_command_serves_until_it_is_told_to_end_and_says_goodbye() -> None:
    options = ["--port", "0", "--dialect", "later", "--token", "t", "--thread", THREAD]
    process = subprocess.Popen(
        [*COMMAND, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        here = EmbeddedThreadChat(port=int(url.rpartition(":")[2]))
        with pytest.raises(InvalidStatus), bare(here, "other"):
            pass
        with bare(here, "t") as socket:
            assert socket.all(history()) == []
            assert socket.all(message("hi"))[0]["type"] == "step"
            process.send_signal(signal.SIGTERM)
            assert socket.end() == 1012
        out, err = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
        process.wait()
    assert (process.returncode, out, err) == (0, "", "")


def test_the_example_of_the_documentation_runs() -> None:
    document = (Path(__file__).parents[2] / "docs" / "testing.md").read_text("utf-8")
    program = document.partition("```python\n")[2].partition("```")[0]
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=ENVIRONMENT, timeout=60, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_the_demo_runs_in_each_dialect() -> None:
    program = Path(__file__).parents[2] / "examples" / "demo.py"
    ended = subprocess.run(
        [sys.executable, "-W", "error", program],
        capture_output=True,
        text=True,
        env={**ENVIRONMENT, "URL": ""},
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.count("assistant: ") >= 3 * 4
