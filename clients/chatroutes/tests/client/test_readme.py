"""The code of the README runs as it stands, the default address redirected to a server of ours."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import chatroutes
from chatroutes import AsyncChatRoutes, ChatRoutes
from chatroutes.testing import EmbeddedChatRoutes

HERE = Path(__file__).parent
PUBLISHED = (HERE / "published.txt").read_text("utf-8")
"""What the README of the published SDK shows, word for word."""
BLOCKS = re.findall(r"```python\n(.*?)```", (HERE.parents[1] / "README.md").read_text("utf-8"), re.S)
ANSWER = "You said: Tell me a story"


def run(code: str, server: EmbeddedChatRoutes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a program, whose clients have our server for their default address."""
    # `base_url` stays an argument like any other: what is exchanged is its default alone.
    with monkeypatch.context() as patch:
        patch.setattr(chatroutes, "ChatRoutes", partial(ChatRoutes, base_url=server.url))
        patch.setattr(chatroutes, "AsyncChatRoutes", partial(AsyncChatRoutes, base_url=server.url))
        names: dict[str, Any] = {"__name__": "__main__"}
        exec(compile(code, "program", "exec"), names)
    if "client" in names:  # of a program that closes none: its end does
        names["client"].close()


@pytest.mark.parametrize("dialect", ["early", "modern"])
def test_the_published_readme_runs_word_for_word(
    dialect: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with EmbeddedChatRoutes(dialect=dialect, api_key="your-api-key") as server:
        run(PUBLISHED, server, monkeypatch)
        branches = server.conversation("conv_123")["branches"]
        assert {branch["title"] for branch in branches} > {"Alternative Response", "Exploring Different Approach"}
    printed = capsys.readouterr().out
    said, listed = printed.split("\n", 1)
    assert said == "You said: Hello, how are you?"
    first, second = listed.splitlines()
    # the story ends without a line end, so the first title stands behind it
    assert re.fullmatch(rf"{ANSWER}My First Conversation - 20\d\d-[-\d:.TZ]+|{ANSWER}Sample Conversation - .*", first)
    assert re.fullmatch(r"(Sample|My First) Conversation - 20\d\d-[-\d:.TZ]+", second)


def test_our_readme_shows_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    assert BLOCKS[0] == PUBLISHED


@pytest.mark.parametrize("dialect", ["early", "modern"])
@pytest.mark.parametrize("block", range(1, len(BLOCKS)))
def test_our_readme_runs(
    block: int, dialect: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHATROUTES_API_KEY", "your-api-key")
    with EmbeddedChatRoutes(dialect=dialect, api_key="your-api-key") as server:
        run(BLOCKS[block], server, monkeypatch)
        assert server.open_streams == 0
    assert ANSWER in capsys.readouterr().out
