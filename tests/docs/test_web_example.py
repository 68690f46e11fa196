"""The web server of examples/web does its work: a user for each browser, answers as they come, and a quiet end."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from cheshire_cat_api.testing import EmbeddedCat

APP = Path(__file__).parents[2] / "examples" / "web" / "app.py"
ANSWER = "Curiouser and curiouser! è 😺\nDone."
TIMEOUT = 60.0  # seconds in which anything has long happened


class Web:
    """The server, and what it logs."""

    def __init__(self, cat_url: str) -> None:
        env = {**os.environ, "PYTHONWARNINGS": "error", "PYTHONUTF8": "1"}
        command = [sys.executable, str(APP), cat_url, "--port", "0"]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=env)
        self.log: list[str] = []
        self._running = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        assert self._running.wait(TIMEOUT), self.log
        self.url = re.findall(r"running on (http://\S+)", "".join(self.log))[0]

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.log.append(line)
            if "running on" in line:
                self._running.set()

    @contextmanager
    def browser(self) -> Iterator[httpx.Client]:
        """One that has been on the page."""
        with httpx.Client(base_url=self.url, timeout=TIMEOUT) as client:
            assert "EventSource" in client.get("/").raise_for_status().text
            yield client

    def stop(self) -> list[str]:
        """Stop it as a service manager does; what it logged."""
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(TIMEOUT) in (0, -signal.SIGTERM)
        self._reader.join(TIMEOUT)
        assert "Traceback" not in "".join(self.log)
        return self.log


@contextmanager
def serving(cat_url: str) -> Iterator[Web]:
    web = Web(cat_url)
    try:
        yield web
    finally:
        web.process.kill()
        web.process.wait()
        web._reader.join(TIMEOUT)
        assert web.process.stderr is not None
        web.process.stderr.close()


@pytest.fixture
def web(cat: EmbeddedCat) -> Iterator[Web]:
    with serving(cat.url) as running:
        yield running
        if running.process.poll() is None:
            running.stop()


def events(lines: Iterator[str]) -> Iterator[tuple[str, str]]:
    """The events of an answer: kind and content."""
    kind = ""
    for line in lines:
        name, _, value = line.partition(": ")
        if name == "event":
            kind = value
        elif name == "data":
            yield kind, json.loads(value)


def ask(browser: httpx.Client, text: str) -> list[tuple[str, str]]:
    with browser.stream("GET", "/ask", params={"text": text}) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        return list(events(response.iter_lines()))


def user_of(browser: httpx.Client) -> str:
    return f"web-{browser.cookies['browser']}"


def test_each_browser_is_a_user_and_hears_its_answers_as_they_come(web: Web, cat: EmbeddedCat) -> None:
    with web.browser() as one, web.browser() as other:
        told = ask(one, "[tok:3]")
        assert told == [("token", f"t{n} ") for n in range(3)] + [("reply", "t0 t1 t2 ")]
        assert ask(other, "hello")[-1] == ("reply", ANSWER)
        assert ask(one, "again")[-1] == ("reply", ANSWER)
        assert cat.prompts(user_of(one)) == ["[tok:3]", "again"]
        assert cat.prompts(user_of(other)) == ["hello"]
        assert cat.sockets(user_of(one)) == cat.sockets(user_of(other)) == 1


def test_two_questions_of_one_browser_come_in_turn(web: Web, cat: EmbeddedCat) -> None:
    with web.browser() as browser, ThreadPoolExecutor() as threads:
        told = list(threads.map(lambda n: ask(browser, f"[wait:0.2] {n}"), range(3)))
    assert [each[-1][0] for each in told] == ["reply"] * 3
    assert len(cat.prompts()) == 3


def test_a_browser_that_goes_away_leaves_its_turn_and_can_come_back(web: Web, cat: EmbeddedCat) -> None:
    with web.browser() as browser:
        with browser.stream("GET", "/ask", params={"text": "[slow:0.05] left"}) as response:
            assert next(events(response.iter_lines()))[0] == "token"
        assert ask(browser, "back [tok:2]") == [("token", "t0 "), ("token", "t1 "), ("reply", "t0 t1 ")]
        assert [message["who"] for message in cat.history(user_of(browser))] == ["Human", "AI"] * 2
    web.stop()


@pytest.mark.skipif(os.name != "posix", reason="a service manager's signal")
def test_who_is_being_answered_when_it_is_stopped_is_answered(web: Web, cat: EmbeddedCat) -> None:
    with web.browser() as browser, ThreadPoolExecutor() as threads:
        asking = threads.submit(ask, browser, "[wait:0.7] hello")
        assert cat.wait_for(lambda: cat.prompts(user_of(browser)), TIMEOUT)
        log = web.stop()
        assert asking.result(TIMEOUT)[-1] == ("reply", ANSWER)
        assert cat.wait_for(lambda: cat.sockets(user_of(browser)) == 0)
    assert "Application shutdown complete" in "".join(log)


def test_what_fails_is_told_in_words(dead_url: str) -> None:
    with serving(dead_url) as web, web.browser() as browser:
        ((kind, why),) = ask(browser, "anybody?")
        assert kind == "failed"
        assert dead_url.rpartition("/")[2] in why
        assert browser.get("/ask", params={"text": "x"}, headers={"Cookie": "browser=admin"}).status_code == 422
        web.stop()


def test_help_says_what_it_does() -> None:
    done = subprocess.run(
        [sys.executable, str(APP), "--help"], capture_output=True, text=True, timeout=TIMEOUT, check=True
    )
    assert done.stdout.startswith("usage: app.py")
    assert "CCAT_API_KEY" in done.stdout
    wrong = subprocess.run(
        [sys.executable, str(APP), "ftp://localhost"], capture_output=True, text=True, timeout=TIMEOUT
    )
    assert wrong.returncode == 1
    assert wrong.stderr.startswith("failed: ")
