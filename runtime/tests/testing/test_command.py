"""What `python -m <package>.testing` does, and what is said where the extra's packages are missing."""

from __future__ import annotations

import argparse
import gc
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator

import httpx
import pytest

import openapi_facade.testing
from openapi_facade.testing import EmbeddedServer, command, extras

from .echo import PATIENCE, EmbeddedEcho


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    """Give back the signals that the command takes."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_its_url_and_serves_until_it_is_told_to_end(
    number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = EmbeddedEcho()
    printed: queue.Queue[str] = queue.Queue()
    monkeypatch.setattr("builtins.print", lambda *words, **_: printed.put(" ".join(map(str, words))))
    answers: list[int] = []

    def use() -> None:
        try:
            answers.append(httpx.get(printed.get(timeout=PATIENCE)).status_code)
        finally:
            os.kill(os.getpid(), number)

    user = threading.Thread(target=use)
    user.start()
    status = command.serve(lambda: server)
    user.join(PATIENCE)
    assert (status, answers) == (0, [200])
    assert repr(server) == f"<EmbeddedEcho {server.url} stopped>"


def test_a_taken_port_is_said_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        assert command.serve(lambda: EmbeddedEcho(port=port)) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"cannot listen on 127.0.0.1:{port}: ")


@pytest.mark.parametrize("port", [99999999, -1])
def test_a_port_that_is_none_is_said_in_words(port: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.serve(lambda: EmbeddedEcho(port=port)) == 1
    gc.collect()  # a socket that was made for it would complain
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"cannot listen on 127.0.0.1:{port}: ")
    assert len(err.splitlines()) == 1


def test_the_parser_knows_what_every_server_has(capsys: pytest.CaptureFixture[str]) -> None:
    parser = command.parser("echo.testing", "Run an echo.", port=8000)
    assert parser.parse_args([]) == argparse.Namespace(host="127.0.0.1", port=8000, exposed=False)
    given = parser.parse_args(["--host", "::1", "--port", "0", "--exposed"])
    assert given == argparse.Namespace(host="::1", port=0, exposed=True)
    with pytest.raises(SystemExit):
        parser.parse_args(["--help"])
    assert capsys.readouterr().out.startswith("usage: python -m echo.testing ")


@pytest.mark.parametrize("module", [*extras.HARNESS, "echo_of_the_extra"])
def test_a_missing_package_is_named(
    module: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, module, None)  # how an import is made to fail

    def make() -> EmbeddedServer:
        extras.require("echo.testing", "echo-client", {**extras.HARNESS, module: f"the-{module}"})
        raise AssertionError

    assert command.serve(make) == 1
    out, err = capsys.readouterr()
    assert (out, err) == (
        "",
        f'echo.testing needs the-{module}, not installed here: pip install "echo-client[testing]"\n',
    )


def test_nothing_of_the_extra_is_needed_to_say_so() -> None:
    code = (
        "import sys; sys.modules.update(dict.fromkeys(('httptools', 'uvicorn', 'websockets')))\n"
        "import openapi_facade.testing.command, openapi_facade.testing.faults, openapi_facade.testing.watch\n"
        "openapi_facade.testing.EmbeddedServer"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1] == (
        "ImportError: openapi_facade.testing needs httptools, uvicorn, websockets, not installed here: "
        'pip install "openapi-facade[testing]"'
    )


def test_public_names() -> None:
    for name in openapi_facade.testing.__all__:
        assert getattr(openapi_facade.testing, name).__name__ == name
        assert name in dir(openapi_facade.testing)
    with pytest.raises(AttributeError, match="Nothing"):
        _ = openapi_facade.testing.Nothing
