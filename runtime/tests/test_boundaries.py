"""The runtime knows no API: no word of one is in it, and it imports no generated package and no client."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import openapi_facade

PACKAGE = Path(openapi_facade.__file__).parent
RUNTIME = Path(__file__).parents[1]
# in pieces, for this file is looked through, too
OF_AN_API = "|".join(
    (
        "(?i:ches" + "hire|cc" + "at|chat" + "routes|mon" + "gars|thread[-_]" + "chat)",
        "CON" + "TRACT",
        r"(?<![A-Za-z])[Cc]ats?(?![a-z])",
    )
)

# a folder, and the library of an extra that it is written over
OPTIONAL = {("websocket", "threads"): "websocket", ("websocket", "tasks"): "websockets"}


def files() -> Iterator[Path]:
    """All that is kept of the runtime; who has written it stands in its licence."""
    for path in sorted({*RUNTIME.rglob("*"), *PACKAGE.rglob("*")}):
        if path.is_file() and path.suffix != ".pyc" and path.name != "LICENSE":
            yield path


def imports(path: Path) -> Iterator[str]:
    """The packages that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").split(".")[0]


def test_it_knows_no_api() -> None:
    found = [
        f"{path}:{number}: {line}"
        for path in files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(OF_AN_API, line)
    ]
    assert found == []


def test_it_imports_what_it_declares_and_no_more() -> None:
    """What its test half imports beyond that is an extra."""
    required = importlib.metadata.requires("openapi-facade") or []
    always = {re.split(r"[^\w.-]", each)[0].lower() for each in required if "extra" not in each}
    modules = [path for path in PACKAGE.rglob("*.py") if "testing" not in path.relative_to(PACKAGE).parts]
    # typing_extensions is for type checkers alone
    known = {*sys.stdlib_module_names, "openapi_facade", "typing_extensions", *always}
    found = {f"{path.relative_to(PACKAGE)}: {name}" for path in modules for name in imports(path) if name not in known}
    assert {each for each in found if each.split(": ")[1] != OPTIONAL.get(Path(each).parts[:2])} == set()
