"""The command, the fixture, and what happens without the extra's packages."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect

import cheshire_cat_api.testing
from cheshire_cat_api.testing import EmbeddedCat

from .cats import PATIENCE, open_socket

COMMAND = [sys.executable, "-m", "cheshire_cat_api.testing"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


@contextmanager
def running(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command in the background, and the URL that it printed."""
    command = [*COMMAND, "--port", "0", *options]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT, start_new_session=True
    )
    try:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_told_to_end(number: signal.Signals) -> None:
    with running("--api-key", "k", "--ws-key", "w", "--no-script") as (process, url):
        assert httpx.get(url).status_code == 403
        headers = {"Authorization": "Bearer k"}
        assert "not configure" in httpx.post(f"{url}/message", json={"text": "x"}, headers=headers).json()["text"]
        process.send_signal(number)
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out, err) == (0, "", "")


ONE_FRAME = """
import asyncio, json, sys
import websockets

async def main():
    async with websockets.connect(sys.argv[1]) as socket:
        await socket.send(json.dumps({"text": "Hello Cat"}))
        print(json.loads(await socket.recv())["content"])

asyncio.run(main())
"""


@pytest.mark.parametrize(("option", "answer"), [("--no-streaming", "Curiouser and"), ("--no-script", "You did not")])
def test_a_program_that_reads_one_frame_gets_the_answer(option: str, answer: str) -> None:
    with running(option) as (_, url):
        address = f"ws://localhost:{url.rpartition(':')[2]}/ws"
        program = [sys.executable, "-c", ONE_FRAME, address]
        done = subprocess.run(program, capture_output=True, encoding="utf-8", env=ENVIRONMENT, timeout=30, check=False)
    assert done.stdout.startswith(answer), done.stderr


@pytest.mark.parametrize(("options", "status"), [((), 421), (("--exposed",), 200)])
def test_it_is_exposed_where_that_is_asked_for(options: tuple[str, ...], status: int) -> None:
    with running(*options) as (process, url):
        assert httpx.get(url, headers={"Host": "cat.example"}).status_code == status
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (0, "")
    assert ("--exposed opens it to all" in err) is (status == 421)


def test_its_store_is_fragile_where_that_is_asked_for() -> None:
    with running("--fragile-store") as (_, url), connect(f"{url.replace('http', 'ws', 1)}/ws/alice") as alice:
        alice.send('{"text": "[notify:at it] [wait:30]"}')
        alice.recv(PATIENCE)
        assert httpx.post(f"{url}/memory/collections/episodic/points", json={"content": "tea"}).status_code == 200
        assert httpx.get(f"{url}/memory/collections").status_code == 500


def test_without_the_extra_it_says_what_to_install() -> None:
    code = (
        "import runpy, sys; sys.modules['jwt'] = None; runpy.run_module('cheshire_cat_api.testing', None, '__main__')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=ENVIRONMENT, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        'cheshire_cat_api.testing needs PyJWT, not installed here: pip install "cheshire-cat-api[testing]"\n'
    )


def test_help_says_what_each_option_does() -> None:
    done = subprocess.run([*COMMAND, "--help"], capture_output=True, text=True, env=ENVIRONMENT, check=True)
    for option in ("--host", "--port", "--api-key", "--ws-key", "--no-script", "--exposed"):
        assert option in done.stdout


def test_the_fixture_gives_every_test_a_fresh_cat(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["cheshire_cat_api.testing.pytest_plugin"]\n')
    (tmp_path / "test_bot.py").write_text(
        "import urllib.request\nimport pytest\n\n"
        "@pytest.mark.parametrize('_', range(3))\n"
        "def test_it(embedded_cat, _):\n"
        "    assert embedded_cat.requests == []\n"
        "    urllib.request.urlopen(embedded_cat.url).close()\n"
        "    assert len(embedded_cat.requests) == 1\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, cwd=tmp_path, check=False)
    assert "3 passed" in done.stdout, done.stdout + done.stderr


def test_all_that_is_missing_is_named() -> None:
    modules = ("httptools", "uvicorn", "websockets", "starlette", "python_multipart", "jwt")
    # None in sys.modules is how an import is made to fail
    code = (
        f"import sys; sys.modules.update(dict.fromkeys({modules!r})); from cheshire_cat_api.testing import EmbeddedCat"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=ENVIRONMENT, check=False)
    packages = "httptools, uvicorn, websockets, starlette, python-multipart, PyJWT"
    assert f"cheshire_cat_api.testing needs {packages}, not installed here: " in done.stderr
    assert 'pip install "cheshire-cat-api[testing]"' in done.stderr


def test_public_names() -> None:
    for name in cheshire_cat_api.testing.__all__:
        assert getattr(cheshire_cat_api.testing, name).__name__ == name
        assert name in dir(cheshire_cat_api.testing)
    with pytest.raises(AttributeError, match="Nothing"):
        _ = cheshire_cat_api.testing.Nothing


def test_keys_are_for_http_and_websocket_apart() -> None:
    with EmbeddedCat(api_key="k", ws_key="w", jwt_secret="s" * 40) as cat:
        assert (cat.api_key, cat.ws_key) == ("k", "w")
        open_socket(cat, "/ws?token=w").close()
        body = {"username": "user", "password": "user"}
        token = httpx.post(f"{cat.url}/auth/token", json=body).json()["access_token"]
        open_socket(cat, f"/ws?token={token}").close()
        with EmbeddedCat(api_key="k", ws_key="w") as other:
            refusal = httpx.get(other.url, headers={"Authorization": f"Bearer {token}"})
        assert refusal.status_code == 403
