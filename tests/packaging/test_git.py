"""The README's command for the client alone, from the address of a repository, where nothing else is."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest

from cheshire_cat_openapi.operations import API_VERSION

from .test_wheels import ROOT, TIMEOUT, command, interpreter_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(2 * TIMEOUT)]


@pytest.fixture
def repository(tmp_path: Path) -> str:
    """A repository of the files that the packages are made of, as they are now; gives its address."""
    if not (ROOT / ".git").exists():
        pytest.skip("these sources are no clone, and git does not know which files are theirs")
    copy = tmp_path / "repository"
    parts = ("facade", "generated", "runtime", "pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE")
    listed = command("git", "-C", ROOT, "ls-files", "--cached", "--others", "--exclude-standard", "-z", *parts)
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).exists():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((ROOT / name).read_bytes())
    git = ("git", "-C", copy, "-c", "user.name=hatter", "-c", "user.email=hatter@cat.example")
    command("git", "init", "--quiet", copy)
    command(*git, "add", "--all")
    command(*git, "commit", "--quiet", "--message", "All of it")
    return copy.as_uri()


def test_the_client_alone_is_installed_from_git(repository: str, tmp_path: Path) -> None:
    python = interpreter_of(tmp_path / "venv")
    (line,) = re.findall(
        r"^pip (install .*git\+(?:.*\\\n)*.*)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M
    )
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "--python", python)
    arguments = shlex.split(line.replace("$REPOSITORY", repository).replace("\\\n", " "))
    command(*pip, *arguments, env={"PIP_CONSTRAINT": str(ROOT / "constraints.txt")})
    code = "import cheshire_cat_api as c, cheshire_cat_openapi.operations as o; c.CatClient(); print(o.API_VERSION)"
    assert command(python, "-I", "-W", "error", "-c", code).strip() == API_VERSION
