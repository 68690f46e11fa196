"""The command, the fixture, and the clocks."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect

from mongars_client.testing import EmbeddedMonGARS, ManualClock, RealClock
from mongars_client.testing.pytest_plugin import embedded_mongars

from .helpers import PASSWORD, PATIENCE, client_of, end_of, received, said

__all__ = ["embedded_mongars"]

COMMAND = [sys.executable, "-m", "mongars_client.testing"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def test_the_command_serves_until_it_is_told_to_end_and_says_goodbye() -> None:
    options = ["--port", "0", "--user", "u1:a:secret", "--admin", "adm:secret-pass", "--origin", "http://o"]
    process = subprocess.Popen(
        [*COMMAND, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        with httpx.Client(base_url=url, trust_env=False, verify=False, timeout=PATIENCE) as http:
            login = http.post("/token", data={"username": "u1", "password": "a:secret"})
            http.headers["Authorization"] = f"Bearer {login.json()['access_token']}"
            ticket = http.post("/api/v1/auth/ws/ticket").json()["ticket"]
            assert http.get("/api/v1/user/list").status_code == 403
        where = f"{url.replace('http', 'ws', 1)}/ws/chat/?t={ticket}"
        with connect(where, additional_headers={"Origin": "http://o/"}, proxy=None) as socket:
            assert [received(socket)["user"] for _ in range(2)] == ["u1", "u1"]
            process.send_signal(signal.SIGTERM)
            assert end_of(socket) == 1012
        out, err = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
        process.wait()
    assert (process.returncode, out, err) == (0, "", "")


def test_the_command_says_what_is_wrong() -> None:
    code = "import sys; sys.modules['uvicorn'] = None; from mongars_client.testing.__main__ import main; exit(main([]))"
    for command, status, problem in (
        ([sys.executable, "-c", code], 1, 'needs uvicorn, not installed here: pip install "mongars-client[testing]"\n'),
        ([*COMMAND, "--user", "u1"], 2, "argument --user: expected NAME:PASSWORD, not 'u1'\n"),
    ):
        ended = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, timeout=PATIENCE, check=False)
        assert (ended.returncode, ended.stdout) == (status, "")
        assert ended.stderr.endswith(problem)


def test_the_fixture_has_a_user_and_an_admin(embedded_mongars: EmbeddedMonGARS) -> None:
    with client_of(embedded_mongars, None) as http:
        for user in ("u1", "adm"):
            assert http.post("/token", data={"username": user, "password": PASSWORD}).status_code == 200
    with client_of(embedded_mongars) as http:
        assert said(http, "hello")["response"] == "You said: hello"


def test_a_manual_clock_adds_up_and_wakes_whoever_waits() -> None:
    clock = ManualClock(1_800_000_000.3)
    for _ in range(10):
        clock.advance(0.1)
    assert clock.now() == 1_800_000_001.3
    with pytest.raises(ValueError, match="time does not go back: -1"):
        clock.advance(-1)

    async def wakes() -> None:
        begun = clock.now()
        waiting = [asyncio.ensure_future(clock.wait_until(begun + seconds)) for seconds in (-1, 0, 1, 2)]
        await asyncio.sleep(0)
        assert [each.done() for each in waiting] == [True, True, False, False]
        clock.advance(1)
        await waiting[2]
        assert not waiting[3].done()
        waiting[3].cancel()
        await asyncio.gather(waiting[3], return_exceptions=True)
        clock.advance(5)
        real = RealClock()
        await real.wait_until(real.now() + 0.01)

    asyncio.run(wakes())


def test_the_example_of_the_documentation_runs() -> None:
    document = (Path(__file__).parents[2] / "docs" / "testing.md").read_text("utf-8")
    _, _, rest = document.partition("```python\n")
    program, _, _ = rest.partition("```")
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=ENVIRONMENT, timeout=PATIENCE, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
