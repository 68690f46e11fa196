"""What type checkers make of the results: the keys of both dialects are known, and every other one is an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from openapi_facade.testing.typecheckers import Checker, basedpyright, mypy, wrong_lines

HERE = Path(__file__).parent
CLIENT = HERE.parent.parent
SOURCES = [CLIENT / "facade", CLIENT.parent.parent / "runtime"]
PUBLISHED = (HERE.parent / "client" / "published.txt").read_text("utf-8")
TYPED = PUBLISHED.replace("ServerError\n", "ServerError, StreamChunk\n", 1).replace(
    "def on_chunk(chunk):", "def on_chunk(chunk: StreamChunk) -> None:"
)
"""What the README of the published SDK shows, in which the callback says what it takes."""
RIGHT, WRONG = HERE / "right_keys.py", HERE / "wrong_keys.py"


@pytest.mark.parametrize("check", [mypy, basedpyright])
def test_the_published_code_is_accepted_and_wrong_keys_are_errors(check: Checker, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(TYPED, "utf-8")
    assert TYPED.count("StreamChunk") == 2
    found = check([RIGHT, WRONG, program], SOURCES, tmp_path)
    assert found == {RIGHT.name: [], WRONG.name: wrong_lines(WRONG), program.name: []}
