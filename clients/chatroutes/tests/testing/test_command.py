"""The command, the fixture, and the life of a server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import httpx

from chatroutes.testing import EmbeddedChatRoutes
from chatroutes.testing.pytest_plugin import embedded_chatroutes

from .helpers import PATIENCE, client_of, created, data

__all__ = ["embedded_chatroutes"]

COMMAND = [sys.executable, "-m", "chatroutes.testing"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def test_the_command_serves_until_it_is_told_to_end() -> None:
    options = ["--port", "0", "--dialect", "early", "--api-key", "k", "--no-sample"]
    process = subprocess.Popen(
        [*COMMAND, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert url.endswith("/api/v1")
        listed = httpx.get(f"{url}/conversations", headers={"Authorization": "ApiKey k"}, trust_env=False)
        assert listed.json()["data"]["total"] == 0
        assert httpx.get(f"{url}/conversations", headers={"Authorization": "ApiKey x"}).status_code == 401
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
        process.wait()
    assert (process.returncode, out, err) == (0, "", "")


def test_the_command_says_what_is_missing() -> None:
    code = "import sys; sys.modules['uvicorn'] = None; from chatroutes.testing.__main__ import main; sys.exit(main([]))"
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=ENVIRONMENT, timeout=PATIENCE, check=False
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == 'chatroutes.testing needs uvicorn, not installed here: pip install "chatroutes[testing]"\n'


def test_a_server_keeps_its_state_and_its_port_over_a_restart() -> None:
    server = EmbeddedChatRoutes()
    with server, client_of(server) as http:
        conversation = created(http)["id"]
        url = server.url
    assert server.conversation(conversation)["title"] == "T"
    with server, client_of(server) as http:
        assert server.url == url
        assert http.get(f"/conversations/{conversation}").status_code == 200


def test_the_fixture_is_a_server_with_the_sample(embedded_chatroutes: EmbeddedChatRoutes) -> None:
    with client_of(embedded_chatroutes) as http:
        assert data(http.get("/conversations/conv_123"))["conversation"]["title"] == "Sample Conversation"
