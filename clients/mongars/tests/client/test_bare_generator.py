"""The document and the configuration that come with the client make an SDK with the bare generator (CONTRACT §5)."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

from mongars_client.testing import EmbeddedMonGARS

from .server import PASSWORD

CLIENT = Path(__file__).parents[2]
USE = f"""
import importlib, pkgutil, sys
import mongars_sdk
from mongars_sdk import AuthenticatedClient, Client, models
from mongars_sdk.api.default import chat_api_v1_conversation_chat_post as chat, login_token_post as login

for found in pkgutil.walk_packages(mongars_sdk.__path__, "mongars_sdk."):
    importlib.import_module(found.name)
url = sys.argv[1]
token = login.sync(
    client=Client(base_url=url), body=models.BodyLoginTokenPost(username="u1", password="{PASSWORD}")
)
assert isinstance(token, models.TokenResponse), token
client = AuthenticatedClient(base_url=url, token=token["access_token"])
answer = chat.sync(client=client, body=models.ChatRequest(message="hello", session_id=None))
assert isinstance(answer, models.ChatResponse), answer
print(answer.response)
print(*sorted(name for name in models.__all__ if len(name) > 40))
"""


def test_the_command_of_the_readme_makes_an_sdk_that_works(tmp_path: Path) -> None:
    readme = (CLIENT / "README.md").read_text("utf-8")
    (command,) = re.findall(r"^openapi-python-client (generate .*)$", readme, re.M)
    arguments = [str(CLIENT.parents[1] / each) if "/" in each else each for each in shlex.split(command)]
    made = subprocess.run(
        [sys.executable, "-m", "openapi_python_client", *arguments],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (made.returncode, made.stderr) == (0, ""), made.stdout
    assert "Warning" not in made.stdout
    with EmbeddedMonGARS(users={"u1": PASSWORD}) as server:
        used = subprocess.run(
            [sys.executable, "-c", USE, server.url],
            cwd=tmp_path / "mongars-sdk",
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert used.stdout == "You said: hello\n\n", used.stderr
