"""The test half of the runtime asks for what it imports."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys
from pathlib import Path

import openapi_facade.testing

SOURCE = Path(openapi_facade.testing.__file__).parent


def test_what_it_imports_is_declared() -> None:
    required = importlib.metadata.requires("openapi-facade") or []
    declared = {re.split(r"[^\w.-]", each)[0].lower() for each in required if "extra" not in each or "testing" in each}
    imported = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                imported.add((node.module or "").split(".")[0])
    # pytest is there where a fixture is used; typing_extensions is for type checkers alone
    assert imported - sys.stdlib_module_names - {"pytest", "typing_extensions"} <= declared
