"""The command of each client's README for it alone, from the address of a repository, where nothing else is."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest

from .test_wheels import ROOT, TIMEOUT, Settings, command, interpreter_of, repository

COMMAND = re.compile(r"^pip (install .*git\+(?:.*\\\n)*.*)$", re.MULTILINE)
LINES = {
    client.name: COMMAND.findall(client.readme.read_text(encoding="utf-8"))
    for client in repository.clients()
    if client.readme.exists()
}

pytestmark = [pytest.mark.slow, pytest.mark.timeout(2 * TIMEOUT)]


@pytest.fixture
def address(tmp_path: Path) -> str:
    """A repository of the files that the packages are made of, as they are now; gives its address."""
    if not (ROOT / ".git").exists():
        pytest.skip("these sources are no clone, and git does not know which files are theirs")
    copy = tmp_path / "repository"
    sources = ("facade", "generated", "runtime", "clients", "openapi.json", "pyproject.toml")
    parts = (*sources, "README.md", "CHANGELOG.md", "LICENSE")
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


def test_this_readme_has_the_command() -> None:
    assert len(LINES[repository.clients()[0].name]) == 1


@pytest.mark.whole
@pytest.mark.parametrize(("name", "line"), [(name, line) for name, lines in LINES.items() for line in lines])
def test_the_client_alone_is_installed_from_git(name: str, line: str, address: str, tmp_path: Path) -> None:
    client = repository.find(name)
    assert isinstance(client, repository.Client)
    python = interpreter_of(tmp_path / "venv")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "--python", python)
    arguments = shlex.split(line.replace("$REPOSITORY", address).replace("\\\n", " "))
    command(*pip, *arguments, env={"PIP_CONSTRAINT": str(ROOT / "constraints.txt")})
    package = client.packages[0].name
    use = "CatClient()" if client.folder == ROOT else f"{package}.__all__"
    code = f"from {package} import *; import {package}, {client.module}.operations as o; {use}; print(o.API_VERSION)"
    api = Settings.read(client.folder / repository.CONFIG).api_version
    assert command(python, "-I", "-W", "error", "-c", code).strip() == api
