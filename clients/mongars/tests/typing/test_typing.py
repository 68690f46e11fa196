"""What type checkers make of the client: what is there is known, and every other name is an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from openapi_facade.testing.typecheckers import Checker, basedpyright, mypy, wrong_lines

HERE = Path(__file__).parent
CLIENT = HERE.parent.parent
SOURCES = [CLIENT / "facade", CLIENT / "generated", CLIENT.parent.parent / "runtime"]
RIGHT, WRONG = HERE / "right_use.py", HERE / "wrong_use.py"


@pytest.mark.parametrize("check", [mypy, basedpyright])
def test_what_is_there_is_accepted_and_what_is_not_is_an_error(check: Checker, tmp_path: Path) -> None:
    assert check([RIGHT, WRONG], SOURCES, tmp_path) == {RIGHT.name: [], WRONG.name: wrong_lines(WRONG)}
