"""docs/cli.md tells the truth: each of its examples is run, in order, and prints what stands there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from cheshire_cat_api.testing import EmbeddedCat

from .command import INSTALLED, PATIENCE, Command, environment

PAGE = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```console\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
ADDRESS = "http://localhost:1865"
OF_A_SHELL = re.compile(r"[|<>;]")
"""What a shell has to do with."""


def examples() -> list[tuple[str, str]]:
    """(command line, what it prints), in order."""
    return [
        (command, printed)
        for block in BLOCKS
        for command, printed in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
    ]


def test_every_example_prints_what_stands_there(
    cat: EmbeddedCat, ccat: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "key.txt").write_text("s3cret\n")
    (tmp_path / "password.txt").write_text("wonderland\n")
    for line, expected in examples():
        command = line.replace(ADDRESS + " ", f"{cat.url} ") if "--url" in line else line
        printed = through_a_shell(command) if OF_A_SHELL.search(re.sub(r"'[^']*'", "", line)) else inside(command, ccat)
        pattern = re.escape(expected.replace(ADDRESS + "\n", f"{cat.url}\n").replace(f"{ADDRESS};", f"{cat.url};"))
        pattern = re.sub(r"(\\ )*…(\\ )*", ".*", pattern)
        assert re.fullmatch(pattern, trimmed(printed), re.DOTALL), f"{line}\n{printed}\n{expected}"


def test_there_are_examples_of_every_row() -> None:
    from cheshire_cat_api.cli._app import COMMANDS

    assert len(examples()) > 30
    named = set(re.findall(r"cheshire-cat (?:--\w+ \S+ )*([a-z-]+)", PAGE)) | set(re.findall(r"`([a-z-]+)`", PAGE))
    assert set(COMMANDS) <= named


def inside(line: str, ccat: Command) -> str:
    """Run a line in this process."""
    program, *words = shlex.split(line)
    assert program == "cheshire-cat"
    ended = ccat(*words)
    return ended.out + ended.err


def through_a_shell(line: str) -> str:
    """Run a line in a shell, where the command is the installed one."""
    path = os.pathsep.join([str(Path(INSTALLED).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["sh", "-c", line],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        env=environment({"PATH": path}),
        timeout=PATIENCE,
        check=True,
    )
    return done.stdout


def trimmed(printed: str) -> str:
    """What was printed, as a page can have it: nothing at the ends of lines, and an end to the last one."""
    text = re.sub(r"[ \t]+$", "", printed, flags=re.MULTILINE)
    return text if text.endswith("\n") or not text else f"{text}\n"
