"""What goes wrong on demand, and who is let in."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import httpx
import pytest

from cheshire_cat_v2.testing import EmbeddedCat, FaultProxy, faults

from .helpers import MESSAGE, http_of, kinds, streamed, task

STARTED = ["RUN_STARTED", "TEXT_MESSAGE_START", "TEXT_MESSAGE_CONTENT"]


@pytest.mark.parametrize(
    ("fault", "got"),
    [
        (faults.Interrupted(1, "break"), [*STARTED, "(cut)"]),
        (faults.Interrupted(1, "end"), STARTED),
        (faults.Interrupted(0, "end"), ["RUN_STARTED"]),
        (faults.Interrupted(9, "end"), [*STARTED, "TEXT_MESSAGE_CONTENT", "TEXT_MESSAGE_END"]),
        (faults.Events([{"type": "RUN_STARTED"}, 'data: {"type"', ': "NEW"}\n\n']), ["RUN_STARTED", "NEW"]),
        (faults.Events([{"type": "RUN_STARTED"}], "break"), ["RUN_STARTED", "(cut)"]),
    ],
    ids=str,
)
def test_a_stream_ends_as_it_is_told(fault: faults.Fault, got: list[str]) -> None:
    with EmbeddedCat() as cat, http_of(cat) as http:
        cat.enqueue(fault)
        if isinstance(fault, faults.Interrupted):  # waits for a message
            assert http.get("/status").status_code == 200
        assert kinds(streamed(http, "hi")) == got
        assert cat.enqueued == 0
        if isinstance(fault, faults.Interrupted):
            assert cat.runs[-1].state == "cut"


def test_a_stream_that_stalls_is_cancelled_when_its_client_leaves() -> None:
    with EmbeddedCat() as cat, http_of(cat) as http:
        cat.enqueue(faults.Interrupted(1, "stall"))
        with http.stream("POST", MESSAGE, json=task("hi")) as answer:
            next(answer.iter_lines())
            assert cat.wait_for(lambda: cat.runs[-1].pieces == ["Echo:", " hi"])
        assert cat.wait_for(lambda: cat.runs[-1].state == "cancelled")


def test_answers_are_replaced_for_one_operation() -> None:
    with EmbeddedCat() as cat, http_of(cat) as http:
        cat.enqueue(faults.error(418, "teapot"), faults.html(), faults.Crash(), operation="get_user_info")
        assert http.get("/status").status_code == 200
        assert http.get("/me").json() == {"detail": "teapot"}
        assert http.get("/me").headers["content-type"] == "text/html; charset=utf-8"
        assert http.get("/me").text == "Internal Server Error"
        assert http.get("/me").status_code == 200
        cat.enqueue(faults.Hangup())
        with pytest.raises(httpx.RemoteProtocolError):
            http.get("/me")
        with pytest.raises(ValueError, match="no operation 'nope'"):
            cat.enqueue(faults.Crash(), operation="nope")


def test_a_fault_proxy_stands_in_front() -> None:
    with EmbeddedCat() as cat, FaultProxy(cat.url) as proxy:
        answer = httpx.get(f"{proxy.url}/status", trust_env=False)
        assert answer.json()["version"] == "2.0.23"


def test_pages_of_other_sites_and_other_hosts_are_refused() -> None:
    with EmbeddedCat() as cat, http_of(cat) as http:
        assert http.get("/status", headers={"Origin": "http://evil.example"}).status_code == 403
        assert http.get("/status", headers={"Host": "evil.example"}).status_code == 421
        assert http.get("/status", headers={"Origin": "http://localhost:3000"}).status_code == 200
    with EmbeddedCat(exposed=True) as cat, http_of(cat) as http:
        assert http.get("/status", headers={"Origin": "http://evil.example"}).status_code == 200


def test_a_reset_forgets() -> None:
    with EmbeddedCat() as cat, http_of(cat) as http:
        http.post("/chats", json={})
        streamed(http, "hi")
        http.put("/plugins/uploads/toggle")
        cat.reset()
        assert (cat.chats(), cat.runs, cat.requests) == ([], [], [])
        assert http.get("/uploads").status_code == 200


def test_the_command_runs_it_until_it_is_told_to_end() -> None:
    command = [
        sys.executable,
        "-m",
        "cheshire_cat_v2.testing",
        "--port",
        "0",
        "--api-key",
        "k",
        "--libraries",
        "newest",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        asked = urllib.request.Request(f"{url}/me", headers={"Authorization": "Bearer k"})
        with urllib.request.urlopen(asked, timeout=10) as answer:
            assert json.load(answer)["name"] == "admin"
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_the_program_of_the_page_on_testing_runs() -> None:
    page = (Path(__file__).parents[2] / "docs/testing.md").read_text("utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    exec(program, {})
