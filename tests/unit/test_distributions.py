"""The arrows between distributions: facade -> generated package, facade -> runtime, and none back or across."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import repository  # noqa: E402

RUNTIME = "openapi_facade"
CLIENTS = [client for client in repository.clients() if client.packages]
# The Cat's one door to its server's next line, by name and on use.
DOORS = {("cheshire_cat_api", "cheshire_cat_v2")}
OF_AN_API = re.compile(r"(?i:cheshire|ccat|chatroutes|mongars|thread[-_]chat)|CONTRACT|(?<![A-Za-z])[Cc]ats?(?![a-z])")
"""Words of the clients; a contract is a client's page."""


def imported(package: Path) -> Iterator[tuple[str, str]]:
    """(place, top-level module) of each import in a package, those inside functions and for type checkers too."""
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            place = f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Import):
                yield from ((place, alias.name.partition(".")[0]) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                yield place, node.module.partition(".")[0]


def packages(client: repository.Client) -> set[str]:
    """The top-level modules of a client: its facade and its generated package."""
    return {*(package.name for package in client.packages), client.module}


EVERY = {name for client in repository.clients() for name in packages(client)}


def test_the_runtime_imports_no_client() -> None:
    (package,) = repository.runtime().packages
    assert package.name == RUNTIME
    assert [each for each in imported(package) if each[1] in EVERY] == []


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
def test_a_client_imports_no_other(client: repository.Client) -> None:
    strangers = EVERY - packages(client)
    for package in client.packages:
        allowed = {other for own, other in DOORS if own == package.name}
        assert [each for each in imported(package) if each[1] in strangers - allowed] == []


@pytest.mark.parametrize("client", repository.clients(), ids=lambda client: client.name)
def test_a_generated_package_stands_alone(client: repository.Client) -> None:
    foreign = {RUNTIME, *EVERY} - {client.module}
    assert [each for each in imported(client.folder / "generated" / client.module) if each[1] in foreign] == []


def test_the_runtime_knows_no_api() -> None:
    """Neither in names, nor in what it says, nor in its own tests."""
    texts = (path for path in sorted((ROOT / "runtime").rglob("*")) if path.suffix in (".py", ".md", ".toml"))
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in texts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if OF_AN_API.search(line)
    ]
    assert found == []


def test_facades_and_runtime_have_one_version() -> None:
    """And each facade asks for just that one of the runtime."""
    (runtime,) = repository.runtime().packages
    versions = {package: version(package) for package in (runtime, *(each for c in CLIENTS for each in c.packages))}
    assert set(versions.values()) == {version(runtime)}
    for client in CLIENTS:
        text = (client.folder / "pyproject.toml").read_text(encoding="utf-8")
        assert set(re.findall(r'"openapi-facade(?:\[[\w,]+\])?([^"]*)"', text)) == {f"=={version(runtime)}"}


def version(package: Path) -> str:
    """What a package's `__init__.py` says it is."""
    found = re.search(r'^__version__ = "([^"]+)"$', (package / "__init__.py").read_text(encoding="utf-8"), re.M)
    assert found, package
    return found[1]
