"""Whatever goes wrong is a line and an exit status: odd answers of a server, odd input, and faults of our own."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from cheshire_cat_api.cli import _values
from cheshire_cat_api.cli._markdown import complete
from cheshire_cat_api.cli._output import masked, plain
from cheshire_cat_api.testing import EmbeddedCat

from .command import Command, run


class Odd(BaseHTTPRequestHandler):
    """A server that answers with one thing, whatever it is asked."""

    answer: object = None

    def do_GET(self) -> None:
        content = json.dumps(self.answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_PUT = do_POST = do_DELETE = do_GET

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def odd(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Odd) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


ROWS = (
    ("status",),
    ("memory", "list"),
    ("memory", "list", "declarative"),
    ("memory", "recall", "tea"),
    ("memory", "history"),
    ("plugins", "list"),
    ("plugins", "show", "tea"),
    ("plugins", "settings"),
    ("plugins", "settings", "tea"),
    ("plugins", "toggle", "tea"),
    ("llm", "list"),
    ("llm", "show", "tea"),
    ("llm", "set", "tea", "a=1"),
    ("settings", "list"),
    ("users", "list"),
    ("users", "show", "tea"),
    ("users", "permissions"),
    ("ask", "--http", "Hello"),
    ("check-api",),
)


@pytest.mark.parametrize(
    "answer", [{}, [], None, "tea", {"settings": None, "schema": {"type": 1}, "installed": [{}], "data": None}]
)
def test_answers_that_are_none(answer: object, odd: str, ccat: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Odd, "answer", answer)
    for row in ROWS:
        ended = ccat(*row, "--url", odd)
        assert ended.code in (0, 1, 2), (row, ended)
        assert "Traceback" not in ended.err
        assert "a fault of this command" not in ended.err, (row, answer, ended)


@pytest.mark.parametrize(
    ("schema", "word"),
    [
        ({"type": 1}, "is none"),
        ({"$ref": "http://127.0.0.1:1/schema.json"}, "refers to what is not in it"),
        ({"$ref": "#"}, "refers to what is not in it"),
    ],
)
def test_schemas_that_are_none(
    schema: object, word: str, odd: str, ccat: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Odd, "answer", {"name": "tea", "value": {}, "schema": schema})
    ended = ccat("llm", "set", "tea", "a=1", "--url", odd)
    assert (ended.code, ended.out) == (1, "")
    assert word in ended.err


def test_a_fault_of_our_own(ccat: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("sk-secret")

    monkeypatch.setattr(_values, "_validator", broken)
    ended = ccat("llm", "set", "LLMOllamaConfig", "base_url=x")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith(
        "cheshire-cat: a fault of this command, which you may report: RuntimeError in test_faults.py:"
    )
    assert len(ended.err.splitlines()) == 1
    assert "sk-secret" not in ended.err


def test_input_that_is_no_text(cat: EmbeddedCat) -> None:
    ended = run("ask", text="\udcff", env={"CCAT_URL": cat.url}, errors="surrogateescape")
    assert (ended.code, ended.out) == (2, "")
    assert len(ended.err.splitlines()) == 1


def test_no_secret_is_shown_whatever_it_is_in() -> None:
    data = {
        "api_key": "a",
        "deep": [{"password": "b", "tokens": 3, "empty_key": ""}],
        "keys": ["c"],
        "vector": [0.5, 1.0],
    }
    assert masked(data) == {
        "api_key": "***",
        "deep": [{"password": "***", "tokens": 3, "empty_key": ""}],
        "keys": ["***"],
        "vector": [0.5, 1.0],
    }


def test_nothing_steers_a_terminal() -> None:
    assert plain("a\x1b[31m\x07\u202eb\tc\n") == "a�[31m��b\tc\n"


def test_paragraphs_are_complete_at_an_empty_line_outside_of_fences() -> None:
    text = "One\n\n```py\na = 1\n\nb = 2\n```\n\nTw"
    assert complete(text) == ("One\n\n```py\na = 1\n\nb = 2\n```\n\n", "Tw")
    assert complete("```\na\n\nb") == ("", "```\na\n\nb")
    assert complete("One") == ("", "One")
    done, rest = "", ""
    for letter in text:
        more, rest = complete(rest + letter)
        done += more
    assert (done + rest, rest) == (text, "Tw")
