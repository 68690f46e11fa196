"""Every program of examples/ does its work against a Cat, and ends with a readable word where there is none."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import pytest

from cheshire_cat_api.testing import EmbeddedCat

EXAMPLES = Path(__file__).parents[2] / "examples"
ANSWER = "Curiouser and curiouser! è 😺\nDone."
TIMEOUT = 60.0  # seconds in which any of them has long ended


class Ended(NamedTuple):
    """How a program ended and what it wrote."""

    code: int
    out: str
    err: str


def environment(**more: str) -> dict[str, str]:
    """The tests' own environment, in UTF-8, warnings as errors."""
    return {**os.environ, "PYTHONUTF8": "1", "PYTHONWARNINGS": "error", **more}


def run(name: str, *arguments: str, text: str = "", env: Mapping[str, str] | None = None) -> Ended:
    """Run a program of examples/ to its end."""
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / name), *arguments],
        input=text,
        capture_output=True,
        encoding="utf-8",
        env=environment(**(env or {})),
        timeout=TIMEOUT,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def texts(cat: EmbeddedCat, user: str) -> list[str]:
    """The conversation of a user."""
    return [message["text"] for message in cat.history(user)]


# Each program, with the arguments and the input of a good run; `{url}` is the Cat's.
GOOD: dict[str, tuple[list[str], str]] = {
    "chat.py": (["{url}"], ""),
    "console.py": (["{url}", "--user", "alice"], "Hello\nAnd again\n"),
    "demo.py": ([], ""),
    "http_calls.py": (["{url}"], ""),
}


def test_every_program_is_run_here() -> None:
    assert {path.name for path in EXAMPLES.glob("*.py")} == set(GOOD)


@pytest.mark.parametrize("name", sorted(GOOD))
@pytest.mark.parametrize("keys", ["open", "keys"])
def test_a_program_ends_well(name: str, keys: str) -> None:
    key, ws_key = ("", "") if keys == "open" else ("http-key", "ws-key")
    arguments, text = GOOD[name]
    with EmbeddedCat(api_key=key, ws_key=ws_key) as cat:
        env = {"CCAT_URL": cat.url, "CCAT_API_KEY": key}
        if ws_key:
            env["CCAT_API_KEY_WS"] = ws_key
        ended = run(name, *(each.format(url=cat.url) for each in arguments), text=text, env=env)
        assert ended.code == 0, ended
        assert ended.err == ""
        assert ended.out
        assert cat.wait_for(lambda: cat.sockets("user") == cat.sockets("alice") == cat.sockets("demo") == 0)


@pytest.mark.parametrize("name", sorted(set(GOOD) - {"demo.py"}))
def test_the_server_may_come_from_the_environment(name: str, cat: EmbeddedCat) -> None:
    assert run(name, text="Hello\n", env={"CCAT_URL": cat.url}).code == 0
    assert cat.requests


@pytest.mark.parametrize("name", sorted(GOOD))
def test_help_says_what_it_does_and_does_nothing(name: str, cat: EmbeddedCat) -> None:
    ended = run(name, "--help", env={"CCAT_URL": cat.url})
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(f"usage: {name}")
    assert "CCAT_API_KEY" in ended.out
    assert cat.requests == []


def test_the_script_that_runs_all_tests_says_what_it_does() -> None:
    script = EXAMPLES.parent / "scripts" / "test_all.py"
    done = subprocess.run([sys.executable, str(script), "--help"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Run the tests on every CPython")
    assert "===" not in done.stdout


@pytest.mark.parametrize("name", sorted(GOOD))
def test_no_server_there(name: str, dead_url: str) -> None:
    arguments, text = GOOD[name]
    given = [each.format(url=dead_url) for each in arguments]
    assert_readable(run(name, *given, text=text, env={"CCAT_URL": dead_url}), dead_url.rpartition("/")[2])


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_wrong_key(name: str) -> None:
    arguments, text = GOOD[name]
    with EmbeddedCat(api_key="right", ws_key="right") as cat:
        env = {"CCAT_URL": cat.url, "CCAT_API_KEY": "wr0ng", "CCAT_API_KEY_WS": "wr0ng"}
        ended = run(name, *(each.format(url=cat.url) for each in arguments), text=text, env=env)
    assert_readable(ended, "403")
    assert "wr0ng" not in ended.out + ended.err


@pytest.mark.parametrize("name", sorted(GOOD))
def test_an_address_that_is_none(name: str) -> None:
    arguments, text = GOOD[name]
    bad = "ftp://localhost"
    assert_readable(run(name, *(each.format(url=bad) for each in arguments), text=text, env={"CCAT_URL": bad}), "ftp")


def assert_readable(ended: Ended, word: str) -> None:
    """It failed, and said why in a few lines."""
    assert ended.code not in (0, None)
    assert word in ended.err
    assert "Traceback" not in ended.err + ended.out
    assert len(ended.err.splitlines()) <= 5, "a few lines: attempts may be told too"


def test_chat(cat: EmbeddedCat) -> None:
    ended = run("chat.py", cat.url)
    assert "connected" in ended.out
    assert "closed: 1000" in ended.out
    assert cat.wait_for(lambda: texts(cat, "user") == ["Hello Cat!", ANSWER])


def test_console(cat: EmbeddedCat) -> None:
    ended = run("console.py", cat.url, "--user", "alice", text="Hello\nWhat else? [tok:3]\n\nnever sent\n")
    assert ended.out == f"Human: {ANSWER}\nHuman: t0 t1 t2 \nHuman: "
    assert texts(cat, "alice") == ["Hello", ANSWER, "What else? [tok:3]", "t0 t1 t2 "]
    assert texts(cat, "user") == []


def test_console_prints_what_comes_beside_the_answer(cat: EmbeddedCat) -> None:
    ended = run("console.py", cat.url, text="[notify:tea is ready]\n[dict]\nHello\n[raise:boom]\nnever sent\n")
    assert "[tea is ready]" in ended.out
    assert "fast reply output" in ended.out
    assert texts(cat, "user")[-2:] == [ANSWER, "[raise:boom]"]
    assert_readable(ended, "boom")


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is a signal on POSIX")
def test_console_ends_at_ctrl_c(cat: EmbeddedCat) -> None:
    with subprocess.Popen(
        [sys.executable, str(EXAMPLES / "console.py"), cat.url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(PYTHONUNBUFFERED="1"),
    ) as console:
        assert console.stdout is not None
        assert console.stdout.read(len("Human: ")) == b"Human: "
        console.send_signal(signal.SIGINT)
        _, err = console.communicate(timeout=TIMEOUT)
    assert err == b""
    assert console.returncode == 0
    assert cat.wait_for(lambda: cat.sockets("user") == 0)


def test_demo_leaves_nothing_of_its_own(cat: EmbeddedCat) -> None:
    ended = run("demo.py", env={"URL": cat.url})  # as `make demo URL=...` names it
    assert ended.code == 0, ended
    assert cat.url in ended.out
    assert "core_plugin" in ended.out
    assert "in memory" in ended.out
    assert "left: 0" in ended.out
    assert texts(cat, "demo") == ["How are you, Cat? [slow:0.1]", ANSWER]
    assert cat.wait_for(lambda: cat.sockets("demo") == 0)


def test_demo_brings_a_cat_of_its_own() -> None:
    ended = run("demo.py")
    assert ended.code == 0, ended
    assert ended.err == ""
    assert "http://127.0.0.1:" in ended.out
    assert ANSWER in ended.out


class Page(BaseHTTPRequestHandler):
    """A web page for the Cat to read."""

    def do_HEAD(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()

    def do_GET(self) -> None:
        self.do_HEAD()
        self.wfile.write(b"<p>The hatter drinks tea at six o'clock, every day.</p>")

    def log_message(self, format: str, *args: object) -> None:
        pass


def test_http_calls(cat: EmbeddedCat) -> None:
    with HTTPServer(("127.0.0.1", 0), Page) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        page = f"http://127.0.0.1:{server.server_port}/tea.html"
        ended = run("http_calls.py", cat.url, "--page", page)
        server.shutdown()
        thread.join()
    assert ended.code == 0, ended
    assert "core_plugin: Core CCat" in ended.out
    assert page in ended.out
    assert "wiped: episodic, declarative, procedural" in ended.out
    assert [(each.method, each.path) for each in cat.requests] == [
        ("GET", "/plugins/"),
        ("DELETE", "/memory/collections"),
        ("POST", "/rabbithole/web"),
    ]
