"""The code of the README runs as it stands, its address redirected to a server of ours."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from textwrap import indent

import pytest

from mongars_client.testing import EmbeddedMonGARS

from .server import PASSWORD
from .test_requests import CASES

CLIENT = Path(__file__).parents[2]
README = (CLIENT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.S)


def run(code: str, server: EmbeddedMonGARS) -> subprocess.CompletedProcess[str]:
    """Run a program in a process of its own."""
    code = code.replace("https://mongars.example.com", server.url).replace("your-password", PASSWORD)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("block", range(len(BLOCKS)))
def test_the_readme_runs(block: int) -> None:
    with EmbeddedMonGARS(users={"u1": PASSWORD}) as server:
        done = run(BLOCKS[block], server)
        said = "You said: Summarise our latest incident report"
        beginning = "ws.connected {" if ".events()" in BLOCKS[block] else f"{said} "
        assert done.stdout.startswith(beginning), done.stderr
        assert said in done.stdout
        assert (done.returncode, done.stderr) == (0, "")
        assert [each.message for each in server.chats] == ["Summarise our latest incident report"]


SHOWN = """
from mongars_client import AsyncMonGARS, MonGARS

async with AsyncMonGARS("https://mongars.example.com", username="u1", password="x") as client:
    chat = await client.conversation.chat("Summarise our latest incident report")      # session_id=… as well
    print(chat.response, chat.confidence, chat.processing_time)
    async with client.events() as events:
        async for event in events:
            print(event.type, event.data)
"""
"""What users were shown, in a shell of asyncio, until the server says goodbye."""


def test_what_users_were_shown_runs() -> None:
    with EmbeddedMonGARS(users={"u1": PASSWORD}) as server:
        code = SHOWN.replace("https://mongars.example.com", server.url).replace(
            'password="x"', f"password={PASSWORD!r}"
        )
        program = subprocess.Popen(
            [
                sys.executable,
                "-u",
                "-c",
                f"import asyncio\nasync def main():\n{indent(code, '    ')}\nasyncio.run(main())",
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        with program:
            assert program.stdout is not None
            assert program.stdout.readline().startswith("You said: Summarise our latest incident report 0.")
            assert program.stdout.readline() == f"ws.connected {{'origin': '{server.url}/'}}\n"
            assert program.stdout.readline().startswith("history.snapshot {'items': [{'query': 'Summarise")
            server.close_sockets(1001)
            assert program.stdout.read() == ""
        assert program.returncode == 0


def test_what_the_readme_says_of_a_failure() -> None:
    with EmbeddedMonGARS(users={"u1": PASSWORD}, answers=lambda message, user: 1 / 0) as server:
        assert run(BLOCKS[0], server).stdout == "the model failed, and will for 60 s more\n"


def test_the_readme_lists_every_method() -> None:
    table = README.partition("| attribute |")[2].partition("\n\n")[0]
    listed = [re.findall(r"`(\w+)`", cell) for row in table.splitlines()[2:] for cell in row.split("|")[1:3]]
    areas, methods = listed[::2], listed[1::2]
    found = {
        (area, method)
        for names, listed_methods in zip(areas, methods, strict=True)
        for area in names
        for method in listed_methods
    }
    expected = {tuple(name.split(".")) for name in CASES}
    assert expected <= found
    assert {area for area, _ in found} == {area for area, _ in expected}


def test_the_demo_runs() -> None:
    done = subprocess.run(
        [sys.executable, CLIENT / "examples" / "demo.py"], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert "You said: What is a circuit?" in done.stdout
    assert "failed: the language model failed" in done.stdout
