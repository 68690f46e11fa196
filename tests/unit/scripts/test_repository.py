"""A client is a folder: it is found, named, installed and checked without a word about it anywhere else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

import repository

from .conftest import ROOT

COPIED = ("Makefile", "constraints.txt", "pyproject.toml", "generator-config.toml", "scripts", "runtime")
TOOLS = ("basedpyright", "mypy", "openapi-python-client", "ruff")

PYPROJECT = """\
[build-system]
requires = ["hatchling>=1.26,<2"]
build-backend = "hatchling.build"

[project]
name = "tiny-client"
version = "1"
dependencies = ["tiny-openapi>=1", "openapi-facade"]

[project.optional-dependencies]
testing = ["openapi-facade[testing]"]

[tool.hatch.build.targets.wheel]
packages = ["facade/tiny"]
"""
OVERLAY = """\
overlay: 1.0.0
info: {title: Facts, version: 1.0.0}
actions:
  - target: $.paths[*][*]
    update: {summary: Do it., x-permission: null, x-repeatable: true, x-duration: quick}
"""
PACKAGE = '"""A tiny client."""\n'
CLIENT = '''\
"""The client."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tiny_openapi import operations
from tiny_openapi.models import Thing
from tiny_openapi.operation import Answer, Request


class AsyncTiny:
    """A client of things."""

    def __init__(self, send: Callable[[Request], Awaitable[Answer]]) -> None:
        self._send = send

    async def read(self, thing_id: str) -> Thing:
        """Return a thing."""
        return operations.read_thing.parse(await self._send(operations.read_thing.build(thing_id)))
'''
TEST = '''\
"""The client."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from tiny._sync.client import Tiny


class Answer(NamedTuple):
    """An answer."""

    content: bytes
    status_code: int = 200
    headers: Mapping[str, str] = MappingProxyType({})


def test_a_thing_is_read() -> None:
    thing = Tiny(lambda request: Answer(b'{"name": "%s"}' % request["url"].encode())).read("a/b")
    assert thing["name"] == thing.name == "/things/a%2Fb"
'''
DEMO = """\
import os

print("demo of", os.environ["URL"], os.environ["KEY"])
"""
CONTRACT = '''\
"""The contract."""

import os


def test_the_server() -> None:
    print("contract of", os.environ.get("CONTRACT_URL"), os.environ.get("CONTRACT_KEY"))
'''


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A repository whose other client is tiny: what clients share, and one folder more."""
    root = tmp_path / "copy"
    root.mkdir()
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(ROOT / name, root / name)
    config = (ROOT / "generator-config.toml").read_text("utf-8").replace("cheshire-cat-openapi", "tiny-openapi")
    config = config.replace("cheshire_cat_openapi", "tiny_openapi").partition("\n[facade]")[0]
    texts = {
        "generator-config.toml": config,
        "openapi.json": (ROOT / "tests/data/hostile/harmless.json").read_text("utf-8"),
        "openapi-overlay.yaml": OVERLAY,
        "LICENSE": (ROOT / "LICENSE").read_text("utf-8"),
        "pyproject.toml": PYPROJECT,
        "facade/tiny/__init__.py": PACKAGE,
        "facade/tiny/_async/__init__.py": PACKAGE,
        "facade/tiny/_async/client.py": CLIENT,
        "tests/test_tiny.py": TEST,
        "tests/contract/test_server.py": CONTRACT,
        "examples/demo.py": DEMO,
    }
    for name, text in texts.items():
        path = root / "clients" / "tiny" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def environment(root: Path) -> None:
    """The copy's .venv: what the tests' own holds, and the copy's packages where `pip install -e` has them."""
    folder = root / ".venv"
    venv.create(folder, symlinks=True)
    paths = {"base": str(folder), "platbase": str(folder)}
    packages = Path(sysconfig.get_path("purelib", "venv" if "venv" in sysconfig.get_scheme_names() else None, paths))
    own = [root / "clients/tiny/facade", root / "clients/tiny/generated", root / "runtime"]
    (packages / "there.pth").write_text("".join(f"{path}\n" for path in (*own, sysconfig.get_path("purelib"))))
    for tool in TOOLS:
        (folder / "bin" / tool).symlink_to(Path(sys.executable).parent / tool)


def make(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A target of make; `true` takes pip's place."""
    hidden = ("PYTHON", "VENV", "MAKEFLAGS", "MFLAGS", "MAKELEVEL", "PYTHONPATH", "VIRTUAL_ENV", "CLIENT", "URL", "KEY")
    env = {name: value for name, value in os.environ.items() if name not in hidden}
    command = ["make", "INSTALL=true", "WORKERS=0", *arguments]
    return subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False, timeout=300)


def files(root: Path) -> dict[str, bytes]:
    """All that is not the tiny client's, nor a cache."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
        and not path.is_relative_to(root / "clients" / "tiny")
        and not {".venv", "__pycache__", ".mypy_cache", ".ruff_cache"} & set(path.parts)
    }


@pytest.mark.slow
@pytest.mark.whole
@pytest.mark.timeout(600)
@pytest.mark.skipif(sys.platform == "win32" or shutil.which("make") is None, reason="there is no make")
def test_a_folder_more_is_a_client_more(copy: Path) -> None:
    """Generated, formatted, typed and tested, and no other file knows of it."""
    environment(copy)
    before = files(copy)
    generated = make(copy, "generate", "CLIENT=tiny", "REVISION=1")
    assert generated.returncode == 0, generated.stdout + generated.stderr
    assert 'dependencies = ["tiny-openapi>=1.0.0.1,<1.0.1"' in (copy / "clients/tiny/pyproject.toml").read_text("utf-8")
    checked = make(copy, "check", "CLIENT=tiny")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    for what in ("already formatted", "no issues found", "0 errors, 0 warnings", "2 passed"):
        assert what in checked.stdout
    assert files(copy) == before

    server = ("CLIENT=tiny", "URL=http://localhost:1", "KEY=a-key")
    assert "demo of http://localhost:1 a-key\n" in make(copy, "demo", *server).stdout
    assert "contract of http://localhost:1 a-key\n" in make(copy, "contract", *server, "ARGS=-s").stdout
    for name in ("URL", "FROM"):
        compared = make(copy, "check-api", "CLIENT=tiny", f"{name}=clients/tiny/openapi.json")
        assert "Server 1.0.0 against this client, API 1.0.0\n\n0 differences" in compared.stdout

    (copy / "clients/tiny/facade/tiny/_sync/client.py").unlink()
    (copy / "clients/tiny/generated/tiny_openapi/client.py").write_text("")
    found = make(copy, "check-generated", "CLIENT=tiny", "--keep-going")
    assert found.returncode == 2
    assert "_sync is not what _async gives" in found.stderr


def asked(root: Path, what: str, *name: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert repository.main([what, *name], root) == 0
    return capsys.readouterr().out.split()


def test_each_is_found_by_its_folder(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(copy, "names", capsys=capsys) == ["cheshire_cat", "tiny", "runtime"]
    assert asked(copy, "folders", capsys=capsys) == [".", "./clients/tiny"]
    assert asked(copy, "folders", "tiny", capsys=capsys) == ["./clients/tiny"]
    tiny = repository.find("tiny", copy)
    assert isinstance(tiny, repository.Client)
    assert (tiny.distribution, tiny.generated, tiny.module) == ("tiny-client", "tiny-openapi", "tiny_openapi")
    assert [package.name for package in tiny.packages] == ["tiny"]
    assert asked(copy, "bases", "tiny", capsys=capsys) == ["./clients/tiny/facade:./clients/tiny/generated"]
    assert asked(copy, "tests", "runtime", capsys=capsys) == ["./runtime/tests"]


def test_what_is_installed_is_what_is_there(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A client in the making has a generated package before it has a facade, and a document before that."""
    generated, runtime, tiny = (
        ["--editable", name] for name in ("./clients/tiny/generated", "./runtime[testing]", "./clients/tiny[testing]")
    )
    assert asked(copy, "packages", "tiny", capsys=capsys) == [*runtime, *tiny]
    (copy / "clients/tiny/generated").mkdir()
    assert asked(copy, "packages", "tiny", capsys=capsys) == [*generated, *runtime, *tiny]
    shutil.rmtree(copy / "clients/tiny/facade")
    assert asked(copy, "packages", "tiny", capsys=capsys) == [*generated, *runtime]
    assert asked(copy, "wheels", "tiny", capsys=capsys) == ["./clients/tiny/generated"]


def test_who_is_not_there_is_refused_with_those_who_are(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert repository.main(["folders", "huge"], copy) == 2
    assert "there is no client 'huge': CLIENT is one of cheshire_cat, tiny, runtime" in capsys.readouterr().err
    assert repository.main(["nonsense"], copy) == 2
    assert "packages    what pip installs" in capsys.readouterr().err


def test_no_file_names_the_clients_beside_this_one() -> None:
    """What serves all finds them by their folders."""
    names = {name for client in repository.clients()[1:] for name in (client.name, client.distribution, client.module)}
    shared = [ROOT / name for name in ("Makefile", "pyproject.toml", "generator-config.toml")]
    shared += [path for path in (ROOT / "scripts").rglob("*") if path.is_file() and path.suffix != ".pyc"]
    assert [(path, name) for path in shared for name in names if name in path.read_text("utf-8")] == []
