"""The program of the README does what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from thread_chat.testing import EmbeddedThreadChat

from .test_operations import CASES

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
PROGRAMS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_the_program_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    program = PROGRAMS[0]
    with EmbeddedThreadChat(tokens={"your-bearer-token": "u"}) as server:
        exec(program.replace("wss://your-api-url/chat/ws", server.chat_url), {})
        assert [turn.content for turn in server.turns] == [
            "I need help understanding how DAOs work.",
            "And in one sentence?",
        ]
        assert not server.is_lost
    assert capsys.readouterr().out == "DAOs are fine.DAOs are fine. ()\n"


def test_the_program_over_http_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(PROGRAMS) == 2
    with EmbeddedThreadChat(tokens={"your-bearer-token": "u"}) as server:
        exec(PROGRAMS[1].replace("wss://your-api-url/chat/ws", server.chat_url), {})
    told = "healthy ['ALEX', 'COINMARKETCAP', 'DATABASE']\nGet Price History ['token_address']\n"
    assert capsys.readouterr().out == told


def test_the_readme_lists_every_method_over_http() -> None:
    table = README.partition("| attribute |")[2].partition("\n\n")[0]
    rows = [[re.findall(r"`(\w+)`", cell) for cell in row.split("|")[1:3]] for row in table.splitlines()[2:]]
    assert {".".join([*area, name]) for area, names in rows for name in names} == set(CASES)
