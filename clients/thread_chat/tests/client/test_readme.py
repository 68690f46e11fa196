"""The program of the README does what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from thread_chat.testing import EmbeddedThreadChat

README = Path(__file__).parents[2] / "README.md"


def test_the_program_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    with EmbeddedThreadChat(tokens={"your-bearer-token": "u"}) as server:
        exec(program.replace("wss://your-api-url/chat/ws", server.chat_url), {})
        assert [turn.content for turn in server.turns] == [
            "I need help understanding how DAOs work.",
            "And in one sentence?",
        ]
        assert not server.is_lost
    assert capsys.readouterr().out == "DAOs are fine.DAOs are fine. ()\n"
